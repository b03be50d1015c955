package org.activityrelay.relay.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.activityrelay.relay.activity.CurrentDispositions;
import org.activityrelay.relay.activity.Dispositions;
import org.activityrelay.relay.activity.TenantProfiles;
import org.activityrelay.relay.ledger.Ledger;
import org.activityrelay.relay.ledger.Rejections;
import org.activityrelay.relay.routing.Plan;
import org.activityrelay.relay.routing.Routing;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class IntakeServiceConfigurationTest {

    private final FakeLedger ledger = new FakeLedger();
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withInitializer(new ConfigDataApplicationContextInitializer())
            .withUserConfiguration(IntakeServiceConfiguration.class)
            .withBean(CurrentDispositions.class, () -> Dispositions::none)
            .withBean(Routing.class, () -> activity -> Plan.of(List.of(), "hash"))
            .withBean(Ledger.class, () -> ledger)
            .withBean(Rejections.class, FakeRejections::new);

    @Test
    void makesTheIntakeWithTheDefaultsOfTheApplication() {
        application.run(context -> {
            byte[] body = TestIntake.record("a").getBytes(StandardCharsets.UTF_8);

            context.getBean(Intake.class)
                    .accept(new Body(body, null, "http", null, null, null))
                    .join();

            assertThat(ledger.ids()).containsExactly("a");
            assertThat(context.getBean(TenantProfiles.class).of("default").defaultRegion())
                    .isNull();
        });
    }

    @Test
    void healthNamesADoorThatWaits() {
        application
                .withBean("filesStatus", DoorStatus.class, () -> new DoorStatus("files"))
                .withBean("queueStatus", DoorStatus.class, () -> new DoorStatus("queue"))
                .run(context -> {
                    HealthIndicator health = context.getBean("intakeHealthIndicator", HealthIndicator.class);
                    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
                    assertThat(health.health().getDetails()).containsOnlyKeys("files", "queue");

                    context.getBean("queueStatus", DoorStatus.class).waiting("the ledger cannot store");

                    assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
                    assertThat(health.health().getDetails().get("queue"))
                            .extracting("reason")
                            .isEqualTo("the ledger cannot store");
                });
    }

    @Test
    void refusesToStartWithATenantThatCannotBe() {
        application
                .withPropertyValues("relay.intake.tenants.acme.default-region=Germany")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessageStartingWith("default-region of tenant 'acme' is 'GERMANY'"));
    }
}
