package org.activityrelay.relay.explain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.activityrelay.relay.ledger.Identity;
import org.activityrelay.relay.ledger.RecordKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What would happen to a record is told exactly, and does not happen. */
class ExplainerTest {

    @TempDir
    Path folder;

    private static byte[] sample(String name) throws IOException {
        return Files.readAllBytes(Path.of("routes/samples", name));
    }

    private Explanation.Record explain(TrialFolder trial, String record) {
        return trial.explainer().explain(record.getBytes(UTF_8), null).records().get(0);
    }

    @Test
    void tellsTheRuleWithItsLineAndCondition() throws IOException {
        try (TrialFolder trial = TrialFolder.shipped(folder)) {
            Explanation explanation = trial.explainer().explain(sample("voice-complaint-5.19.json"), null);

            Explanation.Record record = explanation.records().get(0);
            assertThat(explanation.configuration())
                    .isEqualTo(trial.contexts().snapshot().hash());
            assertThat(record.status()).isEqualTo("routed");
            assertThat(record.dialect()).isEqualTo("interaction");
            assertThat(record.activity().get("dispositionClass").asText()).isEqualTo("FAILURE");
            assertThat(record.deliveries())
                    .extracting(Explanation.Delivery::destination)
                    .containsExactly("database", "email");
            Explanation.Rule rule = record.deliveries().get(1).rule();
            String[] lines = Files.readString(Path.of("routes", rule.file())).split("\n");
            assertThat(lines[rule.whenLine() - 1]).contains("- filter:");
            assertThat(lines[rule.whenLine()]).contains(rule.condition());
            assertThat(rule.condition())
                    .startsWith("${body.kind} == 'interaction' && ")
                    .endsWith("=~ 'Complaint'");
            assertThat(record.deliveries().get(0).rule().condition()).isNull();
        }
    }

    @Test
    void showsTheExactMailStatementAndRequest() throws IOException {
        try (TrialFolder trial = TrialFolder.shipped(folder)) {
            Explanation.Record complaint = trial.explainer()
                    .explain(sample("voice-complaint-5.19.json"), null)
                    .records()
                    .get(0);
            Explanation.Request statement =
                    complaint.deliveries().get(0).requests().get(0);
            assertThat(statement.kind()).isEqualTo("sql");
            assertThat(statement.content().path("statement").asText()).startsWith("insert into interaction");
            assertThat(statement.content().at("/parameters/duration").asInt()).isEqualTo(609);

            Explanation.Request mail = complaint.deliveries().get(1).requests().get(0);
            assertThat(mail.content().at("/to/0").asText()).isEqualTo("complaints@example.com");
            assertThat(mail.content().path("text").asText()).contains("CS0001042");
            assertThat(mail.message())
                    .contains("Auto-Submitted: auto-generated")
                    .contains("multipart/alternative");

            Explanation.Delivery crm = trial.explainer()
                    .explain(sample("voice-sale-5.24.json"), null)
                    .records()
                    .get(0)
                    .deliveries()
                    .get(1);
            JsonNode request = crm.requests().get(0).content();
            assertThat(request.path("method").asText()).isEqualTo("POST");
            assertThat(request.at("/body/outcome").asText()).isEqualTo("Product sold");
            assertThat(request.at("/headers/Idempotency-Key").asText())
                    .isEqualTo(RecordKey.of(
                                    "default", "interaction", "EE55D97E-2705-49D1-A36D-34B3381DD416", "", "crm", "")
                            + "-1");
        }
    }

    @Test
    void namesEveryRecordOfABatchAndEveryDialect() throws IOException {
        try (TrialFolder trial = TrialFolder.shipped(folder)) {
            assertThat(trial.explainer()
                            .explain(sample("recordings-details.csv"), null)
                            .records())
                    .extracting(record -> record.place() + " " + record.dialect())
                    .containsExactly("line 2 recording", "line 3 recording", "line 4 recording");
            assertThat(explain(trial, Files.readString(Path.of("routes/samples/voice-completed-5.8.json")))
                            .dialect())
                    .isEqualTo("completed");
            assertThat(explain(trial, Files.readString(Path.of("routes/samples/cloudevent.json")))
                            .dialect())
                    .isEqualTo("cloudevents/interaction");
        }
    }

