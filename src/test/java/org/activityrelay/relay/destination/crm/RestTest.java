package org.activityrelay.relay.destination.crm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.Reason;
import org.activityrelay.relay.destination.Rig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A CRM that nothing of this product knows, connected by the files of docs/any-crm.md alone. */
class RestTest extends CrmContract<FakeLighthouse> {

    private static final String ROUTE = "5-destination-lighthouse.camel.yaml";
    private static final String ANSWERS = "mappings/lighthouse-answers.jsonata";

    private final AnyCrmPage page = AnyCrmPage.read();

    @Override
    FakeLighthouse fake() {
        return new FakeLighthouse();
    }

    @Override
    String destination() {
        return "lighthouse";
    }

    @Override
    Rig configured(Rig rig) {
        page.files().forEach((name, text) -> rig.fileUnlessGiven(name.substring("routes/".length()), text));
        return rig.shipped(ROUTE)
                .with("relay.destination.lighthouse.url", crm.url())
                .with("relay.destination.lighthouse.auth.type", "oauth2")
                .with("relay.destination.lighthouse.auth.token-url", crm.url() + "/oauth/token")
                .with("relay.destination.lighthouse.auth.client-id", "activity-relay")
                .with("relay.destination.lighthouse.auth.client-secret", "secret-1")
                .with("relay.destination.lighthouse.crm.link.person", "contact")
                .with("relay.destination.lighthouse.crm.link.matter", "case");
    }

    @Override
    String mapping() {
        return "lighthouse-activity.jsonata";
    }

    @Override
    String mappingText() {
        return page.file("routes/mappings/" + mapping());
    }

    @Override
    List<ObjectNode> records() {
        return crm.activities();
    }

    @Override
    String subjectField() {
        return "title";
    }

    @Override
    String descriptionField() {
        return "notes";
    }

    @Override
    String contact(String name, String phone, String email) {
        return crm.person(name, phone, email);
    }

    @Override
    String contactOf(JsonNode record) {
        return record.path("personId").asText();
    }

    @Override
    void edit(String field, String value) {
        crm.edit(field, value);
    }

    @Override
    void delete() {
        crm.delete();
    }

    @Override
    void complete() {
        crm.edit("outcome", "closed");
    }

    @Override
    FakeCrm.Reply refusal() {
        return FakeCrm.Reply.empty(403);
    }

    @Override
    FakeCrm.Reply throttled() {
        return FakeLighthouse.error(400, "busy", null);
    }

    @Override
    String unknownField() {
        return "field Nobody_Knows__c does not exist in Lighthouse";
    }

    private String route(String from, String to) {
        String route = page.file("routes/" + ROUTE);
        assertThat(route).contains(from);
        return route.replace(from, to);
    }

    @Test
    void anEditedFieldThatIsThereAlreadyStaysAndWhatIsMissingIsAdded() throws Exception {
        crm.loseNextAnswer();
        attempt(claim(call(), 1, 1));
        edit("title", "Changed by an agent");
        crm.activities().get(0).remove("notes");

        Attempt again = attempt(claim(call(), 1, 2));

        assertThat(again.outcome()).isInstanceOf(Outcome.Delivered.class);
        assertThat(again.detail()).contains("was there already; left as it is: title");
        assertThat(only().path("title").asText()).isEqualTo("Changed by an agent");
        assertThat(only().path("notes").asText()).contains("First words");
    }

    @Test
    void aCrmWithoutAGuardIsAskedFirst() throws Exception {
        crm.removeGuard();
        restart(Rig.live()
                .file(
                        ROUTE,
                        route(
                                "              id: activityId\n",
                                "              id: activityId\n              askFirst: true\n")));
        crm.loseNextAnswer();
        attempt(claim(call(), 1, 1));
        edit("title", "Changed by an agent");

        delivered(claim(call(), 1, 2));

        assertThat(only().path("title").asText()).isEqualTo("Changed by an agent");
    }

