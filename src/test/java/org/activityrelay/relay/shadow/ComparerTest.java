package org.activityrelay.relay.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.activityrelay.relay.explain.Explanation;
import org.activityrelay.relay.explain.TrialFolder;
import org.activityrelay.relay.routing.Decision;
import org.activityrelay.relay.shadow.Comparer.Side;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other routes decide otherwise, and it is said where. */
class ComparerTest {

    private static final Decision OLD = new Decision("routing", "3-routing.camel.yaml", 7, null);

    private static final int DATABASE = TrialFolder.ruleLine("activity:deliver/database");
    private static final int CRM = TrialFolder.ruleLine("activity:deliver/{{relay.routing.crm}}");
    private static final int EMAIL = TrialFolder.ruleLine("uri: activity:deliver/email") - 1;

    @TempDir
    Path folder;

    private static Side side(TrialFolder trial) {
        return Side.of(trial.contexts(), trial.explainer());
    }

    private ObjectNode record(TrialFolder trial, String sample) throws IOException {
        Explanation explanation =
                trial.explainer().explain(Files.readAllBytes(Path.of("routes/samples", sample)), null);
        return explanation.records().get(0).activity();
    }

    private static Stored stored(ObjectNode activity, String unrouted, String... destinations) {
        return new Stored(
                "id-" + activity.path("interactionId").asText(),
                1,
                activity,
                unrouted,
                null,
                List.of(destinations).stream()
                        .map(name -> new Stored.Delivery(name, "", new TreeMap<>(), OLD))
                        .toList());
    }

    private static List<String> changes(Comparer comparer) {
        return comparer.comparison().groups().stream()
                .map(group -> group.count() + " " + group.change().kind() + " "
                        + group.change().delivery() + " " + group.change().before() + " "
                        + group.change().after())
                .toList();
    }

    @Test
    void groupsByRuleBeforeAndAfter() throws IOException {
        try (TrialFolder candidate = TrialFolder.shipped(folder)) {
            ObjectNode sale = record(candidate, "voice-sale-5.24.json");
            ObjectNode chat = record(candidate, "chat-solved-5.24.json");
            ObjectNode minimal = record(candidate, "minimal.json");
            Comparer comparer = new Comparer(side(candidate), null, false);
            comparer.add(stored(sale, null, "database"));
            comparer.add(stored(chat, null, "database"));
            comparer.add(stored(minimal, null, "database", "gone"));
            comparer.add(stored(minimal, "no_rule_matched"));
            comparer.add(stored(minimal, null, "database"));
            comparer.add(stored(minimal, "suspicious_id"));

            assertThat(changes(comparer))
                    .hasSize(4)
                    .startsWith("2 added crm null 3-routing.camel.yaml:" + CRM)
                    .contains(
                            "1 removed gone 3-routing.camel.yaml:7 null",
                            "1 routed null no_rule_matched null",
                            "1 added database null 3-routing.camel.yaml:" + DATABASE);
            Comparison comparison = comparer.comparison();
            assertThat(comparison.records()).isEqualTo(5);
            assertThat(comparison.different()).isEqualTo(4);
            assertThat(comparison.setAside()).isEqualTo(1);
            assertThat(ComparisonText.of(comparison))
                    .startsWith("5 records compared, 4 differ; 1 were set aside")
                    .contains("       2  crm is new: 3-routing.camel.yaml:" + CRM + "\n          id-EE55D97E")
                    .contains("gone is gone: 3-routing.camel.yaml:7 sent it");
        }
    }

    @Test
    void comparesTwoFoldersAlsoWhatTheyWouldSend() throws IOException {
        try (TrialFolder now = TrialFolder.shipped(Files.createDirectories(folder.resolve("now")));
                TrialFolder candidate = TrialFolder.shipped(Files.createDirectories(folder.resolve("candidate")))
                        .edit("mappings/crm-activity.jsonata", "\"type\": type,", "\"kind\": type,")
                        .edit(
                                "3-routing.camel.yaml",
                                "template: complaint",
                                "template: complaint\n                    cc: b")) {
            Comparer comparer = new Comparer(side(candidate), side(now), true);
            comparer.add(stored(record(now, "voice-sale-5.24.json"), null));
            comparer.add(stored(record(now, "voice-complaint-5.19.json"), null));
            comparer.add(stored(record(now, "minimal.json"), null));

            assertThat(changes(comparer))
                    .containsExactlyInAnyOrder(
                            "1 content crm http.body.type http.body.type",
                            "1 content crm http.body.kind http.body.kind",
                            "1 arguments email 3-routing.camel.yaml:" + EMAIL + " 3-routing.camel.yaml:" + EMAIL);
            assertThat(comparer.comparison().different()).isEqualTo(2);
            assertThat(ComparisonText.of(comparer.comparison()))
                    .contains("crm is sent another http.body.type\n")
                    .contains("            - \"voice\"\n            + nothing\n");
        }
    }

    @Test
    void seesOtherMeaningsOfDispositions() throws IOException {
        try (TrialFolder candidate = TrialFolder.shipped(folder)) {
            ObjectNode sale = record(candidate, "voice-sale-5.24.json").deepCopy();
            sale.put("dispositionClass", "UNKNOWN");
            Comparer comparer = new Comparer(side(candidate), null, false);
            comparer.add(stored(sale, null, "database"));

            assertThat(changes(comparer)).containsExactly("1 added crm null 3-routing.camel.yaml:" + CRM);
        }
    }

    @Test
    void isFastEnoughForALongTime() throws IOException {
        try (TrialFolder candidate = TrialFolder.shipped(folder)) {
            ObjectNode sale = record(candidate, "voice-sale-5.24.json");
            String json = new ObjectMapper().writeValueAsString(sale);
            Comparer comparer = new Comparer(side(candidate), null, false);
            long began = System.nanoTime();
            for (int i = 0; i < 20_000; i++) {
                comparer.add(stored((ObjectNode) new ObjectMapper().readTree(json), null, "database", "crm"));
            }
            long millis = (System.nanoTime() - began) / 1_000_000;
            assertThat(comparer.comparison().different()).isZero();
            assertThat(millis).as("a minute for 100,000 with much room").isLessThan(12_000);
        }
    }
}
