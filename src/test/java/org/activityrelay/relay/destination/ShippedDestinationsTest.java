package org.activityrelay.relay.destination;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class ShippedDestinationsTest {

    @Test
    void recordsTheCrmRequest() throws Exception {
        try (Rig rig = Rig.recording().shipped("5-destination-crm.camel.yaml").start()) {
            JsonNode request = rig.deliver(Claims.of("crm", Claims.sample("voice-sale-5.24.json")))
                    .only();
            System.out.println(request.toPrettyString());
            assertThat(request.at("/method").asText()).isEqualTo("POST");
        }
    }

    @Test
    void recordsTheMail() throws Exception {
        try (Rig rig = Rig.recording().shipped("5-destination-email.camel.yaml").start()) {
            JsonNode request = rig.deliver(Claims.of(
                            "email",
                            Claims.sample("voice-complaint-5.19.json"),
                            "to",
                            "q@example.com",
                            "template",
                            "complaint"))
                    .only();
            System.out.println(request.toPrettyString());
            System.out.println(request.get("html").asText());
            System.out.println(request.get("text").asText());
        }
    }

    @Test
    void recordsTheStatement() throws Exception {
        try (Rig rig =
                Rig.recording().shipped("5-destination-database.camel.yaml").start()) {
            JsonNode request = rig.deliver(Claims.of("database", Claims.sample("voice-complaint-5.19.json")))
                    .only();
            System.out.println(request.toPrettyString());
        }
    }
}
