package org.activityrelay.relay.collector;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import({CollectorController.class, DemoController.class})
class CollectorConfiguration {}