    @Test
    void conditionsGoWithWhatIsWrittenWhereTheCrmKnowsThem() throws Exception {
        restart(Rig.live().file(ROUTE, route("id: activityId\n", "id: activityId\n              guard: true\n")));
        delivered(claim(call(), 1, 1));
        delivered(claim(call().put("description", "Second words"), 2, 1));

        assertThat(crm.writes())
                .extracting(write -> write.headers().get("If-None-Match") + " "
                        + write.headers().get("If-Match"))
                .containsExactly("* null", "null *");
    }

    @Test
    void severalRecordsOfOneKeyAreToldApart() throws Exception {
        delivered(claim(call(), 1, 1));
        crm.removeGuard();
        ObjectNode twin = crm.activities().get(0).deepCopy();
        crm.create(twin.without("activityId"));

        Attempt attempt = attempt(claim(call().put("state", "completed"), 2, 1));

        assertThat(attempt.outcome()).isEqualTo(new Outcome.Rejected("constraint_violated"));
    }

    @Test
    void aRequestOfItsOwnKindFindsAPersonAndWritesNothing() throws Exception {
        String search = page.blocks().in("text").get(0).text();
        restart(Rig.live()
                .file(ROUTE, route("              phone: GET /api/people?phone={national}\n", search.indent(14))));
        String id = contact("Pat", "+1 415 555 0123", null);

        delivered(claim(call(), 1, 1));

        assertThat(contactOf(only())).isEqualTo(id);
        FakeCrm.Request asked = crm.requests().get(0);
        assertThat(asked.path()).isEqualTo("/api/search");
        assertThat(asked.headers()).doesNotContainKey("Idempotency-Key");
        assertThat(crm.writes()).hasSize(1);
    }

    @Test
    void everySpellingOfANumberIsAskedForWhereTheCrmComparesText() throws Exception {
        restart(Rig.live().file(ROUTE, route("phone={national}", "phone={spelling}")));
        String id = contact("Pat", "(415) 555-0123", null);

        delivered(claim(call(), 1, 1));

        assertThat(contactOf(only())).isEqualTo(id);
        assertThat(crm.requests().stream()
                        .filter(request -> request.path().equals("/api/people"))
                        .map(request -> request.query().get("phone")))
                .contains("+14155550123", "(415) 555-0123", "4155550123");
    }

