package org.activityrelay.relay.component;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.camel.catalog.RuntimeCamelCatalog;
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

    /** Tools take addresses apart and put them together by the catalogue alone. */
    @Test
    void letsToolsReadAndWriteAddresses() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.start();
            RuntimeCamelCatalog catalogue =
                    context.getCamelContextExtension().getContextPlugin(RuntimeCamelCatalog.class);
            String uri = "activity:destination/crm?concurrency=4";

            assertThat(catalogue.endpointProperties(uri))
                    .containsEntry("word", "destination")
                    .containsEntry("name", "crm")
                    .containsEntry("concurrency", "4");
            assertThat(catalogue
                            .validateProperties("activity", Map.of("word", "routing"))
                            .isSuccess())
                    .isTrue();
            assertThat(catalogue
                            .validateProperties("activity", Map.of("word", "routing", "concurency", "4"))
                            .getUnknown())
                    .containsExactly("concurency");
            assertThat(catalogue
                            .validateProperties("activity", Map.of("word", "sending"))
                            .isSuccess())
                    .isFalse();
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
