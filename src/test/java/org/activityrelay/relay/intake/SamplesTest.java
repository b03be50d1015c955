package org.activityrelay.relay.intake;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.activityrelay.relay.intake.TestIntake.problem;
import static org.activityrelay.relay.intake.TestIntake.refused;
import static org.activityrelay.relay.intake.TestIntake.sample;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.intake.Receipt.Problem;
import org.activityrelay.relay.intake.Receipt.Stored;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sample that ships, as each door would hand it over. */
class SamplesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(SamplesTest.class.getResourceAsStream("/schema/activity.json"));

    private final TestIntake intake = new TestIntake();

    @ParameterizedTest
    @MethodSource("goodSamples")
    void becomeTheCanonicalRecordThatIsWrittenDown(String name) throws IOException {
        intake.begin(sample(name), contentType(name)).join();

        assertThatJson(canonical()).isEqualTo(expected(name));
    }

    @ParameterizedTest
    @MethodSource("goodSamples")
    void areReadWithoutAContentTypeToo(String name) throws IOException {
        Receipt receipt = intake.begin(sample(name), null).join();

        assertThat(receipt.items()).hasOnlyElementsOfType(Stored.class);
        assertThatJson(canonical()).isEqualTo(expected(name));
    }

    @ParameterizedTest
    @MethodSource("goodSamples")
    void areValidByTheSchema(String name) {
        intake.begin(sample(name), contentType(name)).join();

        assertThat(intake.ledger.activities()).isNotEmpty().allSatisfy(activity -> assertThat(
                        SCHEMA.validate(activity.json()))
                .isEmpty());
    }

    @ParameterizedTest
    @MethodSource("goodSamples")
    void areStoredWithTheirOwnBytes(String name) {
        intake.begin(sample(name), contentType(name)).join();

        if (name.endsWith(".json")) {
            assertThat(intake.ledger.submissions.get(0).original()).isEqualTo(sample(name));
        } else {
            String secondRow = new String(intake.ledger.submissions.get(1).original());
            assertThat(secondRow.lines().toList())
                    .hasSize(2)
                    .element(0)
                    .asString()
                    .startsWith("Start Time,");
            assertThat(secondRow).contains(",r-1002,").doesNotContain("r-1001");
        }
    }

    @Test
    void areAllThere() {
        assertThat(goodSamples()).hasSizeGreaterThanOrEqualTo(9);
    }

    @Test
    void withoutAnIdAreRefused() {
        Receipt receipt = intake.accept(sample("invalid-missing-id.json"));

        assertThat(refused(receipt).status()).isEqualTo(422);
        assertThat(problem(receipt))
                .isEqualTo(new Problem("/interactionId", "Is required, but missing. Send the id as text."));
    }

    @Test
    void withAListForTheTypeAreRefused() {
        Receipt receipt = intake.accept(sample("invalid-type.json"));

        assertThat(refused(receipt).status()).isEqualTo(422);
        assertThat(problem(receipt))
                .isEqualTo(new Problem(
                        "/type",
                        "Must be text, but is an array. Send the interaction type as text: \"voice\", \"chat\" or "
                                + "\"email\"."));
    }

    @Test
    void thatBreakOffAreRefused() {
        Receipt receipt = intake.accept(sample("invalid-truncated.json"));

        assertThat(refused(receipt).status()).isEqualTo(400);
        assertThat(problem(receipt))
                .isEqualTo(new Problem(
                        "/description", "Is not JSON: it breaks off at line 1, column 59. Send the whole record."));
    }

    @Test
    void withTextThatATemplateDidNotEscapeAreRefused() {
        Receipt receipt = intake.accept(sample("invalid-template.json"));

        assertThat(refused(receipt).status()).isEqualTo(400);
        assertThat(problem(receipt))
                .isEqualTo(new Problem(
                        "/description",
                        "Is not JSON at line 1, column 85: a comma or a closing bracket is missing before this. If "
                                + "a template inserts text here, its quotes, backslashes and line breaks must be "
                                + "escaped."));
    }

    @ParameterizedTest
    @MethodSource("invalidSamples")
    void thatAreRefusedAreKeptAsTheyCame(String name) {
        intake.begin(sample(name), "application/json").join();

        assertThat(intake.ledger.submissions).isEmpty();
        assertThat(intake.rejections.kept).singleElement().satisfies(rejection -> {
            assertThat(rejection.body()).isEqualTo(sample(name));
            assertThat(rejection.contentType()).isEqualTo("application/json");
            assertThat(rejection.problems().get(0).get("detail").asText()).isNotBlank();
            assertThat(rejection.problems().get(0).has("pointer")).isTrue();
        });
    }

    private JsonNode canonical() {
        ArrayNode all = JSON.createArrayNode();
        intake.ledger.activities().stream().map(Activity::json).forEach(all::add);
        return all;
    }

    private static String expected(String name) throws IOException {
        return Files.readString(Path.of("src/test/resources/canonical", name + ".canonical.json"));
    }

    private static String contentType(String name) {
        return name.endsWith(".csv") ? "text/csv; charset=utf-8" : "application/json";
    }

    static List<String> goodSamples() {
        return samples(false);
    }

    static List<String> invalidSamples() {
        return samples(true);
    }

    private static List<String> samples(boolean invalid) {
        try (Stream<Path> files = Files.list(Path.of("routes/samples"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches(".*\\.(json|csv)") && name.startsWith("invalid-") == invalid)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
