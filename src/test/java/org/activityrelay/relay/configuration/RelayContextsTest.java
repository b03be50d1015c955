package org.activityrelay.relay.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.check.RouteChecks;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.intake.Intake;
import org.activityrelay.relay.intake.Receipt;
import org.activityrelay.relay.ledger.Accepted;
import org.activityrelay.relay.ledger.ActivityStatus;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.routing.Plan;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayContextsTest {

    @TempDir
    Path folder;

    @Test
    void takesARecordFromItsRuleToItsDestination() {
        Activity sale = Bundle.activity("{\"interactionId\":\"i-1\",\"type\":\"voice\"}");
        try (RunningContexts running = new Bundle()
                .routing("""
                        - choice:
                            when:
                              - simple: "${body.type} == 'voice'"
                                steps:
                                  - to: "activity:deliver/folder?owner=${body.interactionId}"
                        """)
                .destination("folder", folder)
                .setting("relay.destination.folder.mode", "live")
                .build()) {
            Plan plan = running.routing().plan(sale);
            assertThat(plan.unrouted()).as(plan.detail()).isNull();
            assertThat(plan.deliveries()).singleElement().satisfies(delivery -> {
                assertThat(delivery.destination()).isEqualTo("folder");
                assertThat(delivery.arguments()).containsEntry("owner", "i-1");
                assertThat(delivery.decision().line()).isEqualTo(11);
                assertThat(delivery.decision().whenLine()).isEqualTo(9);
            });

            Attempt attempt = running.destinations().get("folder").deliver(Bundle.claim("folder", sale));
            assertThat(attempt.outcome()).as(attempt.detail()).isEqualTo(new Outcome.Delivered(null, null));
            assertThat(folder.resolve("key-2")).hasContent("i-1");
        }
    }

    @Test
    void buildsADestinationInDryRunWithoutItsSecrets() {
        Bundle bundle = new Bundle()
                .routing("- to: activity:deliver/crm")
                .destination("crm", "https:{{relay.destination.crm.host}}:{{relay.destination.crm.port}}/{{?site.x}}");
        try (RunningContexts running = bundle.build()) {
            assertThat(running.destinations().get("crm").mode()).isEqualTo(Mode.DRY_RUN);
            assertThat(running.recording().getRoute("destination-crm").getId()).isNotNull();
            assertThat(running.live().getRoute("destination-crm")).isNull();
            assertThat(running.recording().resolvePropertyPlaceholders("{{relay.destination.crm.host}}"))
                    .isEqualTo("not-set.invalid");
        }
        assertThatThrownBy(bundle.setting("relay.destination.crm.mode", "live")::build)
                .isInstanceOf(RefusedConfigurationException.class)
                .hasMessageContaining("5-destination-crm.camel.yaml:9: the placeholder {{relay.destination.crm.host}}")
                .hasMessageContaining("RELAY_DESTINATION_CRM_PORT");
    }

    @Test
    void recordsEveryDestinationAndSendsLiveOnesOnly() {
        try (RunningContexts running = new Bundle()
                .routing("- to: activity:deliver/a")
                .destination("a", folder)
                .destination("b", folder)
                .setting("relay.destination.a.mode", "live")
                .build()) {
            assertThat(running.destinations().get("a").mode()).isEqualTo(Mode.LIVE);
            assertThat(running.destinations().get("b").mode()).isEqualTo(Mode.DRY_RUN);
            assertThat(running.recorders()).containsOnlyKeys("a", "b");
            assertThat(running.recorders().get("a").mode()).isEqualTo(Mode.DRY_RUN);
            assertThat(running.live().getRoute("destination-b")).isNull();
        }
    }

    @Test
    void takesTheDefaultModeWhereADestinationHasNone() {
        Bundle bundle = new Bundle()
                .routing("- to: activity:deliver/a")
                .destination("a", folder)
                .destination("b", folder)
                .setting("relay.destination-default.mode", "live")
                .setting("relay.destination.b.mode", "dry-run");
        try (RunningContexts running = bundle.build()) {
            assertThat(running.destinations().get("a").mode()).isEqualTo(Mode.LIVE);
            assertThat(running.destinations().get("b").mode()).isEqualTo(Mode.DRY_RUN);
        }
        assertThatThrownBy(bundle.setting("relay.destination.b.mode", "dryrun")::build)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("relay.destination.b.mode: 'dryrun' is no mode, write dry-run or live");
    }

    private static Bundle intake(String autoStartup) {
        return intake(autoStartup, body -> CompletableFuture.completedFuture(null));
    }

    private static Bundle intake(String autoStartup, Intake intake) {
        return new Bundle()
                .bean("intake", intake)
                .file("1-intake-test.camel.yaml", """
                        - route:
                            id: intake-test
                            description: A door of a test.
                            autoStartup: "%s"
                            from:
                              uri: direct:test
                              steps:
                                - to: activity:accept?intake=test
                        """.formatted(autoStartup))
                .setting("site.open", "true")
                .setting("site.shut", "false")
                .java(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:java").routeId("java").to("activity:accept?intake=java");
                    }
                });
    }

    @Test
    void opensTheDoorsOnlyWhenAskedTo() {
        try (RunningContexts running = intake("{{site.open}}").build()) {
            assertThat(status(running, "intake-test")).isEqualTo(ServiceStatus.Stopped);
            assertThat(status(running, "java")).isEqualTo(ServiceStatus.Stopped);
            running.startIntake();
            assertThat(status(running, "intake-test")).isEqualTo(ServiceStatus.Started);
            assertThat(status(running, "java")).isEqualTo(ServiceStatus.Started);
            running.stopIntake();
            assertThat(status(running, "intake-test")).isEqualTo(ServiceStatus.Stopped);
            assertThat(status(running, "java")).isEqualTo(ServiceStatus.Stopped);
        }
    }

    @Test
    void leavesADoorShutThatASettingShuts() {
        try (RunningContexts running = intake("{{site.shut}}").build()) {
            running.startIntake();
            assertThat(status(running, "intake-test")).isEqualTo(ServiceStatus.Stopped);
            assertThat(status(running, "java")).isEqualTo(ServiceStatus.Started);
        }
    }

    private static ServiceStatus status(RunningContexts running, String route) {
        return running.intake().getRouteController().getRouteStatus(route);
    }

    @Test
    void waitsForARecordUnderWayWhenADoorCloses() throws Exception {
        CompletableFuture<Receipt> stored = new CompletableFuture<>();
        CountDownLatch taken = new CountDownLatch(1);
        Bundle bundle = intake("true", body -> {
            taken.countDown();
            return stored;
        });
        try (RunningContexts running = bundle.build()) {
            running.startIntake();
            CompletableFuture<Object> sender =
                    running.intake().createProducerTemplate().asyncRequestBody("direct:test", "{}");
            taken.await();
            CompletableFuture<Void> closing = CompletableFuture.runAsync(running::stopIntake);
            assertThat(closing).isNotDone();
            Receipt receipt = new Receipt(
                    false, List.of(new Receipt.Stored(new Accepted("a", "i", 1, ActivityStatus.ROUTED, false))));
            stored.complete(receipt);
            assertThat(sender.get()).isEqualTo(receipt);
            closing.get();
        }
    }

    @Test
    void letsJavaRoutesOnlyTakeIn() {
        Bundle bundle = new Bundle().java(new RouteBuilder() {
            @Override
            public void configure() {
                from("activity:routing").to("activity:deliver/a");
            }
        });
        assertThatThrownBy(bundle::build)
                .isInstanceOf(RefusedConfigurationException.class)
                .hasMessageContaining("a route written in Java cannot begin with activity:routing");
    }

    @Test
    void reportsMistakesOfTheDispositionsWithTheOthers() {
        Bundle bundle = new Bundle().routing("- to: log:x").checks(RouteChecks.all());
        Map<String, byte[]> files = bundle.snapshot().files();
        files.put(Snapshot.DISPOSITIONS, "SUCCES:\n  - name: Sold\n".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> bundle.contexts().build(Snapshot.of(files)))
                .isInstanceOf(RefusedConfigurationException.class)
                .hasMessageContaining("config/dispositions.yaml:1: 'SUCCES' is not a class")
                .hasMessageContaining("3-routing.camel.yaml:7: routing cannot send to log:x");
    }

    @Test
    void preparesEachContextBeforeItsRoutes() {
        List<String> seen = new ArrayList<>();
        Bundle bundle = new Bundle()
                .routing("- to: activity:deliver/a")
                .destination("a", folder)
                .customizer((context, kind) -> seen.add(kind + " "
                        + context.getRoutes().size() + " " + context.getStatus().isStarted()));
        try (RunningContexts running = bundle.build()) {
            assertThat(seen).containsExactly("LIVE 0 false", "LIVE 0 false", "RECORDING 0 false");
        }
    }

    @Test
    void stopsWhatItBeganWhenTheConfigurationIsRefused() {
        List<CamelContext> contexts = new ArrayList<>();
        Bundle bundle = new Bundle()
                .routing("- to: activity:deliver/a?x=${body.")
                .destination("a", folder)
                .customizer((context, kind) -> contexts.add(context));
        assertThatThrownBy(bundle::build).isInstanceOf(RefusedConfigurationException.class);
        assertThat(contexts).isNotEmpty().allMatch(context -> context.getStatus()
                .isStopped());
    }
}