    @Test
    void aBodyMayHaveToBeWrapped() throws Exception {
        restart(Rig.live().file(ROUTE, route("id: activityId\n", "id: activityId\n              wrap: activity\n")));

        Attempt attempt = attempt(claim(call(), 1, 1));

        assertThat(attempt.detail()).contains("field activity does not exist in Lighthouse");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"outcome\": \"retry\", \"after\": 90}; Retry[reason=unavailable, after=PT1M30S, ambiguous=false]",
                "{\"outcome\": \"retry\", \"reason\": \"locked\"}; Retry[reason=locked, after=null, ambiguous=false]",
                "{\"outcome\": \"park\"}; Rejected[reason=unprocessable]",
                "{\"outcome\": \"pause\", \"reason\": \"forbidden\", \"after\": 60}; Pause[reason=forbidden, until=PT1M]",
                "{\"outcome\": \"refuse\"}; Retry[reason=unexpected_error, after=null, ambiguous=false]",
                "{\"outcome\": \"park\", \"reason\": \"bad_luck\"}; Retry[reason=unexpected_error, after=null, ambiguous=false]",
                "$nothing; Rejected[reason=unprocessable]"
            })
    void anAnswerMeansWhatTheMappingSays(String rule, String outcome) throws Exception {
        restart(Rig.live().file(ANSWERS, "step = \"create\" ? " + rule));
        crm.answerNext(FakeLighthouse.error(422, "anything", null));

        assertThat(attempt(claim(call(), 1, 1)).outcome()).hasToString(outcome);
    }

    @Test
    void aSuccessThatHidesAFailureIsNone() throws Exception {
        restart(Rig.live()
                .file(ANSWERS, "body.ok = false ? {\"outcome\": \"park\", \"detail\": \"the flow refused it\"}"));
        crm.answerNext(FakeCrm.Reply.of(200, FakeCrm.object().put("ok", false)));

        Attempt attempt = attempt(claim(call(), 1, 1));

        assertThat(attempt.outcome()).isEqualTo(new Outcome.Rejected("unprocessable"));
        assertThat(attempt.detail()).contains("the flow refused it");
    }

    /** Nothing was written, so that a corrected mapping may speak. */
    @Test
    void whatIsForbiddenIsNotSentAgainAsItWas() throws Exception {
        crm.answerNext(FakeCrm.Reply.empty(403));
        assertThat(attempt(claim(call(), 1, 1)).outcome()).isEqualTo(new Outcome.Rejected("forbidden"));
        restart(Rig.live().file("mappings/" + mapping(), edited("Edited mapping")));

        delivered(claim(call(), 1, 2));

        assertThat(only().path("title").asText()).isEqualTo("Edited mapping");
    }

    @Test
    void aWaitThatTheCrmAsksForIsKept() throws Exception {
        crm.answerNext(FakeCrm.Reply.empty(503).with("Retry-After", "77"));

        assertThat(attempt(claim(call(), 1, 1)).outcome())
                .isEqualTo(new Outcome.Retry("unavailable", Duration.ofSeconds(77), false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "askFirst: sure; askFirst is sure",
                "url: /activities/{ident}; url knows no {ident}",
                "url: activities; url is no page",
                "gard: true; Unknown parameters=[{gard=true}]"
            })
    void anOptionThatIsWrongStopsTheRoute(String option, String message) {
        String wrong = page.file("routes/" + ROUTE)
                .replace("              url: /activities/{id}\n", "")
                .replace("id: activityId\n", "id: activityId\n              " + option + "\n");

        assertThatThrownBy(() -> restart(Rig.live().file(ROUTE, wrong))).hasStackTraceContaining(message);
    }

    /** The words that the page offers exist. */
    @Test
    void everyReasonOfThePageIsOne() throws Exception {
        String text = java.nio.file.Files.readString(java.nio.file.Path.of("docs/any-crm.md"));
        String paragraph = text.substring(text.indexOf("`reason` is a word"), text.indexOf("`detail` is the sentence"));
        List<String> words = java.util.regex.Pattern.compile("`([a-z_]+)`")
                .matcher(paragraph)
                .results()
                .map(found -> found.group(1))
                .filter(word -> !word.equals("reason"))
                .toList();

        assertThat(words).hasSizeGreaterThan(10).allMatch(word -> Reason.of(word)
                .isPresent());
    }

    @Test
    void whatIsFilledInIsEscapedAsItsPlaceDemands() {
        RestRequest request =
                RestRequest.parse("phone", "POST /s/{key}?q={key} {\"a\": [\"{key}\"], \"{key}\": 1}", Set.of("key"));
        Map<String, String> values = Map.of("key", "a/b&c?\r\nX: \"1\" $1");

        assertThat(request.path(values))
                .isEqualTo("/s/a%2Fb%26c%3F%0D%0AX%3A%20%221%22%20%241?q=a%2Fb%26c%3F%0D%0AX%3A%20%221%22%20%241");
        assertThat(request.body(values).at("/a/0").asText()).isEqualTo("a/b&c?\r\nX: \"1\" $1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "/api/people; begin it with GET, POST, PUT or PATCH",
                "DELETE /api/people; begin it with GET, POST, PUT or PATCH",
                "GET /api/people?phone={fone}; did you mean {phone}?",
                "GET /api/people[phone]={phone}>; has a path that is no address",
                "POST /api/search {'phone'; has a body that is no JSON"
            })
    void whatIsNoRequestIsRefusedWithARemedy(String text, String remedy) {
        assertThatThrownBy(() -> RestRequest.parse("phone", text, Set.of("phone", "national")))
                .hasMessageContaining("phone ")
                .hasMessageContaining(remedy);
    }
}
