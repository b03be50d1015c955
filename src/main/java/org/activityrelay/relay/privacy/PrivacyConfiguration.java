package org.activityrelay.relay.privacy;

import org.activityrelay.relay.ledger.Audit;
import org.activityrelay.relay.ledger.Erasures;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ErasureSettings.class)
class PrivacyConfiguration {

    @Bean
    Eraser eraser(Erasures erasures, Audit audit, ObjectProvider<Copies> places, ErasureSettings settings) {
        return new Eraser(erasures, audit, places.orderedStream().toList(), settings);
    }
}
