package org.activityrelay.relay.delivery.classifier;

import java.time.Clock;
import org.activityrelay.relay.delivery.Classifier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Judges attempts, those of the service and those that are only tried. */
@Configuration(proxyBeanMethods = false)
class ClassifierConfiguration {

    @Bean
    Classifier classifier(ObjectProvider<Clock> clock) {
        return new FailureClassifier(clock.getIfAvailable(Clock::systemUTC));
    }
}
