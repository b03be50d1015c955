package org.activityrelay.relay.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Route files keep to the schema of Camel's YAML, in the version that runs them, and to what the visual designer Kaoto
 * opens: files that end in {@code .camel.yaml} and are a list of routes, each with an id and a from with its steps.
 */
class RouteSchemaTest {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final JsonSchema SCHEMA = schema();

    static Stream<Path> routeFiles() throws IOException {
        try (Stream<Path> shipped = Files.list(Path.of("routes"));
                Stream<Path> crashTest = Files.list(Path.of("src/main/resources/crash-test"))) {
            return Stream.concat(shipped, crashTest)
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @Test
    void looksAtEveryRouteFile() throws IOException {
        assertThat(routeFiles()).hasSizeGreaterThanOrEqualTo(8);
    }

    @ParameterizedTest
    @MethodSource("routeFiles")
    void isValidAgainstCamelsSchema(Path file) throws IOException {
        // The schema takes no setting for a flag, though Camel does: it is looked at as it runs.
        String yaml = Files.readString(file).replace("\"{{relay.intake.files.enabled}}\"", "true");
        assertThat(mistakes(yaml)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("routeFiles")
    void opensInTheVisualDesigner(Path file) throws IOException {
        assertThat(file.getFileName().toString()).endsWith(".camel.yaml");
        JsonNode routes = YAML.readTree(Files.readString(file));
        assertThat(routes.isArray()).isTrue();
        for (JsonNode entry : routes) {
            assertThat(names(entry)).containsExactly("route");
            assertThat(entry.at("/route/id").asText()).isNotBlank();
            assertThat(entry.at("/route/description").asText()).isNotBlank();
            assertThat(entry.at("/route/from/uri").asText()).isNotBlank();
            assertThat(entry.at("/route/from/steps").isArray()).isTrue();
            assertThat(entry.at("/route/from/steps")).isNotEmpty();
        }
    }

    @Test
    void wouldNoticeAMistake() throws IOException {
        String wrong = Files.readString(Path.of("routes/3-routing.camel.yaml")).replaceFirst("- filter:", "- flter:");
        assertThat(mistakes(wrong)).isNotEmpty();
    }

    private static Set<ValidationMessage> mistakes(String yaml) throws IOException {
        return SCHEMA.validate(YAML.readTree(yaml));
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonSchema schema() {
        try (InputStream file = YamlRoutesBuilderLoader.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
                    .getSchema(new ObjectMapper().readTree(file));
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
