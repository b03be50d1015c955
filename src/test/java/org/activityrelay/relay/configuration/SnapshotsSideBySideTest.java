package org.activityrelay.relay.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.jsonata.JsonataCustomizer;
import org.activityrelay.relay.destination.template.TemplateCustomizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each configuration reads what its own snapshot held, whatever lies on disk meanwhile. */
class SnapshotsSideBySideTest {

    @TempDir
    Path folder;

    private RunningContexts build(String greeting, String name) throws Exception {
        Path routes = Files.createDirectories(folder.resolve("routes/mappings")).getParent();
        Files.createDirectories(folder.resolve("routes/templates"));
        Files.writeString(routes.resolve("mappings/greet.jsonata"), "'" + greeting + " ' & interactionId");
        Files.writeString(routes.resolve("templates/greet.txt.ftl"), greeting + " from a template\n");
        Files.writeString(routes.resolve("3-routing.camel.yaml"), """
                - route:
                    id: routing
                    description: Rules of a test.
                    from:
                      uri: activity:routing
                      steps:
                        - to: activity:deliver/out?part=%s
                """.formatted(name));
        Files.writeString(routes.resolve("5-destination-out.camel.yaml"), """
                - route:
                    id: destination-out
                    description: Writes a file.
                    from:
                      uri: activity:destination/out
                      steps:
                        - setVariable:
                            name: mapped
                            expression:
                              language:
                                language: jsonata
                                expression: resource:routes:mappings/greet.jsonata
                        - to: freemarker:templates/greet.txt.ftl
                        - setBody:
                            simple: "${variable.mapped}, ${body}"
                        - to: "file:%s?fileName=%s.txt"
                """.formatted(folder, name));
        Snapshot snapshot = new SnapshotReader(routes, folder).read();
        Bundle bundle = new Bundle()
                .setting("relay.destination.out.mode", "live")
                .customizer(new JsonataCustomizer(new DestinationsSettings(null, null)))
                .customizer(new TemplateCustomizer(new DestinationsSettings(null, null)));
        return bundle.contexts().build(snapshot);
    }

    @Test
    void neitherSeesTheOthersMappings() throws Exception {
        Activity record = Bundle.activity("{\"interactionId\":\"i-1\"}");
        try (RunningContexts first = build("hello", "first");
                RunningContexts second = build("good day", "second")) {
            assertThat(first.snapshot().hash()).isNotEqualTo(second.snapshot().hash());
            assertThat(first.routing().plan(record).deliveries().get(0).part()).isEqualTo("first");
            assertThat(second.routing().plan(record).deliveries().get(0).part()).isEqualTo("second");
            assertThat(first.routing().plan(record).configurationHash())
                    .isEqualTo(first.snapshot().hash());

            Files.delete(folder.resolve("routes/mappings/greet.jsonata"));
            Files.delete(folder.resolve("routes/templates/greet.txt.ftl"));
            for (RunningContexts running : List.of(first, second)) {
                Attempt attempt = running.destinations().get("out").deliver(Bundle.claim("out", record));
                assertThat(attempt.outcome()).isEqualTo(new Outcome.Delivered(null, null));
            }
        }
        assertThat(folder.resolve("first.txt")).hasContent("hello i-1, hello from a template");
        assertThat(folder.resolve("second.txt")).hasContent("good day i-1, good day from a template");
    }

    @Test
    void oneTakesOverFromTheOther() throws Exception {
        Activity record = Bundle.activity("{\"interactionId\":\"i-1\"}");
        RunningConfiguration running = new RunningConfiguration();
        assertThat(running.isLoaded()).isFalse();
        try (RunningContexts first = build("hello", "first");
                RunningContexts second = build("good day", "second")) {
            assertThat(running.swap(first)).isNull();
            assertThat(running.plan(record).deliveries().get(0).part()).isEqualTo("first");
            assertThat(running.swap(second)).isSameAs(first);
            assertThat(running.plan(record).deliveries().get(0).part()).isEqualTo("second");
            assertThat(running.context()).isSameAs(second.intake());
            assertThat(running.current()).containsOnlyKeys("out");
        }
    }
}
