package org.activityrelay.relay.privacy;

import io.micrometer.core.instrument.MeterRegistry;
import org.activityrelay.relay.ledger.Audit;
import org.activityrelay.relay.ledger.Erasures;
import org.activityrelay.relay.ledger.Records;
import org.activityrelay.relay.ledger.Rejections;
import org.activityrelay.relay.ledger.Retention;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ErasureSettings.class, RetentionSettings.class})
class PrivacyConfiguration {

    @Bean
    Eraser eraser(Erasures erasures, Audit audit, ObjectProvider<Copies> places, ErasureSettings settings) {
        return new EverywhereEraser(erasures, audit, places.orderedStream().toList(), settings);
    }

    @Bean
    PersonFile personFile(Erasures erasures, Records records, Rejections rejections, Audit audit) {
        return new LedgerPersonFile(erasures, records, rejections, audit);
    }

    @Bean
    Purge purge(Retention retention, ObjectProvider<Copies> places, RetentionSettings settings, MeterRegistry meters) {
        return new Purge(retention, places.orderedStream().toList(), settings, meters);
    }
}
