package org.activityrelay.relay.api;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RepairSettings.class)
@Import({
    ActivityController.class,
    RejectionController.class,
    DocumentController.class,
    DryRunController.class,
    DestinationController.class,
    LedgerAdvice.class,
    ErasureController.class,
    PersonFileController.class,
    DeliveryController.class,
    RepairController.class,
    AuditController.class,
    ConfigurationController.class,
    StatusController.class,
    CheckController.class,
    CoverageController.class,
    ExplanationController.class,
    DiagnosisController.class,
    TrialController.class,
    CaseController.class,
    PlanController.class
})
class ApiConfiguration {}
