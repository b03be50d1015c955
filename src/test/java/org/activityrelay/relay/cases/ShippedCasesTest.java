package org.activityrelay.relay.cases;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.RunningContexts;
import org.activityrelay.relay.explain.TrialContexts;
import org.activityrelay.relay.explain.TrialFolder;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The shipped cases, each a test of its own; and nothing that is shipped is without one. */
class ShippedCasesTest {

    private static final Path SCHEMA = Path.of("routes/cases/case.schema.json");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static CaseResults results;

    @TempDir
    Path folder;

    private static synchronized CaseResults results() {
        if (results == null) {
            try (TrialContexts trial = TrialContexts.of(TrialFolder.settings(), Map.of());
                    RunningContexts contexts = trial.build(trial.read())) {
                results = new Cases(TrialFolder.settings()).run(contexts);
            }
        }
        return results;
    }

    @TestFactory
    Stream<DynamicTest> everyCase() {
        return results().cases().stream()
                .map(result -> DynamicTest.dynamicTest(
                        result.name(), Path.of("routes", result.file()).toUri(), () -> assertThat(result.differences())
                                .as(CaseReport.text(new CaseResults(List.of(), List.of(result), List.of()), false))
                                .isEmpty()));
    }

    @Test
    void everyFileCanBeRead() {
        assertThat(results().mistakes()).isEmpty();
        assertThat(results().cases()).hasSizeGreaterThanOrEqualTo(20);
    }

    @Test
    void everyRuleAndEveryDestinationHasACase() {
        assertThat(results().uncovered()).isEmpty();
    }

    @Test
    void aRuleAndADestinationWithoutACaseWouldBeFound() {
        try (TrialFolder trial = TrialFolder.shipped(folder)
                .edit("3-routing.camel.yaml", "- to: activity:deliver/database", """
                        - filter:
                            simple: "${body.service} == 'Nobody'"
                            steps:
                              - to: activity:deliver/email?part=nobody&to=a@example.com&template=complaint
                        - to: activity:deliver/database""".indent(8)
                        .strip())
                .file("5-destination-other.camel.yaml", """
                        - route:
                            id: destination-other
                            description: A destination without a case.
                            from:
                              uri: activity:destination/other
                              steps:
                                - to: http://127.0.0.1:9/other
                        """)) {
            List<Finding> uncovered =
                    new Cases(TrialFolder.settings()).run(trial.contexts()).uncovered();

            assertThat(uncovered)
                    .extracting(Finding::file)
                    .containsExactly("3-routing.camel.yaml", "5-destination-other.camel.yaml");
            assertThat(uncovered.get(0).line()).isEqualTo(trial.line("part=nobody"));
        }
    }

    /** A reload runs them before it takes effect. The best of three: other work on the machine is not meant. */
    @Test
    void allOfThemTakeLessThanTwoSeconds() {
        results();
        long best = Long.MAX_VALUE;
        try (TrialContexts trial = TrialContexts.of(TrialFolder.settings(), Map.of());
                RunningContexts contexts = trial.build(trial.read())) {
            for (int i = 0; i < 3; i++) {
                long began = System.nanoTime();
                new Cases(TrialFolder.settings()).run(contexts);
                best = Math.min(best, (System.nanoTime() - began) / 1_000_000);
            }
        }
        assertThat(best).isLessThan(2_000);
    }

    @Test
    void theCaseOfTheReadmeWorks() throws IOException {
        String readme = Files.readString(Path.of("routes/README.md"));
        String block = readme.substring(readme.indexOf("```yaml\n- case:") + 8);
        block = block.substring(0, block.indexOf("```"));
        assertThat(schema().validate(new YAMLMapper().readTree(block))).isEmpty();
        try (TrialFolder trial = TrialFolder.shipped(folder).withoutCases().file("cases/readme.case.yaml", block)) {
            CaseResults tried = new Cases(TrialFolder.settings()).run(trial.contexts());

            assertThat(tried.isGood()).as(CaseReport.text(tried, false)).isTrue();
            assertThat(tried.cases()).hasSize(1);
        }
    }

    @Test
    void theSchemaTakesEveryShippedCase() throws IOException {
        JsonSchema schema = schema();
        List<Path> files = files();

        assertThat(files).hasSizeGreaterThanOrEqualTo(4);
        for (Path file : files) {
            assertThat(Files.readString(file)).as(file.toString()).contains("$schema=case.schema.json");
            assertThat(schema.validate(new YAMLMapper().readTree(file.toFile())))
                    .as(file.toString())
                    .isEmpty();
        }
    }

    @Test
    void theSchemaKnowsTheSameNames() throws IOException {
        JsonNode defs = JSON.readTree(SCHEMA.toFile()).get("$defs");

        assertThat(names(defs, "case")).containsExactlyInAnyOrderElementsOf(CaseFileReader.CASE);
        assertThat(names(defs, "record")).containsExactlyInAnyOrderElementsOf(CaseFileReader.RECORD);
        assertThat(names(defs, "answer")).containsExactlyInAnyOrderElementsOf(CaseFileReader.ANSWER);
        assertThat(names(defs, "delivery")).containsExactlyInAnyOrderElementsOf(CaseFileReader.DELIVERY);
        CaseFileReader.CONTENTS.forEach(
                (kind, known) -> assertThat(names(defs, kind)).containsExactlyInAnyOrderElementsOf(known));
        assertThat(schema().validate(new YAMLMapper().readTree("- {case: a, record: {sample: b}, expects: [c]}")))
                .isNotEmpty();
    }

    private static JsonSchema schema() throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(JSON.readTree(SCHEMA.toFile()));
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes/cases"))) {
            return files.filter(file -> file.toString().endsWith(".case.yaml")).toList();
        }
    }

    private static List<String> names(JsonNode defs, String name) {
        List<String> names = new ArrayList<>();
        defs.at("/" + name + "/properties").fieldNames().forEachRemaining(names::add);
        return names;
    }
}
