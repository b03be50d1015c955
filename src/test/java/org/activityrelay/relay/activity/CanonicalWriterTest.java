package org.activityrelay.relay.activity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.arbitraries.StringArbitrary;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalWriterTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** RFC 8785, section 3.2.2 and 3.2.3, and its appendix B. */
    @Test
    void writesTheExamplesOfTheStandard() throws IOException {
        assertThat(written(JSON.readTree("""
                        {"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                         "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                         "literals": [null, true, false]}""")))
                .isEqualTo("{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                        + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
        assertThat(written(JSON.readTree("""
                        {"\\u20ac": "Euro Sign", "\\r": "Carriage Return", "\\ufb33": "Hebrew Letter Dalet With Dagesh",
                         "1": "One", "\\ud83d\\ude00": "Emoji: Grinning Face", "\\u0080": "Control",
                         "\\u00f6": "Latin Small Letter O With Diaeresis"}""")))
                .isEqualTo("{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                        + "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
                        + "\"😀\":\"Emoji: Grinning Face\",\"\uFB33\":\"Hebrew Letter Dalet With Dagesh\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2"
    })
    void writesTheNumbersOfTheStandard(String ieee754, String expected) {
        double value = Double.longBitsToDouble(Long.parseUnsignedLong(ieee754, 16));

        assertThat(CanonicalNumber.of(value)).isEqualTo(expected);
    }

    @Property(seed = "1", tries = 5000)
    void writesAnyDoubleAsTheLibraryDoes(@ForAll long bits) throws IOException {
        double value = Double.longBitsToDouble(bits);
        boolean librarySpoilsIt = value != 0 && Math.abs(value) < Double.MIN_NORMAL; // 1e-320 as 0.000…01e-178
        if (Double.isFinite(value) && !librarySpoilsIt) {
            String library = new JsonCanonicalizer("[" + new BigDecimal(value) + "]").getEncodedString();

            assertThat("[" + CanonicalNumber.of(value) + "]").isEqualTo(library);
            assertThat(Double.parseDouble(CanonicalNumber.of(value))).isEqualTo(value == 0 ? 0.0 : value);
        }
    }

    @Property(seed = "1", tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void writesAnyTreeAsTheLibraryDoes(@ForAll("trees") JsonNode tree) throws IOException {
        JsonNode inArray = JSON.createArrayNode().add(tree);
        String library = new JsonCanonicalizer(JSON.writeValueAsString(inArray)).getEncodedString();

        assertThat(written(inArray)).isEqualTo(library);
    }

    @ParameterizedTest
    @CsvSource({
        "9007199254740992, 9007199254740992",
        "9007199254740993, '\"9007199254740993\"'",
        "-9223372036854775808, '\"-9223372036854775808\"'",
        "123456789012345678901234567890, '\"1.2345678901234567890123456789E+29\"'",
        "0.1234567890123456789, '\"0.1234567890123456789\"'",
        "0.1, 0.1",
        "0.10, 0.1",
        "1e2, 100",
        "100.0, 100",
        "-0.0, 0",
        "1e-320, 1e-320",
        "333333333.33333329, '\"333333333.33333329\"'"
    })
    void keepsEveryDigitOfNumbersThatADoubleCannotHold(String sent, String expected) throws IOException {
        assertThat(written(CanonicalJson.MAPPER.readTree(sent))).isEqualTo(expected);
    }

    @Test
    void writesLoneSurrogatesAsTheReplacementCharacter() {
        assertThat(written(TextNode.valueOf("a\uD800b\uDC00"))).isEqualTo("\"a\uFFFDb\uFFFD\"");
    }

    @Test
    void takesBackWhatWasWritten() {
        CanonicalWriter writer = new CanonicalWriter();
        writer.writeText("a");
        int length = writer.length();
        writer.writeText("b".repeat(10_000));
        writer.truncate(length);

        assertThat(writer.toByteArray()).asString().isEqualTo("\"a\"");
    }

    @Provide
    Arbitrary<JsonNode> trees() {
        Arbitrary<JsonNode> texts = Arbitraries.strings()
                .all()
                .ofMaxLength(20)
                .filter(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text))
                .map(TextNode::valueOf);
        Arbitrary<JsonNode> numbers = Arbitraries.oneOf(
                Arbitraries.doubles().map(DoubleNode::valueOf),
                Arbitraries.longs().between(-(1L << 53), 1L << 53).map(LongNode::valueOf));
        Arbitrary<JsonNode> literals = Arbitraries.of(
                JSON.getNodeFactory().nullNode(),
                JSON.getNodeFactory().booleanNode(true),
                JSON.getNodeFactory().booleanNode(false));
        return Arbitraries.recursive(() -> Arbitraries.oneOf(texts, numbers, literals), this::nested, 0, 3);
    }

    private Arbitrary<JsonNode> nested(Arbitrary<JsonNode> inner) {
        StringArbitrary names =
                Arbitraries.strings().withChars("ab\"\\\n\u0080é€\uFB33").withChars('\uE000', '\uFFFF');
        Arbitrary<JsonNode> objects = Arbitraries.maps(names.ofMaxLength(4), inner)
                .ofMaxSize(5)
                .map(fields -> JSON.createObjectNode().setAll(fields));
        Arbitrary<JsonNode> lists =
                inner.list().ofMaxSize(4).map(items -> JSON.createArrayNode().addAll(items));
        return Arbitraries.oneOf(inner, objects, lists);
    }

    private static String written(JsonNode tree) {
        CanonicalWriter writer = new CanonicalWriter();
        writer.write(tree);
        return new String(writer.toByteArray(), StandardCharsets.UTF_8);
    }
}
