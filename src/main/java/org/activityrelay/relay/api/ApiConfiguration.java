package org.activityrelay.relay.api;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import({
    ActivityController.class,
    RejectionController.class,
    DocumentController.class,
    DryRunController.class,
    LedgerAdvice.class
})
class ApiConfiguration {}
