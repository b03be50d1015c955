package org.activityrelay.relay.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.function.Supplier;
import org.activityrelay.relay.routing.Routing;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.function.SingletonSupplier;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LedgerSettings.class)
class LedgerConfiguration {

    /** Routing and traits are asked for only when records come, so that they may themselves need the ledger. */
    @Bean
    OpenLedger openLedger(
            LedgerSettings settings,
            RecordContent content,
            ObjectProvider<Routing> routing,
            ObjectProvider<DestinationTraits> traits,
            ObjectProvider<Clock> clock,
            ObjectProvider<MeterRegistry> meters) {
        Supplier<Routing> lateRouting = SingletonSupplier.of(routing::getObject);
        return OpenLedger.open(
                settings,
                content,
                activity -> lateRouting.get().plan(activity),
                new LateTraits(SingletonSupplier.of(traits::getObject)),
                clock.getIfAvailable(Clock::systemUTC),
                meters.getIfAvailable(SimpleMeterRegistry::new));
    }

    private record LateTraits(Supplier<DestinationTraits> traits) implements DestinationTraits {

        @Override
        public boolean follows(String destination) {
            return traits.get().follows(destination);
        }

        @Override
        public Mode mode(String destination) {
            return traits.get().mode(destination);
        }

        @Override
        public boolean isMissing(String destination) {
            return traits.get().isMissing(destination);
        }
    }

    @Bean
    Ledger ledger(OpenLedger open) {
        return open.ledger();
    }

    @Bean
    DeliveryQueue deliveryQueue(OpenLedger open) {
        return open.queue();
    }

    @Bean
    Trials trials(OpenLedger open) {
        return open.trials();
    }

    @Bean
    Records records(OpenLedger open) {
        return open.records();
    }

    @Bean
    Rejections rejections(OpenLedger open) {
        return open.rejections();
    }

    @Bean
    Audit audit(OpenLedger open) {
        return open.audit();
    }

    @Bean
    Erasures erasures(OpenLedger open) {
        return open.erasures();
    }

    @Bean
    Retention retention(OpenLedger open) {
        return open.retention();
    }

    @Bean
    DryRuns dryRuns(OpenLedger open) {
        return open.dryRuns();
    }

    @Bean
    WriteLog writeLog(OpenLedger open) {
        return open.writeLog();
    }

    @Bean
    RequestCounts requestCounts(OpenLedger open) {
        return open.requestCounts();
    }

    @Bean
    DestinationStates destinationStates(OpenLedger open) {
        return open.destinations();
    }

    @Bean
    Deliveries deliveries(OpenLedger open) {
        return open.deliveries();
    }

    @Bean
    Repairs repairs(OpenLedger open) {
        return open.repairs();
    }

    @Bean
    Configurations configurations(OpenLedger open) {
        return open.configurations();
    }

    @Bean
    PlannedRecords plannedRecords(OpenLedger open) {
        return open.planned();
    }

    @Bean
    UnroutedGauge unroutedGauge(OpenLedger open, ObjectProvider<MeterRegistry> meters) {
        return new UnroutedGauge(open.deliveries(), meters.getIfAvailable(SimpleMeterRegistry::new));
    }

    @Bean
    LedgerHealthIndicator ledgerHealthIndicator(OpenLedger open) {
        return new LedgerHealthIndicator(open.database());
    }
}
