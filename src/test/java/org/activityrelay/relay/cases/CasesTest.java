package org.activityrelay.relay.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.RunningContexts;
import org.activityrelay.relay.explain.TrialFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/** A case says where what happens differs from what must. */
class CasesTest {

    @TempDir
    Path folder;

    private CaseResults run(TrialFolder trial, String cases) {
        try (trial) {
            trial.withoutCases().file("cases/mine.case.yaml", cases);
            RunningContexts contexts = trial.contexts();
            return new Cases(TrialFolder.settings()).run(contexts);
        }
    }

    private CaseResults run(String cases) {
        return run(TrialFolder.shipped(folder), cases);
    }

    private static List<String> shown(CaseResults results) {
        assertThat(results.mistakes()).isEmpty();
        return results.cases().stream()
                .flatMap(result -> result.differences().stream())
                .map(difference -> difference.line() + " " + difference.at() + ": " + difference.expected() + " | "
                        + difference.actual())
                .toList();
    }

    @Test
    void findsAMissingAnUnexpectedAndAForbiddenDelivery() {
        assertThat(shown(run("""
                        - case: a sale
                          record: { sample: voice-sale-5.24.json }
                          expect: [database, email]
                        - case: a complaint
                          record: { sample: voice-complaint-5.19.json }
                          expect: [database]
                          never:
                            - email
                        - case: more may happen
                          record: { sample: voice-complaint-5.19.json }
                          expect: [database]
                          others: allowed
                        """)))
                .satisfiesExactly(
                        missing -> assertThat(missing).isEqualTo("3 email: a delivery | deliveries to database, crm"),
                        more -> assertThat(more)
                                .startsWith("1 crm: no further delivery | planned by 3-routing.camel.yaml:"),
                        forbidden -> assertThat(forbidden)
                                .startsWith("8 email: no delivery | planned by 3-routing.camel.yaml:")
                                .contains("if ${body.kind} == 'interaction'"));
    }

    @Test
    void comparesContentsByPath() {
        assertThat(shown(run("""
                        - case: a sale
                          record:
                            sample: voice-sale-5.24.json
                            with: { contactName: null, subject: "Another subject" }
                          others: allowed
                          activity:
                            callParties[1].userId: u-77
                            callParties[0].name: Bob
                          expect:
                            - destination: crm
                              arguments: { to: nobody }
                              http:
                                method: PUT
                                url: { contains: example.invalid }
                                headers:
                                  content-type: text/plain
                                body:
                                  durationSeconds: 245.0
                                  durationMinutes: "5"
                                  contact.name: Ada Pereira
                                  contact: { phone: "+1", nothing: { absent: true } }
                                  /attachedData/nps: "9"
                                  subject: { matches: "Upgrade.*" }
                                  outcome: { lacks: sold }
                                  agent: { absent: false }
                        """)))
                .containsExactly(
                        "8 activity.callParties[0].name: \"Bob\" | \"Ada Pereira\"",
                        "11 crm: arguments.to: \"nobody\" | nothing",
                        "13 crm: http.method: \"PUT\" | \"POST\"",
                        "16 crm: http.headers.content-type: \"text/plain\" | \"application/json\"",
                        "19 crm: http.body.durationMinutes: \"5\" | 5",
                        "21 crm: http.body.contact.phone: \"+1\" | \"+14155550100\"",
                        "23 crm: http.body.subject: matches \"Upgrade.*\" | \"Another subject\"",
                        "24 crm: http.body.outcome: without \"sold\" | \"Product sold\"",
                        "25 crm: http.body.agent: something | nothing");
    }

