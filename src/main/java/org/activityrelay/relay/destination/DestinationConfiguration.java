package org.activityrelay.relay.destination;

import java.nio.file.Path;
import org.activityrelay.relay.delivery.DryRunFiles;
import org.activityrelay.relay.delivery.DryRunRows;
import org.activityrelay.relay.delivery.DryRunStore;
import org.activityrelay.relay.ledger.DryRuns;
import org.activityrelay.relay.ledger.RequestCounts;
import org.activityrelay.relay.privacy.Copies;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans that all kinds of destinations share. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DestinationsSettings.class)
class DestinationConfiguration {

    /** Files are for people on the machine; where there may be several machines, the ledger has it. */
    @Bean
    DryRunStore dryRunStore(@Value("${relay.data}") Path data, DryRuns ledger) {
        return ledger.areShared() ? new DryRunRows(ledger) : new DryRunFiles(data.resolve("dry-run"));
    }

    @Bean
    Copies dryRunCopies(@Value("${relay.data}") Path data) {
        return new DryRunCopies(data.resolve("dry-run"));
    }

    @Bean
    RequestBudgets requestBudgets(DestinationsSettings settings, RequestCounts counts) {
        return new RequestBudgets(settings, counts);
    }

    /** The first bean of every destination, and so the place to refuse a start. */
    @Bean
    Secrets secrets(DestinationsSettings settings) {
        WireLogs.close();
        new LiveDestinations(settings).check();
        return new Secrets(settings);
    }
}