    @Test
    void tellsWhyABodyIsRefused() {
        try (TrialFolder trial = TrialFolder.shipped(folder)) {
            Explanation.Record missing = explain(trial, "{\"type\":\"voice\"}");
            assertThat(missing.status()).isEqualTo("refused");
            assertThat(missing.refused().status()).isEqualTo(422);
            assertThat(missing.refused().errors().get(0).pointer()).isEqualTo("/interactionId");
            assertThat(missing.refused().errors().get(0).detail()).isNotBlank();
            assertThat(missing.deliveries()).isEmpty();

            assertThat(explain(trial, "{\"interactionId\":\"").refused().status())
                    .isEqualTo(400);
            assertThat(explain(trial, "[{\"type\":\"voice\"},{\"interactionId\":\"1\",\"type\":\"voice\"}]")
                            .place())
                    .isEqualTo("index 0");
        }
    }

    @Test
    void tellsWhyARecordIsUnrouted() {
        try (TrialFolder trial = TrialFolder.shipped(folder).file("3-routing.camel.yaml", """
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
                        - filter:
                            simple: "${body.service} == 'x'"
                            steps:
                              - to: activity:deliver/email?template=complaint&to=${body.type}
                              - to: activity:deliver/email?template=complaint&to=${body.service}
                """)) {
            Explanation.Record failed =
                    explain(trial, "{\"interactionId\":\"1\",\"type\":\"voice\",\"service\":\"x\"}");
            assertThat(failed.status()).isEqualTo("unrouted");
            assertThat(failed.unrouted().reason()).isEqualTo("routing_failed");
            assertThat(failed.unrouted().rule().file()).isEqualTo("3-routing.camel.yaml");
            assertThat(failed.unrouted().rule().line()).isEqualTo(15);
            assertThat(failed.unrouted().detail()).isNotBlank();
            assertThat(failed.unrouted().remedy()).contains("correct the rule");

            Explanation.Record nowhere =
                    explain(trial, "{\"interactionId\":\"1\",\"type\":\"voice\",\"service\":\"y\"}");
            assertThat(nowhere.unrouted().reason()).isEqualTo("no_rule_matched");
            assertThat(nowhere.unrouted().rule()).isNull();
        }
    }

    @Test
    void tellsWhereAMappingFails() throws IOException {
        try (TrialFolder trial = TrialFolder.shipped(folder)
                .edit("mappings/crm-activity.jsonata", "\"type\": type,", "\"type\": type + 1,")) {
            Explanation.Delivery crm = trial.explainer()
                    .explain(sample("voice-sale-5.24.json"), null)
                    .records()
                    .get(0)
                    .deliveries()
                    .get(1);

            assertThat(crm.outcome()).isEqualTo("rejected");
            assertThat(crm.reason()).isEqualTo("mapping_failed");
            assertThat(crm.detail()).contains("5-destination-crm.camel.yaml:").contains("crm-activity.jsonata:15");
            assertThat(crm.requests()).isEmpty();
        }
    }

