package org.activityrelay.relay.cases;

import org.activityrelay.relay.configuration.RunningConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

@Configuration(proxyBeanMethods = false)
class CasesConfiguration {

    @Bean
    Cases cases(ConfigurableEnvironment settings) {
        return new Cases(settings);
    }

    @Bean
    RunningCases runningCases(Cases cases, RunningConfiguration running) {
        return new RunningCases(cases, running::contexts);
    }
}
