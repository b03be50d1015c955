package org.activityrelay.relay.destination.recorder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.destination.Recording;
import org.activityrelay.relay.destination.Secrets;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.PollingConsumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.DefaultInterceptSendToEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.util.StringHelper;
import org.apache.camel.util.URISupport;

/** Stands in for any endpoint that might reach out: keeps what it is given. The real one is never started. */
final class RecordingEndpoint extends DefaultInterceptSendToEndpoint {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Endpoint real;
    private final Secrets secrets;

    RecordingEndpoint(Endpoint real, Secrets secrets) {
        super(real, true);
        this.real = real;
        this.secrets = secrets;
    }

    @Override
    public Producer createProducer() {
        return createAsyncProducer();
    }

    @Override
    public AsyncProducer createAsyncProducer() {
        return AsyncProcessorConverterHelper.convert(new DefaultProducer(this) {
            @Override
            public void process(Exchange exchange) {
                record(exchange);
            }
        });
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw refused();
    }

    @Override
    public PollingConsumer createPollingConsumer() {
        throw refused();
    }

    private static UnsupportedOperationException refused() {
        return new UnsupportedOperationException("a destination only sends: nothing can be consumed or polled in it");
    }

    @Override
    public void start() {
        // nothing comes to life here
    }

    @Override
    public void stop() {
        // nothing came to life
    }

    private void record(Exchange exchange) {
        AttemptEvidence evidence = AttemptEvidence.current();
        if (evidence == null) {
            throw new IllegalStateException("a recording context sends nothing outside an attempt");
        }
        ObjectNode description = JsonNodeFactory.instance.objectNode();
        description.put("endpoint", secrets.mask(URISupport.sanitizeUri(real.getEndpointUri())));
        ObjectNode headers = description.putObject("headers");
        exchange.getMessage()
                .getHeaders()
                .forEach((name, value) ->
                        headers.put(name, value == null ? null : secrets.maskHeader(name, value.toString())));
        description.set("body", body(exchange));
        String scheme = StringHelper.before(real.getEndpointUri(), ":", real.getEndpointUri());
        evidence.recorded(Recording.of(scheme, description, false));
    }

    private static JsonNode body(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        if (body == null) {
            return NullNode.instance;
        }
        if (body instanceof Activity activity) {
            return activity.json().deepCopy();
        }
        if (body instanceof Map || body instanceof List) {
            return JSON.valueToTree(body);
        }
        byte[] bytes = exchange.getMessage().getBody(byte[].class);
        return bytes == null ? TextNode.valueOf(body.getClass().getName()) : content(bytes);
    }

    private static JsonNode content(byte[] bytes) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException binary) {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("base64", Base64.getEncoder().encodeToString(bytes));
        }
        try {
            JsonNode parsed = JSON.readTree(text);
            return parsed.isContainerNode() ? parsed : TextNode.valueOf(text);
        } catch (JsonProcessingException notJson) {
            return TextNode.valueOf(text);
        }
    }
}
