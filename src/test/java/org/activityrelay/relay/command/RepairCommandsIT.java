package org.activityrelay.relay.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.activityrelay.relay.journey.RunningRelay;
import org.activityrelay.relay.security.ApiKeys;
import org.activityrelay.relay.security.Role;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** An operator looks at a running service and repairs what it could not deliver, from the command line. */
@TestMethodOrder(MethodOrderer.MethodName.class)
class RepairCommandsIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ApiKeys.NewKey OPERATOR = ApiKeys.generate(Role.OPERATOR, "ops");
    private static final ApiKeys.NewKey INGEST = ApiKeys.generate(Role.INGEST, "desktop");
    private static int ids;

    @TempDir
    static Path home;

    private static Crm crm;
    private static RunningRelay relay;

    @BeforeAll
    static void start() throws Exception {
        crm = new Crm();
        relay = RunningRelay.in(home);
        // Emails are wanted by nobody here: such records stay unrouted. The shipped cases say otherwise.
        FileSystemUtils.deleteRecursively(home.resolve("routes/cases"));
        Path rules = home.resolve("routes/3-routing.camel.yaml");
        Files.writeString(
                rules,
                Files.readString(rules)
                        .replace(
                                "        - to: activity:deliver/database\n",
                                "        - filter:\n            simple: \"${body.type} != 'email'\"\n            steps:\n"
                                        + "              - to: activity:deliver/database\n"));
        restart();
    }

    private static void restart() {
        relay.stop();
        relay.start(
                "relay.destination.crm.mode=live",
                "relay.destination.crm.url=" + crm.url(),
                "relay.security.keys.ops.role=operator",
                "relay.security.keys.ops.hash=" + OPERATOR.hash(),
                "relay.security.keys.desktop.role=ingest",
                "relay.security.keys.desktop.hash=" + INGEST.hash());
    }

    @AfterAll
    static void stop() {
        relay.close();
        crm.close();
    }

    @BeforeEach
    void nothingParked() {
        crm.refuses(true);
        relay("cancel", "--all", "--yes");
    }

    // ---- status

    @Test
    void statusSaysWhatWaitsAndThatStoppingIsSafe() throws Exception {
        parked(1);

        Ran ran = relay("status");

        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.out().strip()).endsWith("safe to stop: yes");
        assertThat(ran.out())
                .containsPattern("accepted +\\d+ in the last hour, \\d+ in the last day; the last one \\d+ s ago")
                .containsPattern("parked +1\n")
                .containsPattern("crm +live +0 +- +1 +-\n");

        JsonNode json =
                Service.JSON.readTree(relay("status", "--format", "json").out());
        assertThat(json.get("safeToStop").asBoolean()).isTrue();
        assertThat(json.at("/accepted/lastHour").asInt()).isPositive();
        assertThat(json.findValuesAsText("name")).contains("crm", "database", "email");
    }

    @Test
    void statusShowsAPauseAndWhy() throws Exception {
        post("/api/v1/destinations/crm/pause", "{\"reason\":\"the CRM moves house\"}");
        try {
            assertThat(relay("status").out())
                    .containsPattern("crm .* for \\d+ s until it is resumed by ops: the CRM moves house");
        } finally {
            post("/api/v1/destinations/crm/resume", "{}");
        }
    }

    @Test
    @Tag("full")
    void saysWhatToDoWhenTheServiceCannotBeAsked() {
        Ran away = Ran.command(home, Map.of("RELAY_URL", "http://127.0.0.1:1"), "status");
        assertThat(away.exit()).isEqualTo(1);
        assertThat(away.err()).contains("http://127.0.0.1:1 does not answer", "--url", "RELAY_URL");

        Ran none = Ran.command(home, Map.of("RELAY_URL", url()), "status");
        assertThat(none.exit()).isEqualTo(1);
        assertThat(none.err()).contains("RELAY_KEY", "./relay key new");

        Ran wrong = Ran.command(home, Map.of("RELAY_URL", url(), "RELAY_KEY", "nope"), "status");
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(wrong.err()).contains("does not know the key");

        Ran ingest = Ran.command(home, Map.of("RELAY_URL", url(), "RELAY_KEY", INGEST.key()), "status");
        assertThat(ingest.exit()).isEqualTo(1);
        assertThat(ingest.err()).contains("key of an operator");

        Ran address = Ran.command(home, Map.of("RELAY_URL", "localhost"), "status");
        assertThat(address.exit()).isEqualTo(2);
        assertThat(address.err()).contains("'localhost' is no address");
    }

    // ---- replay

    @Test
    @Tag("full")
    void replayCountsFirstAndDoesNothingUnlessSomebodyAgrees() throws Exception {
        parked(2);

        Ran looked = relay("replay", "--destination", "crm", "--dry-run");
        assertThat(looked.exit()).as(looked.err()).isZero();
        assertThat(looked.out()).contains("2 deliveries match", "parked", "Nothing was done (--dry-run)");

        Ran unasked = relay("replay", "--destination", "crm");
        assertThat(unasked.exit()).isEqualTo(2);
        assertThat(unasked.err()).contains("Add --yes");

        assertThat(relay("status").out()).containsPattern("parked +2\n");
    }

    @Test
    void replayDeliversWhatMatchesOnceTheCauseIsGone() throws Exception {
        parked(3);
        crm.refuses(false);
        int before = crm.taken();

        Ran some = relay("replay", "--destination", "crm", "--received-from", "1h", "--limit", "2", "--yes");
        assertThat(some.exit()).as(some.err()).isZero();
        assertThat(some.out())
                .contains("3 deliveries match; the 2 oldest are done", "2 deliveries are due again", "run it again");
        Ran rest = relay("replay", "--state", "parked", "--type", "voice", "--mode", "live", "--yes");
        assertThat(rest.out()).contains("1 delivery matches", "1 delivery is due again");

        await().until(() -> crm.taken() == before + 3);
        assertThat(relay("replay", "--destination", "crm", "--yes").out()).contains("0 deliveries match");
    }

    @Test
    @Tag("full")
    void replayOfDeliveredOnesSaysWhatItDoesAndWantsToBeAsked() throws Exception {
        crm.refuses(false);
        String delivery = delivery(accept("voice", "Product sold"), "crm", "delivered");

        Ran unasked = relay("replay", "--state", "delivered", "--destination", "crm", "--yes");
        assertThat(unasked.exit()).isEqualTo(2);
        assertThat(unasked.err()).contains("--include-delivered");

        int before = crm.taken();
        Ran one = relay("replay", delivery, "--include-delivered", "--yes");
        assertThat(one.exit()).as(one.err()).isZero();
        assertThat(one.out())
                .contains("1 delivery matches", "Attention: 1 delivery that crm has already will be")
                .contains("1 delivery is due again");
        await().until(() -> crm.taken() == before + 1);

        Ran unknown = relay("replay", "01890000-0000-7000-8000-000000000000", "--yes");
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.err()).contains("There is no delivery", "--record");
    }

    @Test
    @Tag("full")
    void refusesWhatDoesNotSayWhichOnesAreMeant() {
        assertThat(relay("replay", "--yes").err()).contains("Say which");
        assertThat(relay("replay", "../x", "--yes").err()).contains("'../x' is no id");
        assertThat(relay("cancel", "--received-from", "yesterday", "--yes").err())
                .contains("'yesterday' is no time");
        Ran state = relay("cancel", "--state", "gone", "--yes");
        assertThat(state.exit()).isEqualTo(1);
        assertThat(state.err()).contains("/filter/state", "It is one of parked, pending, in_flight");
    }

    // ---- cancel

    @Test
    @Tag("full")
    void cancelTakesOneBackAndThenAllThatMatch() throws Exception {
        List<String> records = List.of(accept("voice", "Product sold"), accept("voice", "Product sold"));
        String first = delivery(records.get(0), "crm", "parked");
        delivery(records.get(1), "crm", "parked");

        Ran one = relay("cancel", first, "--yes");
        assertThat(one.exit()).as(one.err()).isZero();
        assertThat(one.out()).contains("1 delivery matches", "1 delivery is taken back");
        assertThat(relay("cancel", first, "--yes").err()).contains("nothing left to take back");

        assertThat(relay("cancel", "--reason", "nothing_of_the_kind", "--yes").out())
                .contains("0 deliveries match");
        assertThat(relay("cancel", "--destination", "crm", "--yes").out()).contains("1 delivery is taken back");
        assertThat(delivery(records.get(1), "crm", "cancelled")).isNotNull();
    }

    // ---- reroute

    @Test
    @Tag("full")
    void rerouteAsksTheRulesThatRunNow() throws Exception {
        String first = accept("email", "none");
        String second = accept("email", "none");
        assertThat(relay("reroute", "--all", "--dry-run").out())
                .contains("2 records match", "no_rule_matched", "nowhere", first, second);
        String mine =
                "- route:\n    id: routing-email\n    description: Emails are kept.\n    from:\n      uri: activity:routing\n"
                        + "      steps:\n        - filter:\n            simple: \"${body.type} == 'email'\"\n"
                        + "            steps:\n              - to: activity:deliver/database\n";
        Files.writeString(home.resolve("routes/3-routing-email.camel.yaml"), mine);
        restart();

        Ran one = relay("reroute", first, "--yes");
        assertThat(one.exit()).as(one.err()).isZero();
        assertThat(one.out())
                .contains("1 record matches", "database", "1 record was asked about; 1 got 1 new delivery");
        Ran rest = relay("reroute", "--type", "email", "--yes");
        assertThat(rest.out()).contains("1 got 1 new delivery");
        delivery(second, "database", "delivered");
    }

    // ---- what the tests use

    private static Ran relay(String... arguments) {
        return Ran.command(home, Map.of("RELAY_URL", url(), "RELAY_KEY", OPERATOR.key()), arguments);
    }

    private static String url() {
        return "http://127.0.0.1:" + relay.port();
    }

    private static void parked(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            delivery(accept("voice", "Product sold"), "crm", "parked");
        }
    }

    private static String accept(String type, String disposition) throws Exception {
        JsonNode answer = post(
                "/api/v1/activities",
                "{\"interactionId\":\"rc-" + ++ids + "\",\"type\":\"" + type + "\",\"disposition\":\"" + disposition
                        + "\"}");
        return answer.get("id").asText();
    }

    /** Id of the delivery, as soon as it is in that state. */
    private static String delivery(String record, String destination, String state) {
        Map<String, String> found = new HashMap<>();
        await().until(() -> {
            for (JsonNode one : get("/api/v1/activities/" + record).get("deliveries")) {
                if (one.get("destination").asText().equals(destination)
                        && one.get("state").asText().equals(state)) {
                    found.put("id", one.get("id").asText());
                }
            }
            return !found.isEmpty();
        });
        return found.get("id");
    }

    private static JsonNode get(String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(url() + path)).GET());
    }

    private static JsonNode post(String path, String body) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(url() + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static JsonNode send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer = HTTP.send(
                request.header("Authorization", "Bearer " + OPERATOR.key()).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return Service.JSON.readTree(answer.body());
    }
}