    @Test
    void looksIntoMailsAndStatements() {
        assertThat(shown(run("""
                        - case: a complaint
                          record: { sample: voice-complaint-5.19.json }
                          expect:
                            - destination: email
                              mail:
                                to: [a@example.com]
                                subject: { contains: Duplicate }
                                text: ["Phone:", "Fax:"]
                            - destination: database
                              sql:
                                statement: delete
                                parameters: { duration: 608, disposition: Complaint }
                        """)))
                .satisfiesExactly(
                        to -> assertThat(to)
                                .isEqualTo("6 email: mail.to[0]: \"a@example.com\" | \"complaints@example.com\""),
                        text -> assertThat(text).startsWith("8 email: mail.text: contains \"Fax:\" | "),
                        statement ->
                                assertThat(statement).startsWith("11 database: sql.statement: contains \"delete\""),
                        parameter ->
                                assertThat(parameter).isEqualTo("12 database: sql.parameters.duration: 608 | 609"));
    }

    @Test
    void playsTheReceivers() {
        TrialFolder trial = TrialFolder.shipped(folder)
                .file("5-destination-lookup.camel.yaml", """
                        - route:
                            id: destination-lookup
                            description: Looks up who it is about, then writes.
                            from:
                              uri: activity:destination/lookup
                              steps:
                                - setProperty:
                                    name: record
                                    simple: "${body}"
                                - setBody:
                                    constant: ""
                                - to: http://127.0.0.1:9/contacts?httpMethod=GET
                                - setBody:
                                    expression:
                                      language:
                                        language: jsonata
                                        expression: '{"contact": id}'
                                - marshal:
                                    json:
                                      library: Jackson
                                - to: http://127.0.0.1:9/activities?httpMethod=POST
                                - setVariable:
                                    name: externalId
                                    expression:
                                      language:
                                        language: jsonata
                                        expression: key
                        """)
                .edit("3-routing.camel.yaml", "activity:deliver/database", "activity:deliver/lookup");
        assertThat(shown(run(trial, """
                        - case: with answers
                          record: { sample: minimal.json }
                          answers:
                            - request: GET http://127.0.0.1:9/contacts*
                              body: { id: c-1 }
                            - request: POST http://127.0.0.1:9/activities
                              status: 201
                              body: { key: a-1 }
                            - request: DELETE *
                          expect:
                            - destination: lookup
                              externalId: a-2
                              http:
                                - { method: GET, url: "http://127.0.0.1:9/contacts" }
                                - { method: POST, body: { contact: c-2 } }
                        - case: refused
                          record: { sample: minimal.json }
                          answers:
                            - { request: "POST *", status: 400, body: { message: no } }
                          expect:
                            - destination: lookup
                              http: { method: POST }
                        - case: refused as expected
                          record: { sample: minimal.json }
                          answers:
                            - { request: "POST *", status: 400, body: { message: no } }
                          expect:
                            - { destination: lookup, outcome: rejected }
                        """)))
                .satisfiesExactly(
                        id -> assertThat(id).isEqualTo("12 lookup: externalId: a-2 | a-1"),
                        body -> assertThat(body).isEqualTo("15 lookup: http[1].body.contact: \"c-2\" | \"c-1\""),
                        unused -> assertThat(unused).isEqualTo("9 answers: a request DELETE * | there is none"),
                        outcome -> assertThat(outcome).startsWith("21 lookup: outcome: delivered | rejected"));
    }

    @Test
    void buildsContextsOfItsOwnForOtherSettings() {
        assertThat(shown(run("""
                        - case: as the site has it
                          record: { sample: voice-complaint-5.19.json }
                          others: allowed
                          expect:
                            - { destination: email, mail: { to: "{{site.complaints.recipient}}" } }
                        - case: otherwise
                          settings: { site.complaints.recipient: other@example.com, relay.routing.crm: database }
                          record: { sample: voice-complaint-5.19.json }
                          expect:
                            - database
                            - { destination: email, mail: { to: "{{site.complaints.recipient}}" }, arguments: { to: other@example.com } }
                        - case: settings that cannot be
                          settings: { relay.routing.crm: nowhere }
                          record: { sample: voice-complaint-5.19.json }
                          never: [nowhere]
                        - case: no such setting
                          record: { sample: minimal.json }
                          expect: [{ destination: database, sql: { parameters: { type: "{{site.nothing}}" } } }]
                        """)))
                .satisfiesExactly(
                        refused -> assertThat(refused)
                                .startsWith("12 settings: settings that work | 3-routing.camel.yaml:")
                                .contains("nowhere"),
                        setting -> assertThat(setting)
                                .startsWith("18 database: ")
                                .contains("a value of the setting site.nothing | it has none"),
                        value -> assertThat(value).contains("| \"voice\""));
    }

