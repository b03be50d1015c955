package org.activityrelay.relay.activity;

import static org.activityrelay.relay.activity.Reading.read;
import static org.activityrelay.relay.activity.Reading.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActivitySchemaTest {

    private static final ObjectNode TEXT = text();
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(TEXT);

    /** Public methods that are not fields of the record. */
    private static final Set<String> OTHER_METHODS = Set.of("json", "toMap", "toBytes", "toString", "hashCode");

    @Test
    void namesEveryAccessorAndNothingElse() {
        Set<String> accessors = new TreeSet<>(Arrays.stream(Activity.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers()))
                .filter(method -> method.getParameterCount() == 0 && !OTHER_METHODS.contains(method.getName()))
                .map(Method::getName)
                .toList());

        assertThat(accessors).hasSizeGreaterThan(40);
        assertThat(names()).isEqualTo(accessors);
    }

    @Test
    void namesEveryFieldThatTheReaderWrites() {
        assertThat(names())
                .isEqualTo(new TreeSet<>(Arrays.stream(CanonicalField.values())
                        .map(field -> field.fieldName)
                        .toList()));
    }

    @Test
    void describesEveryField() {
        TEXT.get("properties")
                .forEach(property ->
                        assertThat(property.path("description").asText()).endsWith("."));
    }

    @Test
    void isItselfAValidSchema() {
        JsonSchema meta = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(com.networknt.schema.SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

        assertThat(meta.validate(TEXT)).isEmpty();
    }

    @Property(seed = "1", tries = 300, edgeCases = EdgeCasesMode.NONE)
    void acceptsWhateverTheReaderAccepts(@ForAll("records") ObjectNode record) {
        assertThat(SCHEMA.validate(read(record.toString()).json())).isEmpty();
    }

    @Property(seed = "1", tries = 3000, edgeCases = EdgeCasesMode.NONE)
    void acceptsWhateverTheReaderMakesOfAnything(@ForAll("anything") ObjectNode sent) {
        try {
            assertThat(SCHEMA.validate(read(sent.toString()).json())).isEmpty();
        } catch (InvalidActivityException e) {
            assertThat(e.problems())
                    .allSatisfy(problem -> assertThat(sent.at(problem.pointer()).isMissingNode())
                            .isEqualTo(problem.detail().startsWith("Is required, but missing.")));
        }
    }

    @Property(seed = "1", tries = 300, edgeCases = EdgeCasesMode.NONE)
    void acceptsWhateverMergingMakes(@ForAll("records") ObjectNode one, @ForAll("records") ObjectNode other) {
        assertThat(SCHEMA.validate(
                        Merge.of(read(one.toString()), read(other.toString())).json()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"unheardOf\":1}",
                "{\"interactionId\":\"\"}",
                "{\"interactionId\":null}",
                "{\"dispositionClass\":\"GREAT\"}",
                "{\"kind\":\"song\"}",
                "{\"startTime\":\"soon\"}",
                "{\"duration\":1.5}",
                "{\"callMuted\":\"false\"}",
                "{\"attachedData\":[]}",
                "{\"associatedObjects\":{\"list\":[],\"selected\":\"a\"}}",
                "{\"associatedObjects\":{\"list\":[]}}",
                "{\"callParties\":[1]}",
                "{\"additional\":null}"
            })
    void refusesWhatIsNotCanonical(String change) throws IOException {
        ObjectNode canonical = with("\"description\":\"x\"").json().deepCopy();
        assertThat(SCHEMA.validate(canonical)).isEmpty();

        canonical.setAll((ObjectNode) new ObjectMapper().readTree(change));

        assertThat(SCHEMA.validate(canonical)).isNotEmpty();
    }

    @Test
    void requiresWhatEveryRecordHas() {
        for (String field : List.of("tenant", "kind", "interactionId", "type", "dispositionClass")) {
            ObjectNode canonical = with("").json().deepCopy();
            canonical.remove(field);

            assertThat(SCHEMA.validate(canonical)).as(field).isNotEmpty();
        }
    }

    @Provide
    Arbitrary<ObjectNode> records() {
        return Records.any();
    }

    @Provide
    Arbitrary<ObjectNode> anything() {
        return Records.anything();
    }

    private static Set<String> names() {
        Set<String> names = new TreeSet<>();
        TEXT.get("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static ObjectNode text() {
        try (InputStream in = ActivitySchemaTest.class.getResourceAsStream("/schema/activity.json")) {
            JsonNode schema = new ObjectMapper().readTree(in);
            return (ObjectNode) schema;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
