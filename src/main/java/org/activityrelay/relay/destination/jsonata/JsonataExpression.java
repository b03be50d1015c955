package org.activityrelay.relay.destination.jsonata;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.destination.DeliveryFacts;
import org.activityrelay.relay.destination.DestinationSettings;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.MappingFailure;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.StreamCache;

/**
 * One compiled expression. Thread-safe: every evaluation has its own frame of variables. The input is the body: an
 * activity as its map, JSON parsed, any other text as text.
 */
final class JsonataExpression implements Expression, Predicate {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Jsonata compiled;
    private final Source source;
    private final DestinationsSettings settings;
    private final CamelContext context;
    private final Tables tables;

    JsonataExpression(
            Jsonata compiled, Source source, DestinationsSettings settings, CamelContext context, Tables tables) {
        this.compiled = compiled;
        this.source = source;
        this.settings = settings;
        this.context = context;
        this.tables = tables;
    }

    @Override
    public void init(CamelContext ready) {
        // compiled when the language made it
    }

    @Override
    public <T> T evaluate(Exchange exchange, Class<T> type) {
        Object result = evaluate(exchange);
        if (result == null || type.isInstance(result)) {
            return type.cast(result);
        }
        if (type == String.class && (result instanceof Map || result instanceof List)) {
            return type.cast(json(result, exchange));
        }
        return exchange.getContext().getTypeConverter().convertTo(type, exchange, result);
    }

    @Override
    public boolean matches(Exchange exchange) {
        return Boolean.TRUE.equals(evaluate(exchange));
    }

    private Object evaluate(Exchange exchange) {
        Bounds bounds = new Bounds();
        try {
            Object input = input(exchange);
            return compiled.evaluate(input, frame(input, exchange, bounds));
        } catch (JException mistake) {
            throw new MappingFailure(source.explain(mistake, bounds.location()), exchange);
        } catch (StackOverflowError tooDeep) {
            throw new MappingFailure(source.place(bounds.location()) + ": nested too deeply", exchange);
        } catch (IOException | RuntimeException mistake) {
            throw new MappingFailure(
                    source.place(bounds.location()) + ": " + mistake.getClass().getSimpleName(), exchange);
        }
    }

    private Jsonata.Frame frame(Object input, Exchange exchange, Bounds bounds) {
        Jsonata.Frame frame = compiled.createFrame();
        bounds.watch(frame);
        new JsonataFunctions(input, timeZone(), this::site, tables::find).bindTo(frame);
        frame.bind("delivery", DeliveryFacts.current());
        frame.bind("link", exchange.getVariable("link"));
        Object id = exchange.getVariable("externalId");
        if (id != null) {
            frame.bind("id", id);
        }
        return frame;
    }

    private ZoneId timeZone() {
        AttemptEvidence evidence = AttemptEvidence.current();
        DestinationSettings destination =
                settings.of(evidence == null ? "" : evidence.claim().destination());
        return destination.timeZone() == null ? ZoneId.of("UTC") : destination.timeZone();
    }

    private String site(String key) {
        return context.getPropertiesComponent().resolveProperty("site." + key).orElse(null);
    }

    private static Object input(Exchange exchange) throws IOException {
        Object body = exchange.getMessage().getBody();
        if (body instanceof Activity activity) {
            return activity.toMap();
        }
        if (body == null
                || body instanceof Map
                || body instanceof List
                || body instanceof Number
                || body instanceof Boolean) {
            return body;
        }
        if (body instanceof JsonNode node) {
            return JSON.convertValue(node, Object.class);
        }
        return parsed(exchange.getMessage().getBody(byte[].class), body);
    }

    private static Object parsed(byte[] bytes, Object body) throws IOException {
        if (body instanceof StreamCache cache) {
            cache.reset();
        }
        if (bytes == null || bytes.length == 0) {
            return null;
        }
        try {
            return JSON.readValue(bytes, Object.class);
        } catch (JsonProcessingException notJson) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private String json(Object result, Exchange exchange) {
        try {
            return JSON.writeValueAsString(result);
        } catch (JsonProcessingException unwritable) {
            throw new MappingFailure(source.place(-1) + ": the result is no JSON (a function?)", exchange);
        }
    }

    @Override
    public String toString() {
        return source.place(-1);
    }
}