    @Test
    void expectsRefusalsAndRecordsWithoutAPlan() {
        TrialFolder trial = TrialFolder.shipped(folder).file("3-routing.camel.yaml", """
                - route:
                    id: routing
                    description: Only chats go anywhere.
                    from:
                      uri: activity:routing
                      steps:
                        - filter:
                            simple: "${body.type} == 'chat'"
                            steps:
                              - to: activity:deliver/database
                """);
        assertThat(shown(run(trial, """
                        - case: goes nowhere, and is expected to
                          record: { sample: minimal.json }
                          unrouted: no_rule_matched
                        - case: goes nowhere, but should not
                          record: { sample: minimal.json }
                          expect: [database]
                        - case: fails, but does not
                          record: { sample: chat-solved-5.24.json }
                          unrouted: routing_failed
                        - case: is refused, for another reason
                          record: { body: { interactionId: a } }
                          refused: [/interactionId]
                        - case: is refused, but should not
                          record: { body: { interactionId: a } }
                          expect: [database]
                        - case: should be refused
                          record: { body: { interactionId: a, type: chat } }
                          refused: [/type]
                        """)))
                .satisfiesExactly(
                        nowhere -> assertThat(nowhere).isEqualTo("4 record: routed | unrouted, no_rule_matched"),
                        routed -> assertThat(routed).isEqualTo("9 unrouted: routing_failed | deliveries to database"),
                        other -> assertThat(other).startsWith("12 refused: something wrong at /interactionId | /type"),
                        refused -> assertThat(refused).startsWith("13 record: a record | refused: /type"),
                        record -> assertThat(record).startsWith("16 record: refused | it is a record"));
    }

    @Test
    void reportsForPeopleAndForMachines() throws Exception {
        CaseResults results = run("""
                - case: one & <two>
                  record: { sample: minimal.json }
                  expect: [database]
                - case: three
                  record: { sample: minimal.json }
                  activity: { type: chat }
                """);
        assertThat(CaseReport.text(results, false)).startsWith("""
                        cases/mine.case.yaml
                          ok    one & <two>
                          FAIL  three
                                activity.type  (cases/mine.case.yaml:6)
                                  expected  "chat"
                                  actual    "voice"
                        """).contains("2 cases, 1 not as expected");
        var xml = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(CaseReport.junit(results))));
        assertThat(xml.getDocumentElement().getAttribute("failures")).isEqualTo("1");
        assertThat(xml.getElementsByTagName("testcase")
                        .item(0)
                        .getAttributes()
                        .getNamedItem("name")
                        .getNodeValue())
                .isEqualTo("mine: one & <two>");
        assertThat(xml.getElementsByTagName("failure").item(0).getTextContent()).contains("\"voice\"");
        assertThat(results.findings())
                .extracting(Finding::toString)
                .containsExactly(
                        "cases/mine.case.yaml:6: the case 'three' is not met: activity.type is \"voice\" instead of"
                                + " \"chat\", correct the routes, or the case");
        assertThat(CaseReport.json(results))
                .contains("\"actual\" : \"\\\"voice\\\"\"")
                .doesNotContain("reached");
    }

    @Test
    void editingACaseChangesNoConfigurationHash() {
        try (TrialFolder trial = TrialFolder.shipped(folder)) {
            String hash = trial.contexts().snapshot().hash();
            try (TrialFolder edited = TrialFolder.shipped(folder).withoutCases()) {
                assertThat(edited.contexts().snapshot().hash()).isEqualTo(hash);
                assertThat(edited.contexts().snapshot().files())
                        .doesNotContainKey("routes/cases/routing.case.yaml")
                        .containsKey("routes/samples/minimal.json");
            }
        }
    }
}
