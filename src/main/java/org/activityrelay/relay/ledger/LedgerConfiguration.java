package org.activityrelay.relay.ledger;

import java.time.Clock;
import org.activityrelay.relay.routing.Routing;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LedgerSettings.class)
class LedgerConfiguration {

    /** Routing and traits are asked only when records come, so that they may themselves need the ledger. */
    @Bean
    OpenLedger openLedger(
            LedgerSettings settings,
            RecordContent content,
            ObjectProvider<Routing> routing,
            ObjectProvider<DestinationTraits> traits,
            ObjectProvider<Clock> clock) {
        return OpenLedger.open(
                settings,
                content,
                activity -> routing.getObject().plan(activity),
                new LateTraits(traits),
                clock.getIfAvailable(Clock::systemUTC));
    }

    private record LateTraits(ObjectProvider<DestinationTraits> traits) implements DestinationTraits {

        @Override
        public boolean follows(String destination) {
            return traits.getObject().follows(destination);
        }

        @Override
        public Mode mode(String destination) {
            return traits.getObject().mode(destination);
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
    Records records(OpenLedger open) {
        return open.records();
    }

    @Bean
    Rejections rejections(OpenLedger open) {
        return open.rejections();
    }
}
