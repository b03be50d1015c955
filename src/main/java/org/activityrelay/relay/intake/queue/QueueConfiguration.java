package org.activityrelay.relay.intake.queue;

import jakarta.jms.ConnectionFactory;
import org.activityrelay.relay.context.ContextCustomizer;
import org.activityrelay.relay.intake.DoorStatus;
import org.activityrelay.relay.intake.Refusals;
import org.activityrelay.relay.privacy.Copies;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The queue door and its broker. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(QueueSettings.class)
class QueueConfiguration {

    @Bean
    DoorStatus queueStatus() {
        return new DoorStatus("queue");
    }

    @Bean
    QueueBroker queueBroker(
            QueueSettings settings,
            @Value("${relay.ledger.url:}") String ledgerUrl,
            ObjectProvider<ConnectionFactory> connectionFactory) {
        return QueueBroker.choose(settings, ledgerUrl, connectionFactory.getIfUnique());
    }

    /** Gives every Camel context a {@code jms:} of its own. */
    @Bean
    ContextCustomizer queueComponent(
            QueueBroker broker,
            QueueSettings settings,
            Refusals refusals,
            @Qualifier("queueStatus") DoorStatus status) {
        return (context, kind) -> context.addComponent("jms", new QueueComponent(broker, settings, refusals, status));
    }

    @Bean
    Copies queueCopies(QueueBroker broker, QueueSettings settings) {
        return QueueCopies.ofRejects(broker, settings);
    }

    @Bean
    Copies publishedCopies(QueueBroker broker) {
        return QueueCopies.ofPublished(broker);
    }

    /** Health {@code broker}. */
    @Bean
    HealthIndicator brokerHealthIndicator(QueueBroker broker) {
        return () -> broker.server()
                .map(BrokerServer::trouble)
                .map(trouble -> Health.down().withDetail("reason", trouble).build())
                .orElseGet(() -> Health.up().build());
    }
}
