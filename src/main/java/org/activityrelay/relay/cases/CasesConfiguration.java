package org.activityrelay.relay.cases;

import org.activityrelay.relay.configuration.RunningConfiguration;
import org.activityrelay.relay.configuration.SnapshotTrial;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

@Configuration(proxyBeanMethods = false)
class CasesConfiguration {

    @Bean
    Cases cases(ConfigurableEnvironment settings) {
        return new Cases(settings);
    }

    /** A configuration whose cases fail does not take effect. */
    @Bean
    SnapshotTrial caseTrial(Cases cases) {
        return (candidate, pace, findings) ->
                cases.run(candidate, pace).findings().forEach(findings);
    }

    @Bean
    RunningCases runningCases(Cases cases, RunningConfiguration running) {
        return new RunningCases(cases, running);
    }
}
