package org.activityrelay.relay.component;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.util.Arrays;
import java.util.stream.StreamSupport;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** What visual editors and Camel's own tools know about {@code activity:}. */
class CatalogueTest {

    @Test
    void describesEveryOptionOfEveryWord() throws Exception {
        JsonNode metadata;
        try (InputStream file = ActivityEndpoint.class.getResourceAsStream(
                "/META-INF/org/activityrelay/relay/component/activity.json")) {
            metadata = new ObjectMapper().readTree(file);
        }
        JsonNode properties = metadata.get("properties");
        for (Word word : Word.values()) {
            for (String option : word.options()) {
                assertThat(properties.has(option)).as(option).isTrue();
                assertThat(properties.at("/" + option + "/label").asText()).isEqualTo(word.name());
                assertThat(properties.at("/" + option + "/description").asText())
                        .isNotBlank();
            }
        }
        assertThat(StreamSupport.stream(properties.at("/word/enum").spliterator(), false)
                        .map(JsonNode::asText))
                .containsExactlyElementsOf(
                        Arrays.stream(Word.values()).map(Enum::name).toList());
    }

    @Test
    void isInTheCatalogueOfARunningContext() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.start();
            JsonNode schema = new ObjectMapper().readTree(context.getComponentParameterJsonSchema("activity"));
            assertThat(schema.at("/component/scheme").asText()).isEqualTo("activity");
            assertThat(schema.at("/component/remote").asBoolean(true)).isFalse();
        }
    }

    @Test
    void isFoundByItsName() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.start();
            ActivityEndpoint endpoint = context.getEndpoint(
                    "activity:destination/crm?concurrency=2&rate=20/s&retry=0,5s&follow=false", ActivityEndpoint.class);
            assertThat(endpoint.getConcurrency()).isEqualTo(2);
            assertThat(endpoint.rateLimit().count()).isEqualTo(20);
            assertThat(endpoint.retrySchedule()).hasSize(2);
            assertThat(endpoint.isFollow()).isFalse();
            assertThat(endpoint.isRemote()).isFalse();
        }
    }
}
