package org.activityrelay.relay.destination.jsonata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.destination.Claims;
import org.activityrelay.relay.destination.Rig;
import org.activityrelay.relay.ledger.Claim;
import org.apache.camel.Exchange;
import org.apache.camel.ExpressionEvaluationException;
import org.apache.camel.ExpressionIllegalSyntaxException;
import org.apache.camel.spi.Language;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonataLanguageTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static Rig rig;
    private static Language jsonata;

    @BeforeAll
    static void start() throws Exception {
        rig = Rig.recording()
                .with("relay.destination.tokyo.time-zone", "Asia/Tokyo")
                .with("site.owner-id", "005-owner")
                .file("mappings/broken.jsonata", "/* first */\n{\n  \"a\": 1,\n  \"b\": subject &\n}\n")
                .file("mappings/divides.jsonata", "/* first\n*/\n{\n  \"minutes\": duration / 60\n}\n")
                .file("mappings/good.jsonata", "{ \"a\": subject }")
                .start();
        jsonata = rig.context().resolveLanguage("jsonata");
    }

    @AfterAll
    static void stop() throws Exception {
        rig.close();
    }

    private static Object evaluate(String expression, Object body) {
        return evaluate(expression, body, Object.class);
    }

    private static <T> T evaluate(String expression, Object body, Class<T> type) {
        Exchange exchange = new DefaultExchange(rig.context());
        exchange.getMessage().setBody(body);
        return jsonata.createExpression(expression).evaluate(exchange, type);
    }

    private static Object during(Claim claim, String expression) {
        Object[] result = new Object[1];
        new AttemptEvidence(claim).during(() -> result[0] = evaluate(expression, claim.activity()));
        return result[0];
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$isoTime(startTime)                          | 2025-11-21T10:13:20.123Z",
                "$isoTime(startTime, 'Europe/Berlin')         | 2025-11-21T11:13:20.123+01:00",
                "$isoDate(startTime)                          | 2025-11-21",
                "$isoDate(startTime, 'Pacific/Auckland')      | 2025-11-21",
                "$formatTime(startTime, 'yyyy-MM-dd HH:mm:ss')| 2025-11-21 10:13:20",
                "$formatTime(startTime, 'HH:mm', 'Asia/Tokyo')| 19:13",
                "$string($minutes(duration))                  | 5",
                "$string($minutes(1))                         | 1",
                "$string($minutes(60))                        | 1",
                "$string($minutes(61))                        | 2",
                "$string($minutes(0))                         | 0",
                "$string($milliseconds(duration))             | 245000",
                "$string($milliseconds(1.5))                  | 1500",
                "$string($minutes('245'))                     | 5",
                "$digits('+49 (30) 555-010 x٣')               | 49305550103",
                "$truncate('abcdefghij', 10)                  | abcdefghij",
                "$truncate('abcdefghijk', 10)                 | abcdef […]",
                "$truncate('abcdef', 3)                       | abc",
                "$htmlEscape(html)                            | &lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;",
                "$site('owner-id')                            | 005-owner",
            })
    void hasTheFunctionsThatMappingsOfRecordsNeed(String expression, String expected) {
        ObjectNode record = JSON.createObjectNode()
                .put("startTime", 1763720000123L)
                .put("duration", 245)
                .put("html", "<a href=\"x\">'&'</a>");
        assertThat(evaluate(expression, record)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$isoTime(x)",
                "$isoDate(x)",
                "$formatTime(x, 'HH')",
                "$minutes(x)",
                "$milliseconds(x)",
                "$digits(x)",
                "$truncate(x, 5)",
                "$selected(x)",
                "$selected('contact')",
                "$htmlEscape(x)",
                "$uuid(x)",
                "$site(x)",
                "$isoTime()",
                "$selected()",
                "$minutes('soon')",
                "$isoTime('')",
                "$site('not-there')",
                "$isoTime(null)",
                "$digits(null)",
                "$selected('contact').id"
            })
    void answersNothingForAnAbsentField(String expression) {
        assertThat(evaluate("{ \"field\": " + expression + " }", Map.of("type", "voice")))
                .isEqualTo(Map.of());
    }

    @Test
    void makesTheSameUuidOfTheSameText() {
        assertThat(evaluate("$uuid('a')", null))
                .isEqualTo("0cc175b9-c0f1-36a8-b1c3-99e269772661")
                .isEqualTo(evaluate("$uuid('a')", null))
                .isNotEqualTo(evaluate("$uuid('b')", null));
    }

    @Test
    void neverCutsASurrogatePair() {
        assertThat(evaluate("$truncate(x, 10)", Map.of("x", "12345✅😀😀😀😀"))).isEqualTo("12345✅ […]");
        assertThat(evaluate("$truncate(x, 2)", Map.of("x", "1😀😀"))).isEqualTo("1");
    }

    @Test
    void usesTheTimeZoneOfTheDestination() throws Exception {
        ObjectNode record = Claims.minimal().put("startTime", 1763765999000L);

        assertThat(during(Claims.of("tokyo", record), "$isoDate(startTime)")).isEqualTo("2025-11-22");
        assertThat(during(Claims.of("crm", record), "$isoDate(startTime)")).isEqualTo("2025-11-21");
    }

    @Test
    void findsSelectedObjectsByTypeDisplayTypeAndCustomField() throws Exception {
        Claim sale = Claims.of("crm", Claims.sample("voice-sale-5.24.json"));
        Claim complaint = Claims.of("crm", Claims.sample("voice-complaint-5.19.json"));

        assertThat(during(sale, "$selected('Contact').id")).isEqualTo("0035g00000ABcDEAA1");
        assertThat(during(sale, "$selected('CASE').displayName")).isEqualTo("00012345 Upgrade request");
        assertThat(during(complaint, "$selected('task').id")).isEqualTo("a1b2c3d4e5f60718293a4b5c6d7e8f90");
        assertThat(during(complaint, "$selected('case').id")).isEqualTo("a1b2c3d4e5f60718293a4b5c6d7e8f90");
        assertThat(during(complaint, "$selected('contact').id")).isNull();
    }

    @Test
    void ignoresObjectsThatAreNotSelected() throws Exception {
        Claim claim = Claims.of("crm", Claims.sample("email-no-disposition-5.19.json"));

        assertThat(during(claim, "$selected('contact').id")).isNull();
    }

    @Test
    void knowsTheDelivery() {
        Claim claim = Claims.of("crm", Claims.minimal(), "queue", "gold");

        assertThat(during(claim, "$delivery.recordKey")).isEqualTo("default/interaction/m-1/crm");
        assertThat(during(claim, "$delivery.arguments.queue")).isEqualTo("gold");
        assertThat(evaluate("$delivery.recordKey", Map.of())).isNull();
    }

    @Test
    void readsEveryKindOfBody() {
        byte[] bytes = "{\"a\": [1, {\"b\": \"ü\"}]}".getBytes(StandardCharsets.UTF_8);

        assertThat(evaluate("a[1].b", bytes)).isEqualTo("ü");
        assertThat(evaluate("a[1].b", new String(bytes, StandardCharsets.UTF_8)))
                .isEqualTo("ü");
        assertThat(evaluate("a[1].b", new ByteArrayInputStream(bytes))).isEqualTo("ü");
        assertThat(evaluate("$[0]", List.of(7, 8))).isEqualTo(7);
        assertThat(evaluate("a", "no json")).isNull();
        assertThat(evaluate("a", "")).isNull();
        assertThat(evaluate("a", null)).isNull();
    }

    @Test
    void keepsTheOrderOfFieldsAndWholeNumbersWhole() throws Exception {
        String json = evaluate(
                "{ \"z\": startTime, \"a\": duration * 1000, \"m\": [1, 2.5], \"none\": absent, \"null\": null }",
                Map.of("startTime", 1763720000123L, "duration", 245),
                String.class);

        assertThat(json).isEqualTo("{\"z\":1763720000123,\"a\":245000,\"m\":[1,2.5],\"null\":null}");
    }

    @Test
    void isTrueOnlyForTrue() {
        Exchange exchange = new DefaultExchange(rig.context());
        exchange.getMessage().setBody(Map.of("type", "voice"));

        assertThat(jsonata.createPredicate("type = 'voice'").matches(exchange)).isTrue();
        assertThat(jsonata.createPredicate("type = 'chat'").matches(exchange)).isFalse();
        assertThat(jsonata.createPredicate("type").matches(exchange)).isFalse();
        assertThat(jsonata.createPredicate("absent").matches(exchange)).isFalse();
    }

    @Test
    void compilesAFileOnce() {
        assertThat(jsonata.createExpression("resource:routes:mappings/good.jsonata"))
                .isSameAs(jsonata.createExpression("resource:routes:mappings/good.jsonata"));
    }

    @Test
    void saysAtLoadWhereAMistakeIs() {
        assertThatThrownBy(() -> jsonata.createExpression("resource:routes:mappings/broken.jsonata"))
                .isInstanceOf(ExpressionIllegalSyntaxException.class)
                .hasMessageStartingWith("mappings/broken.jsonata:5:1: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{", "a & ", "\"open", "$f(", "a[", "/unclosed", "{\"a\": }", "( ; ))", "?", "a.b.(", "/* never"
            })
    void refusesEveryMistakeAtLoad(String expression) {
        assertThatThrownBy(() -> jsonata.createExpression(expression))
                .isInstanceOf(ExpressionIllegalSyntaxException.class)
                .hasMessageStartingWith("jsonata expression \"");
    }

    @Test
    void saysAtRunTimeWhereItFailedAndNotWithWhichValue() {
        assertThatThrownBy(() -> evaluate("resource:routes:mappings/divides.jsonata", Map.of("duration", "+4930555")))
                .isInstanceOf(ExpressionEvaluationException.class)
                .hasMessageStartingWith("mappings/divides.jsonata:4:23: ")
                .hasMessageContaining("must evaluate to a number")
                .satisfies(failure -> assertThat(failure).hasNoCause())
                .hasMessageNotContaining("4930555");
        assertThatThrownBy(() -> evaluate("$number(x)", Map.of("x", "private 4930555")))
                .isInstanceOf(ExpressionEvaluationException.class)
                .hasMessageNotContaining("4930555");
    }

    @Test
    void passesOnWhatAMappingSaysItself() {
        assertThatThrownBy(() -> evaluate("$error('no contact was selected')", Map.of()))
                .isInstanceOf(ExpressionEvaluationException.class)
                .hasMessageContaining("no contact was selected");
        assertThatThrownBy(() -> evaluate("$isoTime(1, 'Mars/Base')", Map.of()))
                .isInstanceOf(ExpressionEvaluationException.class)
                .hasMessageContaining("no such time zone: Mars/Base");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "($f := function($n) { $f($n + 1) + 1 }; $f(0))",
                "($f := function($n) { $f($n + 1) }; $f(0))",
                "{ \"a\": 1, \"b\": ($f := function($n) { $f($n + 1) }; $f(0)) }",
                "{ \"a\": 1, \"b\": ($f := function($n) { $f($n + 1) + 1 }; $f(0)) }",
                "[1, 2, ($f := function($n) { $f($n + 1) }; $f(0))]",
            })
    void endsWhatWouldNotEnd(String expression) {
        assertThatThrownBy(() -> evaluate(expression, Map.of())).isInstanceOf(ExpressionEvaluationException.class);
    }

    @Test
    void evaluatesOnManyThreadsAtATime() throws Exception {
        ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        String mapping = "($x := id; { \"id\": $x, \"name\": $truncate(name, 50), \"self\": $$.id })";
        Thread[] threads = new Thread[8];
        for (int i = 0; i < threads.length; i++) {
            int thread = i;
            threads[i] = new Thread(() -> {
                for (int n = 0; n < 300; n++) {
                    String id = thread + "-" + n;
                    Object result = evaluate(mapping, Map.of("id", id, "name", "name " + id));
                    if (!Map.of("id", id, "name", "name " + id, "self", id).equals(result)) {
                        wrong.add(id + " became " + result);
                    }
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void givesTheSameResultThousandsOfTimes() throws Exception {
        Claim claim = Claims.of("crm", Claims.sample("voice-sale-5.24.json"));
        JsonNode first = JSON.valueToTree(during(claim, "resource:routes:mappings/crm-activity.jsonata"));
        for (int i = 0; i < 2000; i++) {
            during(claim, "resource:routes:mappings/crm-activity.jsonata");
        }

        assertThat(JSON.<JsonNode>valueToTree(during(claim, "resource:routes:mappings/crm-activity.jsonata")))
                .isEqualTo(first);
    }
}
