package org.activityrelay.relay.api;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import({
    ActivityController.class,
    RejectionController.class,
    DocumentController.class,
    DryRunController.class,
    DestinationController.class,
    LedgerAdvice.class,
    ErasureController.class,
    PersonFileController.class
})
class ApiConfiguration {}
