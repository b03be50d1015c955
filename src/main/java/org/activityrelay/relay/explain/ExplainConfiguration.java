package org.activityrelay.relay.explain;

import org.activityrelay.relay.configuration.RunningConfiguration;
import org.activityrelay.relay.intake.IntakeSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
class ExplainConfiguration {

    @Bean
    RunningExplainer runningExplainer(RunningConfiguration running, IntakeSettings intake, Environment settings) {
        return new RunningExplainer(running, intake, TrialContexts.identity(settings));
    }
}
