package org.activityrelay.relay.intake;

import static org.activityrelay.relay.intake.TestIntake.problem;
import static org.activityrelay.relay.intake.TestIntake.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.activityrelay.relay.intake.Receipt.NotStored;
import org.activityrelay.relay.intake.Receipt.Problem;
import org.activityrelay.relay.intake.Receipt.Stored;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that somebody made to do harm, or that a broken program sends. */
class HostileBodiesTest {

    private final TestIntake intake = new TestIntake();

    @Test
    void mayNotBeLargerThanARecord() {
        Receipt receipt = intake.accept(with("\"description\":\"" + "a".repeat(1024 * 1024) + "\""));

        assertThat(refused(receipt).status()).isEqualTo(413);
        assertThat(problem(receipt).detail())
                .isEqualTo("Has 1048629 bytes, but a record may have at most 1048576 (relay.intake.max-record-size).");
    }

    @Test
    void mayBeAsLargeAsARecord() {
        String most = "\"a\":\"" + "a".repeat(524_288) + "\",\"b\":\"";
        int rest = 1024 * 1024 - with(most + "\"").length();

        assertThat(intake.accept(with(most + "b".repeat(rest) + "\"")).items()).hasOnlyElementsOfType(Stored.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 1_000, 500_000})
    void mayNotBeNestedDeeply(int levels) {
        Receipt objects = intake.accept(with("\"x\":" + "{\"a\":".repeat(levels) + "1" + "}".repeat(levels)));
        Receipt lists = intake.accept(with("\"x\":" + "[".repeat(levels)));

        for (Receipt receipt : List.of(objects, lists)) {
            boolean tooLarge = refused(receipt).status() == 413;
            assertThat(refused(receipt).status()).isIn(413, 422);
            assertThat(problem(receipt).detail())
                    .endsWith(tooLarge ? "(relay.intake.max-record-size)." : "(relay.intake.max-depth).");
        }
    }

    @Test
    void sayWhereTheyAreNestedTooDeeply() {
        Receipt receipt = intake.accept(with("\"x\":" + "[".repeat(64) + "]".repeat(64)));

        assertThat(problem(receipt))
                .isEqualTo(new Problem(
                        "/x" + "/0".repeat(63), "Is nested deeper than 64 levels (relay.intake.max-depth)."));
        assertThat(intake.accept(with("\"x\":" + "[".repeat(63) + "]".repeat(63)))
                        .items())
                .hasOnlyElementsOfType(Stored.class);
    }

