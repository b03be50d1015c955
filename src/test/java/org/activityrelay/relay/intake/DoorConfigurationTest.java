package org.activityrelay.relay.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.activityrelay.relay.context.ContextCustomizer;
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

/** The doors as the application declares them, with the defaults it ships. */
class DoorConfigurationTest {

    @TempDir
    Path data;

    private final FakeIntake intake = new FakeIntake();

    @Test
    void bindsItsDefaults() {
        runner().run(context -> {
            FileSettings files = context.getBean(FileSettings.class);
            QueueSettings queue = context.getBean(QueueSettings.class);
            assertThat(files.directory()).isEqualTo(data.resolve("intake"));
            assertThat(files.stableFor()).isEqualTo(Duration.ofSeconds(2));
            assertThat(files.enabled()).isTrue();
            assertThat(queue.name()).isEqualTo("activity.intake");
            assertThat(queue.broker()).isNull();
            assertThat(queue.url()).isNull();
            assertThat(queue.address()).isEqualTo("127.0.0.1");
            assertThat(queue.properties()).isEmpty();
            assertThat(context.getBean("intakeFiles")).isInstanceOf(FileStrategy.class);
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
    void healthNamesADoorThatWaits() {
        runner().run(context -> {
            HealthIndicator health = context.getBean("intakeHealthIndicator", HealthIndicator.class);
            assertThat(health.health().getStatus()).isEqualTo(Status.UP);
            assertThat(health.health().getDetails()).containsKeys("files", "queue");

            context.getBean("queueStatus", DoorStatus.class).waiting("the ledger cannot store");

            assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.health().getDetails().get("queue"))
                    .extracting("reason")
                    .isEqualTo("the ledger cannot store");
            assertThat(context.getBean("brokerHealthIndicator", HealthIndicator.class)
                            .health()
                            .getStatus())
                    .isEqualTo(Status.UP);
        });
    }

    @Test
    void withoutABrokerTheQueuesRouteIsIdle() {
        runner().withPropertyValues("relay.ledger.url=jdbc:postgresql://db/relay")
                .run(context -> {
                    try (DoorRig rig = DoorRig.queue(
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
                .withUserConfiguration(FileConfiguration.class, QueueConfiguration.class)
                .withBean(Intake.class, () -> intake)
                .withBean(Refusals.class, () -> (body, why) -> FakeIntake.refused(422, "", why))
                .withPropertyValues(
                        "relay.data=" + data,
                        "relay.intake.max-record-size=1MB",
                        "relay.intake.queue.port=" + BrokerProcess.freePort());
    }
}
