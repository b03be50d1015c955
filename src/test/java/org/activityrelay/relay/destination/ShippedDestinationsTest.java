package org.activityrelay.relay.destination;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sample through every shipped destination, recorded, with its content intact. */
class ShippedDestinationsTest {

    static Stream<Map.Entry<String, ObjectNode>> samples() throws IOException {
        return Samples.all().entrySet().stream();
    }

    @Test
    void thereAreSamplesOfEveryDialect() throws IOException {
        assertThat(Samples.all().keySet()).hasSizeGreaterThan(9).anyMatch(name -> name.contains("csv"));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void crmSendsTheContent(Map.Entry<String, ObjectNode> sample) throws Exception {
        ObjectNode record = sample.getValue();
        try (Rig rig = Rig.recording().shipped("5-destination-crm.camel.yaml").start()) {
            JsonNode body = rig.deliver(Claims.of("crm", record)).only().get("body");

            assertThat(body.path("interactionId")).isEqualTo(record.get("interactionId"));
            same(record, "type", body, "/type");
            same(record, "description", body, "/description");
            same(record, "disposition", body, "/outcome");
            same(record, "service", body, "/service");
            same(record, "duration", body, "/durationSeconds");
            same(record, "phoneNumber", body, "/contact/phone");
            same(record, "email", body, "/contact/email");
            same(record, "attachedData", body, "/attachedData");
            same(record, "formValues", body, "/formValues");
            same(record, "globalInteractionId", body, "/globalInteractionId");
            assertThat(body.has("recordingUrl")).isFalse();
        }
    }

    private static void same(ObjectNode record, String field, JsonNode body, String pointer) {
        boolean hasField = record.hasNonNull(field);
        assertThat(body.at(pointer).isMissingNode()).as(field).isEqualTo(!hasField);
        if (hasField) {
            JsonNode expected = record.get(field);
            JsonNode actual = body.at(pointer);
            assertThat(expected.isContainerNode() ? actual.toString() : actual.asText())
                    .as(field)
                    .isEqualTo(expected.isContainerNode() ? expected.toString() : expected.asText());
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void emailShowsTheContent(Map.Entry<String, ObjectNode> sample) throws Exception {
        ObjectNode record = sample.getValue();
        try (Rig rig = Rig.recording().shipped("5-destination-email.camel.yaml").start()) {
            JsonNode mail = rig.deliver(Claims.of("email", record, "to", "a@example.com", "template", "complaint"))
                    .only();

            for (String field :
                    new String[] {"description", "service", "phoneNumber", "email", "contactName", "agentName"}) {
                if (record.hasNonNull(field)) {
                    String value = record.get(field).asText();
                    assertThat(mail.get("text").asText()).as(field).contains(value.strip());
                    assertThat(mail.get("html").asText()).as(field).contains(escaped(value.strip()));
                }
            }
            assertThat(mail.get("subject").asText()).isNotBlank();
            if (record.hasNonNull("recordingUrl")) {
                assertThat(mail.toString())
                        .doesNotContain(record.get("recordingUrl").asText());
            }
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void queueAndWebhookSendEveryField(Map.Entry<String, ObjectNode> sample) throws Exception {
        ObjectNode record = sample.getValue();
        try (Rig rig = Rig.recording()
                .shipped("5-destination-queue.camel.yaml")
                .shipped("5-destination-webhook.camel.yaml")
                .start()) {
            ObjectNode expected = record.deepCopy().without("recordingUrl");

            JsonNode message = rig.deliver(Claims.of("queue", record)).only();
            assertThat(message.get("body").toString()).isEqualTo(expected.toString());
            JsonNode event = rig.deliver(Claims.of("webhook", record)).only();
            assertThat(event.at("/body/data/activity").toString()).isEqualTo(expected.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void databaseRecordsEveryField(Map.Entry<String, ObjectNode> sample) throws Exception {
        ObjectNode record = sample.getValue();
        try (Rig rig =
                Rig.recording().shipped("5-destination-database.camel.yaml").start()) {
            JsonNode parameters =
                    rig.deliver(Claims.of("database", record)).only().get("parameters");

            record.properties().forEach(field -> {
                JsonNode expected = field.getValue();
                JsonNode actual = parameters.get(field.getKey());
                assertThat(actual).as(field.getKey()).isNotNull();
                assertThat(actual.asText())
                        .as(field.getKey())
                        .isEqualTo(expected.isContainerNode() ? expected.toString() : expected.asText());
            });
        }
    }

    @Test
    void everyDestinationRouteSaysWhatItIsAndHowToConfigureIt() throws IOException {
        int found = 0;
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith("5-destination-"))
                    .toList()) {
                String text = Files.readString(file);
                String name = file.getFileName().toString().replaceAll("^5-|\\.camel\\.yaml$", "");
                assertThat(text).startsWith("# ").contains("# Configure", "id: " + name, "description: ");
                found++;
            }
        }
        assertThat(found).isGreaterThanOrEqualTo(3);
    }

    @Test
    void repeatedDryRunsAreTheSameBytes() throws Exception {
        try (Rig rig = Rig.recording()
                .shipped("5-destination-crm.camel.yaml")
                .shipped("5-destination-database.camel.yaml")
                .shipped("5-destination-queue.camel.yaml")
                .shipped("5-destination-webhook.camel.yaml")
                .start()) {
            for (String destination : new String[] {"crm", "database", "queue", "webhook"}) {
                byte[] first = content(rig, destination, 1);
                byte[] second = content(rig, destination, 2);
                assertThat(second).isEqualTo(first);
            }
        }
    }

    private static byte[] content(Rig rig, String destination, int attempt) throws Exception {
        return rig.deliver(Claims.of(destination, Claims.sample("voice-sale-5.24.json"), 1, attempt, null))
                .evidence()
                .recorded()
                .get(0)
                .content();
    }
}