    @Test
    void mayNotHoldVeryLongTexts() {
        Receipt receipt = intake.accept(with("\"description\":\"" + "a".repeat(524_289) + "\""));

        assertThat(refused(receipt).status()).isEqualTo(413);
        assertThat(problem(receipt))
                .isEqualTo(new Problem(
                        "/description", "Is a text of more than 524288 characters (relay.intake.max-string-length)."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "-1", "0.1"})
    void mayNotHoldVeryLongNumbers(String start) {
        Receipt receipt = intake.accept(with("\"x\":" + start + "1".repeat(200)));

        assertThat(refused(receipt).status()).isEqualTo(422);
        assertThat(problem(receipt))
                .isEqualTo(new Problem("/x", "Is a number of more than 100 digits (relay.intake.max-number-length)."));
    }

    @Test
    void mayNotHoldVeryLongNames() {
        Receipt receipt = intake.accept(with("\"" + "n".repeat(1001) + "\":1"));

        assertThat(refused(receipt).status()).isEqualTo(413);
        assertThat(problem(receipt))
                .isEqualTo(new Problem("", "Has a name of more than 1000 characters (relay.intake.max-name-length)."));
        assertThat(problem(intake.accept(with("\"x\":[{\"y\":1,\"" + "n".repeat(1001) + "\":1}]")))
                        .pointer())
                .isEqualTo("/x/0");
    }

    @Test
    void areNotRepeatedAtLength() {
        String name = "~/".repeat(400);
        String deep = "\"x\":" + ("{\"" + name + "\":").repeat(30) + "1e400" + "}".repeat(30);

        assertThat(problem(intake.accept(with("\"" + name + "\":1e400"))).pointer())
                .hasSizeLessThan(110)
                .matches("/(~0~1)+…");
        assertThat(problem(intake.accept(with(deep))).pointer()).hasSizeLessThanOrEqualTo(1001);
        assertThat(problem(intake.accept("{\"type\":\"voice\",\"interaction" + "-".repeat(900) + "Id\":\"a\"}"))
                        .detail())
                .hasSizeLessThan(300);
    }

    @Test
    void ofNothingAreRefusedAsAWhole() {
        Receipt receipt = intake.accept(" [ ]\n");

        assertThat(receipt.batch()).isFalse();
        assertThat(refused(receipt).status()).isEqualTo(422);
        assertThat(problem(receipt))
                .isEqualTo(new Problem("", "Is an empty array. Send at least one activity record."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1e999999999", "1e-999999999", "1E400", "1e99999999999", "1e-99999999999"})
    void mayNotHoldNumbersThatExplodeWhenWrittenOut(String number) {
        for (String field : List.of("x", "startTime", "duration", "phoneNumber", "internal")) {
            Receipt receipt = intake.accept(with("\"" + field + "\":" + number));

            assertThat(refused(receipt).problems()).extracting(Problem::pointer).contains("/" + field);
        }
        String event =
                "{\"specversion\":\"1.0\",\"data\":\"" + with("\"x\":" + number).replace("\"", "\\\"") + "\"}";
        assertThat(refused(intake.accept(event)).problems())
                .extracting(Problem::pointer)
                .allMatch(p -> p.startsWith("/data"));
        Receipt texts = intake.accept(with("\"startTime\":\"" + number + "\",\"duration\":\"" + number + "\""));
        assertThat(refused(texts).status()).isEqualTo(422);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'interactionId':'a','type':'voice'}",
                "{interactionId:\"a\",type:\"voice\"}",
                "{\"interactionId\":\"a\",\"type\":\"voice\",}",
                "{\"interactionId\":\"a\",\"type\":\"voice\" /* note */}",
                "{\"interactionId\":\"a\",\"type\":\"voice\",\"x\":NaN}",
                "{\"interactionId\":\"a\",\"type\":\"voice\",\"x\":Infinity}",
                "{\"interactionId\":\"a\",\"type\":\"voice\",\"x\":01}",
                "{\"interactionId\":\"a\",\"type\":\"voice\",\"x\":+1}",
                "{\"interactionId\":\"a\",\"type\":\"voice\",\"x\":.5}",
                "{\"interactionId\":\"a\",\"type\":\"voice\",\"x\":\"\\x41\"}",
                "{\"interactionId\":\"a\",\"type\":\"voice\",\"x\":\"a\nb\"}",
                "{\"interactionId\":\"a\",\"type\":\"voice\",\"x\":\"a\u0000b\"}",
                "{\"interactionId\":\"a\",\"type\":\"voice\",\"x\":\"\\u12\"}",
                "{\"interactionId\":\"a\",\"type\":\"voice\"",
                "{\"interactionId\":\"a\",\"type\":\"voice\",\"x\":tru}",
                "<xml/>",
                "interactionId=a&type=voice",
                "\\",
                "]",
                "}",
                "//",
                "{",
            })
    void areRefusedUnlessStrictJson(String body) {
        Receipt receipt = intake.accept(body);

        assertThat(refused(receipt).status()).isEqualTo(400);
        assertThat(problem(receipt).detail())
                .startsWith("Is not JSON")
                .doesNotContain(
                        "Jackson", "JsonReadFeature", "JsonParser", "ALLOW_", "token", "was expecting", "code ");
        assertThat(intake.rejections.kept.get(0).body())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(body);
    }

    @Test
    void mustBeUtf8() {
        byte[] latin1 = with("\"contactName\":\"Müller\"").getBytes(StandardCharsets.ISO_8859_1);

        Receipt receipt = intake.accept(latin1);

        assertThat(refused(receipt).status()).isEqualTo(400);
        assertThat(problem(receipt))
                .isEqualTo(new Problem("", "Is not UTF-8: byte 0xFC at line 1, column 53. Send or save it as UTF-8."));
        assertThat(intake.rejections.kept.get(0).body()).isEqualTo(latin1);
    }

    @Test
    void mayNotHideBytesInWrongUtf8() {
        byte[][] wrong = {
            {(byte) 0xC0, (byte) 0x80}, // U+0000 in two bytes
            {(byte) 0xE0, (byte) 0x80, (byte) 0xAF}, // a slash in three bytes
            {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, // a surrogate
            {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80}, // beyond Unicode
            {(byte) 0xE2, (byte) 0x82}, // cut off
            {(byte) 0x80},
            {(byte) 0xFF}
        };
        for (byte[] bytes : wrong) {
            byte[] body = concat(
                    with("\"x\":\"").replaceAll("}$", "").getBytes(StandardCharsets.UTF_8),
                    bytes,
                    "\"}".getBytes(StandardCharsets.UTF_8));

            assertThat(problem(intake.accept(body)).detail()).startsWith("Is not UTF-8: byte 0x");
        }
    }

    @Test
    void mayNotBeUtf16() {
        for (var charset : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            assertThat(problem(intake.accept(with("").getBytes(charset))).detail())
                    .isEqualTo("Is UTF-16, not UTF-8. Send or save it as UTF-8.");
        }
    }

    @Test
    void mayHoldEveryCharacterThatAPersonTypes() {
        String notes = "„Grüße“ <script>alert('x')</script> \\\" \\\\ \\n ✅ 👩‍👩‍👧 \u202E עברית \u0085 \u2028 ﷽";

        assertThat(intake.accept(with("\"description\":\"" + notes + "\"")).items())
                .hasOnlyElementsOfType(Stored.class);
        assertThat(intake.ledger.activities().get(0).description())
                .isEqualTo("„Grüße“ <script>alert('x')</script> \" \\ \n ✅ 👩‍👩‍👧 \u202E עברית \u0085 \u2028 ﷽");
    }

    @Test
    void keepTheirOwnBytesWhenTheCanonicalFormDiffers() {
        String body = with("\"description\":\"a\\u0000b\\ud800\"");

        intake.accept(body);

        assertThat(intake.ledger.submissions.get(0).original()).asString().isEqualTo(body);
        assertThat(intake.ledger.activities().get(0).description()).isEqualTo("a\uFFFDb\uFFFD");
    }

    @Test
    void areLimitedInsideOfEnvelopesToo() {
        String deep = with("\"x\":" + "[".repeat(100) + "]".repeat(100));
        String inText = "{\"specversion\":\"1.0\",\"data\":\"" + deep.replace("\"", "\\\"") + "\"}";
        String inBase64 = "{\"specversion\":\"1.0\",\"data_base64\":\""
                + Base64.getEncoder().encodeToString(deep.getBytes(StandardCharsets.UTF_8)) + "\"}";

        assertThat(problem(intake.accept(inText)).pointer()).isEqualTo("/data");
        assertThat(problem(intake.accept(inText)).detail())
                .isEqualTo("Contains JSON beyond the limits of a record (relay.intake.max-…).");
        assertThat(problem(intake.accept(inBase64)).pointer()).isEqualTo("/data_base64");
    }

    @Test
    void mayNotBeManyEmptyItems() {
        Receipt receipt = intake.accept("[" + ",".repeat(100_000) + "]");

        assertThat(refused(receipt).status()).isEqualTo(413);
        assertThat(problem(receipt).detail())
                .isEqualTo("Has more than 10000 records (relay.intake.max-batch). Send them in several parts.");
        assertThat(intake.rejections.kept).hasSize(1);
    }

    @Property(seed = "1")
    void areAnsweredWhateverTheyAre(@ForAll byte[] body) {
        Receipt receipt = new TestIntake().accept(body);

        assertThat(receipt.items()).isNotEmpty().doesNotHaveAnyElementsOfTypes(NotStored.class);
    }

    @Property(seed = "1", tries = 2000)
    void areAnsweredWhateverHasHappenedToThem(@ForAll @Size(min = 1, max = 3) List<Integer> places, @ForAll byte with) {
        byte[] body = ("[" + TestIntake.record("a") + ","
                        + new String(TestIntake.sample("voice-complaint-5.19.json"), StandardCharsets.UTF_8) + "]")
                .getBytes(StandardCharsets.UTF_8);
        places.forEach(place -> body[Math.floorMod(place, body.length)] = with);

        Receipt receipt = new TestIntake().accept(body);

        assertThat(receipt.items()).isNotEmpty().doesNotHaveAnyElementsOfTypes(NotStored.class);
    }

    @Property(seed = "1", tries = 500)
    void areAnsweredWhereverTheyBreakOff(@ForAll int length) {
        byte[] sample = TestIntake.sample("recordings-details.csv");
        byte[] body = Arrays.copyOf(sample, Math.floorMod(length, sample.length));

        assertThat(new TestIntake().accept(body).items()).isNotEmpty().doesNotHaveAnyElementsOfTypes(NotStored.class);
    }

    private static String with(String fields) {
        return "{\"interactionId\":\"a\",\"type\":\"voice\"" + (fields.isEmpty() ? "" : ",") + fields + "}";
    }

    private static byte[] concat(byte[]... parts) {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }
}
