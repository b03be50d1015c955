package org.activityrelay.relay.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.activityrelay.relay.explain.Explanation;
import org.activityrelay.relay.explain.RunningExplainer;
import org.activityrelay.relay.intake.IntakeSettings;
import org.activityrelay.relay.ledger.Identity;
import org.apache.camel.Processor;
import org.apache.camel.ServiceStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** Who asks for an explanation while configurations change gets one, whole. */
class ExplainWhileReloadingTest {

    private static final byte[] RECORD =
            "{\"interactionId\":\"i-1\",\"type\":\"voice\"}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private final RunningConfiguration running = new RunningConfiguration();
    private final RunningExplainer explainer = new RunningExplainer(
            running,
            new IntakeSettings("default", DataSize.ofMegabytes(1), 64, 10_000, 100, 1_000, 1_000, 100, null),
            Identity.INTERACTION);
    private volatile Processor step = exchange -> {};

    private RunningContexts build(int number) {
        return new Bundle()
                .routing("- to: activity:deliver/out?part=p" + number)
                .file("5-destination-out.camel.yaml", """
                        - route:
                            id: destination-out
                            description: A destination of a test.
                            from:
                              uri: activity:destination/out
                              steps:
                                - process: { ref: step }
                                - setBody: { simple: "${body.interactionId}" }
                                - to: file:%s?fileName=out.txt
                        """.formatted(folder))
                .bean("step", (Processor) exchange -> step.process(exchange))
                .build();
    }

    @AfterEach
    void close() {
        running.swap(null).close();
    }

    private Explanation.Delivery explain() {
        return explainer
                .with(by -> by.explain(RECORD, null))
                .records()
                .get(0)
                .deliveries()
                .get(0);
    }

    private void replace(RunningContexts next) {
        RunningContexts before = running.swap(next);
        before.retire();
        before.doors().close();
    }

    @Test
    void everyExplanationIsWhole() throws Exception {
        running.swap(build(0));
        AtomicBoolean done = new AtomicBoolean();
        List<Explanation.Delivery> seen = new ArrayList<>();
        CompletableFuture<Void> asking = CompletableFuture.runAsync(() -> {
            while (!done.get()) {
                seen.add(explain());
            }
        });
        for (int i = 1; i <= 20; i++) {
            replace(build(i));
        }
        done.set(true);
        asking.get();

        assertThat(seen).hasSizeGreaterThan(20).allSatisfy(delivery -> assertThat(delivery.outcome())
                .as("%s %s", delivery.reason(), delivery.detail())
                .isEqualTo("delivered"));
        assertThat(seen).extracting(Explanation.Delivery::part).doesNotContainNull();
        assertThat(explain().part()).isEqualTo("p20");
    }

    @Test
    void whatIsAskedIsNotStoppedMeanwhile() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        RunningContexts first = build(1);
        running.swap(first);
        step = exchange -> {
            begun.countDown();
            goOn.get();
        };
        CompletableFuture<Explanation.Delivery> asked = CompletableFuture.supplyAsync(this::explain);
        begun.await();
        step = exchange -> {};

        replace(build(2));
        assertThat(explain().part()).isEqualTo("p2");
        assertThat(first.recording().getStatus()).isEqualTo(ServiceStatus.Started);
        goOn.complete(null);

        assertThat(asked.get().part()).isEqualTo("p1");
        assertThat(asked.get().outcome()).isEqualTo("delivered");
    }
}
