package org.activityrelay.relay.activity;

import static org.activityrelay.relay.activity.Reading.read;
import static org.activityrelay.relay.activity.Reading.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {

    @Property(seed = "1", tries = 300, edgeCases = EdgeCasesMode.NONE)
    void doesNotDependOnTheOrderOfFieldsOrOnBlanks(@ForAll("records") ObjectNode record, @ForAll long seed)
            throws Exception {
        String compact = record.toString();
        String pretty = shuffled(record, new Random(seed)).toPrettyString();

        assertThat(of(read(pretty))).isEqualTo(of(read(compact)));
    }

    @Property(seed = "1", tries = 300, edgeCases = EdgeCasesMode.NONE)
    void survivesBeingWrittenAndReadAgain(@ForAll("records") ObjectNode record) {
        Activity activity = read(record.toString());

        assertThat(of(Activity.parse(activity.toBytes()))).isEqualTo(of(activity));
    }

    @Property(seed = "1", tries = 300, edgeCases = EdgeCasesMode.NONE)
    void differsWhenABusinessFieldDiffers(@ForAll("records") ObjectNode record, @ForAll("fields") String field) {
        ObjectNode other = record.deepCopy();
        JsonNode before = other.get(field);
        other.put(field, "quite another text");

        boolean same = before != null && before.asText().equals("quite another text");
        assertThat(of(read(other.toString())).equals(of(read(record.toString()))))
                .isEqualTo(same);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"state\":\"wrap_up\"",
                "\"agentId\":\"u-1\"",
                "\"agentLogin\":\"jo\"",
                "\"agentName\":\"Jo\"",
                "\"collector\":{\"version\":\"1\"}",
                "\"sequence\":17",
                "\"dispositionClass\":null",
                "\"tenant\":\"default\"",
                "\"disposition\":null",
                "\"subject\":\"\"",
                "\"callParties\":[]",
                "\"attachedData\":{}",
                "\"attachedData\":{\"a\":null,\"b\":{\"c\":\"\"}}",
                "\"associatedObjects\":{}",
                "\"newField\":null"
            })
    void leavesOutWhatSaysNothing(String field) {
        assertThat(of(with(field))).isEqualTo(of(with("")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"disposition\":\"x\"",
                "\"description\":\" \"",
                "\"internal\":false",
                "\"duration\":0",
                "\"newField\":0",
                "\"newField\":[null]",
                "\"attachedData\":{\"a\":\"b\"}",
                "\"callParties\":[{}]",
                "\"attachedData\":{\"sequence\":\"1\"}",
                "\"attachedData\":{\"state\":\"1\"}"
            })
    void contains(String field) {
        assertThat(of(with(field))).isNotEqualTo(of(with("")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"globalInteractionId\":\"AB-c\"|\"globalInteractionId\":\"ab-C\"",
                "\"duration\":245|\"duration\":\"4:05\"",
                "\"startTime\":1763720000|\"startTime\":1763720000000",
                "\"associatedObjects\":{\"selected\":\"a\"}|\"associatedObjects\":{\"selected\":[\"a\"],\"list\":[]}",
                "\"x\":1.50|\"x\":1.5",
                "\"x\":100|\"x\":1e2",
                "\"x\":\"\\u00e9\"|\"x\":\"é\"",
                "\"callDirection\":\"INBOUND\"|\"callDirection\":\"inbound\""
            })
    void isTheSameForTwoWaysOfSayingTheSame(String one, String other) {
        assertThat(of(with(one))).isEqualTo(of(with(other)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"x\":9007199254740993|\"x\":9007199254740992",
                "\"x\":\"1\"|\"x\":1",
                "\"x\":[1,2]|\"x\":[2,1]",
                "\"disposition\":\"Sold\"|\"disposition\":\"sold\"",
                "\"x\":{\"a\":\"b\"}|\"x\":{\"a\":\"c\"}",
                "\"ANI\":\"1\"|\"DNIS\":\"1\"",
                "\"description\":\"a\"|\"subject\":\"a\""
            })
    void differsFor(String one, String other) {
        assertThat(of(with(one))).isNotEqualTo(of(with(other)));
    }

    @Test
    void isTheSameForAnIdInAnotherLetterCase() {
        assertThat(of(read("{\"interactionId\":\"ab\",\"type\":\"voice\"}")))
                .isEqualTo(of(read("{\"interactionId\":\"AB\",\"type\":\"voice\"}")));
    }

    @Test
    void isTheDigestOfTheCanonicalJson() throws Exception {
        String business = "{\"description\":\"Grüße \\\"x\\\"\\n\",\"duration\":5,\"type\":\"voice\"}";
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(new JsonCanonicalizer(business).getEncodedUTF8());

        assertThat(of(with("\"duration\":5,\"description\":\"Grüße \\\"x\\\"\\n\"")))
                .isEqualTo(HexFormat.of().formatHex(digest));
    }

    @Test
    void staysRightAfterAVeryLongRecord() {
        String before = of(with("\"description\":\"a\""));
        of(with("\"description\":\"" + "ü".repeat(500_000) + "\""));

        assertThat(of(with("\"description\":\"a\""))).isEqualTo(before);
    }

    @Provide
    Arbitrary<ObjectNode> records() {
        return Records.any();
    }

    @Provide
    Arbitrary<String> fields() {
        return net.jqwik.api.Arbitraries.of("description", "disposition", "service", "ANI", "unheardOf", "contactName");
    }

    private static String of(Activity activity) {
        return HexFormat.of().formatHex(Fingerprint.of(activity));
    }

    private static ObjectNode shuffled(ObjectNode node, Random random) {
        List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(node.properties());
        Collections.shuffle(fields, random);
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        fields.forEach(field -> copy.set(
                field.getKey(),
                field.getValue() instanceof ObjectNode object ? shuffled(object, random) : field.getValue()));
        return copy;
    }
}
