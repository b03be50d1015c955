package org.activityrelay.relay.intake.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.activityrelay.relay.context.ContextCustomizer;
import org.activityrelay.relay.contract.Ports;
import org.activityrelay.relay.intake.DoorRig;
import org.activityrelay.relay.intake.DoorStatus;
import org.activityrelay.relay.intake.FakeIntake;
import org.activityrelay.relay.intake.Refusals;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The queue door as the application declares them, with the defaults it ships. */
class QueueConfigurationTest {

    @TempDir
    Path data;

    private final FakeIntake intake = new FakeIntake();

    @Test
    void bindsItsDefaults() {
        runner().run(context -> {
            QueueSettings queue = context.getBean(QueueSettings.class);
            assertThat(queue.name()).isEqualTo("activity.intake");
            assertThat(queue.broker()).isNull();
            assertThat(queue.url()).isNull();
            assertThat(queue.address()).isEqualTo("127.0.0.1");
            assertThat(queue.properties()).isEmpty();
        });
    }

    @Test
    void startsTheEmbeddedBrokerAndGivesEachContextAComponent() {
        runner().run(context -> {
            assertThat(context.getBean(QueueBroker.class).server()).isPresent();
            DefaultCamelContext first = new DefaultCamelContext();
            DefaultCamelContext second = new DefaultCamelContext();
            ContextCustomizer customizer = context.getBean(ContextCustomizer.class);
            customizer.customize(first, ContextCustomizer.Kind.LIVE);
            customizer.customize(second, ContextCustomizer.Kind.LIVE);
            assertThat(first.getComponent("jms"))
                    .isInstanceOf(JmsComponent.class)
                    .isNotSameAs(second.getComponent("jms"));
        });
    }

    @Test
    void healthOfTheBrokerIsUpWhileItRuns() {
        runner().run(context -> assertThat(context.getBean("brokerHealthIndicator", HealthIndicator.class)
                        .health()
                        .getStatus())
                .isEqualTo(Status.UP));
    }

    @Test
    void withoutABrokerTheQueuesRouteIsIdle() {
        runner().withPropertyValues("relay.ledger.url=jdbc:postgresql://db/relay")
                .run(context -> {
                    try (DoorRig rig = QueueRig.of(
                            context.getBean(QueueSettings.class), intake, context.getBean(QueueBroker.class))) {
                        rig.start();

                        assertThat(rig.status().state()).isEqualTo(DoorStatus.State.OFF);
                        assertThat(rig.context
                                        .getRouteController()
                                        .getRouteStatus("intake-queue")
                                        .isStarted())
                                .isTrue();
                    }
                });
    }

    @Test
    void aBusyPortStopsTheStart() {
        try (var busy = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            runner().withPropertyValues("relay.intake.queue.port=" + busy.getLocalPort())
                    .run(context -> assertThat(context)
                            .hasFailed()
                            .getFailure()
                            .rootCause()
                            .isInstanceOf(java.net.BindException.class));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withInitializer(new ConfigDataApplicationContextInitializer())
                .withInitializer(context ->
                        context.getBeanFactory().setConversionService(ApplicationConversionService.getSharedInstance()))
                .withConfiguration(AutoConfigurations.of(ConfigurationPropertiesAutoConfiguration.class))
                .withUserConfiguration(QueueConfiguration.class)
                .withBean(Refusals.class, () -> (body, why) -> FakeIntake.refused(422, "", why))
                .withPropertyValues("relay.data=" + data, "relay.intake.queue.port=" + Ports.free());
    }
}
