package org.activityrelay.relay.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.DestinationRoute;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.intake.Intake;
import org.activityrelay.relay.ledger.Configurations.Kind;
import org.activityrelay.relay.ledger.LedgerFixture;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadingTest {

    private static final Activity RECORD = Bundle.activity("{\"interactionId\":\"i-1\"}");

    @TempDir
    Path home;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RunningConfiguration running = new RunningConfiguration();
    private final List<String> complaints = new ArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CompletableFuture<Void> goOn = new CompletableFuture<>();
    private LedgerFixture ledger;
    private Reloading reloading;
    private SnapshotReader reader;

    @BeforeEach
    void open() throws IOException {
        ledger = LedgerFixture.open("jdbc:sqlite:" + home.resolve("ledger.db"), null, null);
        reader = new SnapshotReader(home.resolve("routes"), home.resolve("config"));
        new Bundle()
                .routing("- to: activity:deliver/a?part=first")
                .destination("a", home.resolve("out"))
                .file("1-intake-test.camel.yaml", door("direct:test"))
                .writeTo(home);
        reloading = reloading();
    }

    private Reloading reloading() {
        Intake intake = body -> CompletableFuture.completedFuture(null);
        Processor slow = exchange -> {
            begun.countDown();
            goOn.join();
        };
        Bundle bundle = new Bundle()
                .bean("intake", intake)
                .bean("slow", slow)
                .setting("relay.destination-default.mode", "live");
        return new Reloading(
                reader,
                bundle.contexts(),
                running,
                List.of((candidate, pace, findings) -> complaints.forEach(
                        text -> findings.accept(new Finding("cases/sale.case.yaml", 3, text, "look")))),
                new ConfigurationNotes(ledger.configurations()),
                new ReloadMetrics(meters),
                Clock.systemUTC());
    }

    private static String door(String uri) {
        return """
                - route:
                    id: intake-test
                    description: A door of a test.
                    from:
                      uri: %s
                      steps:
                        - to: activity:accept?intake=test
                """.formatted(uri);
    }

    @AfterEach
    void close() {
        goOn.complete(null);
        if (running.isLoaded()) {
            running.swap(null).close();
        }
        ledger.close();
    }

    private void edit(String file, String from, String to) throws IOException {
        Path path = home.resolve("routes").resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(from);
        Files.writeString(path, text.replace(from, to), StandardCharsets.UTF_8);
    }

    private void begin() {
        reloading.begin(reader.read());
        running.contexts().startIntake();
    }

    private String part() {
        return running.plan(RECORD).deliveries().get(0).part();
    }

    private List<Kind> events() {
        return ledger.configurations().events(null, 20).stream()
                .map(noted -> noted.event().kind())
                .toList();
    }

    @Test
    void putsAGoodChangeIntoEffectAndStopsWhatRanBefore() throws Exception {
        begin();
        CamelContext old = running.contexts().live();
        edit("3-routing.camel.yaml", "first", "second");

        ConfigurationStatus status = reloading.reload();

        assertThat(status.isStale()).isFalse();
        assertThat(status.hash()).isEqualTo(reader.read().hash());
        assertThat(part()).isEqualTo("second");
        await().until(() -> old.getStatus() == ServiceStatus.Stopped);
        assertThat(events()).containsExactly(Kind.APPLIED, Kind.STARTED);
        assertThat(meters.get("relay.configurations.applied").counter().count()).isOne();
    }

    @Test
    void keepsWhatRunsWhenAChangeIsWrongAndSaysWhere() throws Exception {
        begin();
        String good = reloading.status().hash();
        edit("3-routing.camel.yaml", "activity:deliver/a", "activity:delivr/a");

        ConfigurationStatus status = reloading.reload();

        assertThat(part()).isEqualTo("first");
        assertThat(status.hash()).isEqualTo(good);
        assertThat(status.refused().findings())
                .extracting(Finding::toString)
                .singleElement()
                .asString()
                .startsWith("3-routing.camel.yaml:7: ");
        assertThat(new ConfigurationHealth(reloading).health().getDetails()).containsEntry("stale", true);
        assertThat(meters.get("relay.configuration.stale").gauge().value()).isOne();
        assertThat(events()).containsExactly(Kind.REFUSED, Kind.STARTED);
        assertThat(ledger.configurations().processes().get(0).running().refused())
                .isEqualTo(reader.read().hash());

        reloading.reload();
        assertThat(events()).as("the same mistake is not told twice").hasSize(2);

        edit("3-routing.camel.yaml", "activity:delivr/a", "activity:deliver/a");
        assertThat(reloading.reload().isStale()).isFalse();
        assertThat(meters.get("relay.configuration.stale").gauge().value()).isZero();
    }

    @Test
    void keepsWhatRunsWhenATrialFails() throws Exception {
        begin();
        edit("3-routing.camel.yaml", "first", "second");
        complaints.add("sale: expected crm, got nothing");

        assertThat(reloading.reload().refused().findings())
                .containsExactly(new Finding("cases/sale.case.yaml", 3, "sale: expected crm, got nothing", "look"));
        assertThat(part()).isEqualTo("first");
        assertThat(running.context().getStatus()).as("its doors are still open").isEqualTo(ServiceStatus.Started);
    }

    @Test
    void leavesDoorsOpenThatDidNotChange() throws Exception {
        begin();
        CamelContext doors = running.context();
        edit("3-routing.camel.yaml", "first", "second");
        reloading.reload();
        assertThat(running.context()).isSameAs(doors);
        assertThat(doors.getRouteController().getRouteStatus("intake-test")).isEqualTo(ServiceStatus.Started);

        edit("1-intake-test.camel.yaml", "direct:test", "direct:other");
        reloading.reload();
        assertThat(running.context()).isNotSameAs(doors);
        assertThat(running.context().getRouteController().getRouteStatus("intake-test"))
                .isEqualTo(ServiceStatus.Started);
        assertThat(doors.getStatus()).isEqualTo(ServiceStatus.Stopped);
    }

    @Test
    void opensTheOldDoorsAgainWhenTheNewOnesDoNotOpen() throws Exception {
        begin();
        edit(
                "1-intake-test.camel.yaml",
                "direct:test",
                "file:" + home + "/none?startingDirectoryMustExist=true&autoCreate=false");

        ConfigurationStatus status = reloading.reload();

        assertThat(status.isStale()).isTrue();
        assertThat(running.context().getRouteController().getRouteStatus("intake-test"))
                .isEqualTo(ServiceStatus.Started);
        assertThat(running.context().getEndpoints())
                .anyMatch(endpoint -> endpoint.getEndpointUri().startsWith("direct:"));
    }

    @Test
    void letsAnAttemptUnderWayEndInTheConfigurationItBeganIn() throws Exception {
        edit("5-destination-a.camel.yaml", "- setBody:", "- to: direct:slow\n        - setBody:");
        begin();
        CamelContext old = running.contexts().live();
        old.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:slow").process((Processor) old.getRegistry().lookupByName("slow"));
            }
        });
        DestinationRoute route = running.current().get("a");
        CompletableFuture<Attempt> attempt =
                CompletableFuture.supplyAsync(() -> route.deliver(Bundle.claim("a", RECORD)));
        begun.await();

        edit("5-destination-a.camel.yaml", "- to: direct:slow\n        - setBody:", "- setBody:");
        reloading.reload();
        assertThat(old.getStatus()).isEqualTo(ServiceStatus.Started);
        goOn.complete(null);

        assertThat(attempt.get().outcome()).isEqualTo(new Outcome.Delivered(null, null));
        await().until(() -> old.getStatus() == ServiceStatus.Stopped);
        assertThat(route.deliver(Bundle.claim("a", RECORD)).outcome())
                .as("its successor delivers")
                .isEqualTo(new Outcome.Delivered(null, null));
    }

    @Test
    void retriesADeliveryWhoseDestinationWasRemovedJustBefore() throws Exception {
        begin();
        DestinationRoute route = running.current().get("a");
        CamelContext old = running.contexts().live();
        edit("3-routing.camel.yaml", "activity:deliver/a", "activity:deliver/b");
        Files.writeString(
                home.resolve("routes/5-destination-b.camel.yaml"),
                Files.readString(home.resolve("routes/5-destination-a.camel.yaml"))
                        .replace("destination-a", "destination-b")
                        .replace("destination/a", "destination/b"));
        Files.delete(home.resolve("routes/5-destination-a.camel.yaml"));
        assertThat(reloading.reload().refused()).isNull();
        await().until(() -> old.getStatus() == ServiceStatus.Stopped);

        assertThat(route.deliver(Bundle.claim("a", RECORD)).outcome())
                .isEqualTo(new Outcome.Retry("destination_missing", null, false));
        assertThat(running.current()).containsOnlyKeys("b");
    }

    @Test
    void startsWithTheLastOneThatWorkedWhenTheFilesAreWrong() throws Exception {
        begin();
        String good = reloading.status().hash();
        running.swap(null).close();
        edit("3-routing.camel.yaml", "activity:deliver/a", "activity:delivr/a");

        reloading = reloading();
        begin();

        assertThat(part()).isEqualTo("first");
        assertThat(reloading.status().hash()).isEqualTo(good);
        assertThat(reloading.status().refused().findings()).hasSize(1);
        assertThat(events()).containsExactly(Kind.RESTORED, Kind.STARTED);

        edit("3-routing.camel.yaml", "activity:delivr/a?part=first", "activity:deliver/a?part=third");
        assertThat(reloading.reload().isStale()).isFalse();
        assertThat(part()).isEqualTo("third");
    }

    @Test
    void refusesToStartWhenTheFilesAreWrongAndNothingHasWorkedYet() throws Exception {
        edit("3-routing.camel.yaml", "activity:deliver/a", "activity:delivr/a");
        assertThatThrownBy(this::begin).isInstanceOf(RefusedConfigurationException.class);
        assertThat(running.isLoaded()).isFalse();
    }

    @Test
    void doesNotHurryWhatIsUnreadable() throws Exception {
        begin();
        Files.move(home.resolve("routes"), home.resolve("away"));
        assertThat(reloading.reload().refused().findings().get(0).what()).contains("there is no such folder");
        assertThat(part()).isEqualTo("first");
        Files.move(home.resolve("away"), home.resolve("routes"));
        assertThat(reloading.reload().isStale()).isFalse();
    }

    @Test
    void keepsNothingOfOldConfigurationsInMemory() throws Exception {
        begin();
        List<WeakReference<RunningContexts>> old = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            old.add(new WeakReference<>(running.contexts()));
            edit("3-routing.camel.yaml", i == 0 ? "first" : "part" + i, "part" + (i + 1));
            reloading.reload();
        }
        await().until(() -> {
            System.gc();
            return old.stream().allMatch(reference -> reference.get() == null);
        });
    }
}