    @Test
    void sendsAsksFetchesAndKeepsNothingAlsoWhenEverythingIsLive() throws IOException {
        try (ServerSocket receiver = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                TrialFolder trial = TrialFolder.shipped(folder)
                        .edit(
                                "3-routing.camel.yaml",
                                "to: activity:deliver/database",
                                "to: activity:deliver/database" + "\n        - to: activity:deliver/crm?part=always")
                        .setting("relay.destination.crm.mode", "live")
                        .setting("relay.destination.crm.url", "http://127.0.0.1:" + receiver.getLocalPort() + "/a")
                        .setting("relay.destination.crm.auth.type", "oauth2")
                        .setting(
                                "relay.destination.crm.auth.token-url",
                                "http://127.0.0.1:" + receiver.getLocalPort() + "/token")
                        .setting("relay.destination.crm.auth.client-id", "relay")
                        .setting("relay.destination.crm.auth.client-secret", "very-secret-secret")
                        .setting("relay.destination.email.mode", "live")
                        .setting("relay.destination.email.smtp.host", "127.0.0.1")
                        .setting("relay.destination.email.smtp.port", String.valueOf(receiver.getLocalPort()))) {
            Explanation explanation = trial.explainer().explain(sample("voice-complaint-5.19.json"), null);

            Explanation.Record record = explanation.records().get(0);
            assertThat(record.deliveries())
                    .extracting(Explanation.Delivery::mode)
                    .containsOnly("live");
            assertThat(record.deliveries())
                    .extracting(Explanation.Delivery::outcome)
                    .containsOnly("delivered");
            Explanation.Delivery crm = record.deliveries().get(1);
            assertThat(crm.part()).isEqualTo("always");
            assertThat(crm.requests()).extracting(Explanation.Request::asks).containsExactly(true, false);
            assertThat(crm.requests().get(0).content().path("url").asText()).endsWith("/token");
            assertThat(crm.requests()
                            .get(1)
                            .content()
                            .at("/headers/Authorization")
                            .asText())
                    .isEqualTo("Bearer ***");
            assertThat(explanation.toString()).doesNotContain("very-secret-secret");

            receiver.setSoTimeout(1);
            org.assertj.core.api.Assertions.assertThatThrownBy(receiver::accept)
                    .isInstanceOf(java.net.SocketTimeoutException.class);
            assertThat(folder.resolve("data")).doesNotExist();
        }
    }

    @Test
    void explainsAStoredRevisionByItsKeys() {
        try (TrialFolder trial = TrialFolder.shipped(folder)) {
            var activity = explain(
                            trial, "{\"interactionId\":\"K-1\",\"type\":\"voice\",\"disposition\":\"Product sold\"}")
                    .activity();
            Explanation.Record record = trial.explainer()
                    .explainStored(
                            org.activityrelay.relay.activity.Activity.of(activity),
                            3,
                            "{\"item_id\":\"K-1\"}".getBytes(UTF_8))
                    .records()
                    .get(0);

            assertThat(record.revision()).isEqualTo(3);
            assertThat(record.dialect()).isEqualTo("completed");
            assertThat(record.deliveries()
                            .get(1)
                            .requests()
                            .get(0)
                            .content()
                            .at("/headers/Idempotency-Key")
                            .asText())
                    .isEqualTo(RecordKey.of(
                                    org.activityrelay.relay.activity.Activity.of(activity),
                                    Identity.INTERACTION,
                                    "crm",
                                    "")
                            + "-3");
        }
    }

    @Test
    void readsWell() throws IOException {
        try (TrialFolder trial = TrialFolder.shipped(folder)) {
            String text = new ExplanationText(false, false)
                    .write(trial.explainer().explain(sample("voice-complaint-5.19.json"), null));
            assertThat(text)
                    .contains("voice 0b6f4c1e-8d1a-4b1c-9c69-2a1f0a4c77aa, read as interaction\n")
                    .contains("→ email  if ${body.kind} == 'interaction'")
                    .contains("\n2. email  dry-run, by 3-routing.camel.yaml:")
                    .contains("   subject               Complaint · 004930555010 · Duplicate charge\n")
                    .contains("--full shows it")
                    .doesNotContain("<html")
                    .contains("Nothing was sent, asked or stored.");
            assertThat(new ExplanationText(false, true)
                            .write(trial.explainer().explain(sample("voice-complaint-5.19.json"), null)))
                    .contains("on conflict (record_key) do update set")
                    .contains("<");
        }
    }

    @Test
    void letsNoRecordSteerTheTerminal() {
        try (TrialFolder trial = TrialFolder.shipped(folder)) {
            String text = new ExplanationText(false, true)
                    .write(trial.explainer()
                            .explain(
                                    ("{\"interactionId\":\"1\",\"type\":\"voice\",\"disposition\":\"Complaint\","
                                                    + "\"description\":\"\\u001b[2J\\u0007\\u202e\",\"service\":\"\\u009b31m\"}")
                                            .getBytes(UTF_8),
                                    null));
            assertThat(text).contains("\\u001b[2J").contains("\\u202e");
            assertThat(text.chars().filter(c -> Character.isISOControl(c) && c != '\n'))
                    .isEmpty();
        }
    }
}
