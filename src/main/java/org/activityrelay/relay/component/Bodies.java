package org.activityrelay.relay.component;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;
import org.activityrelay.relay.activity.Activity;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NoTypeConversionAvailableException;

/** Any Camel body as the bytes of a record. */
class Bodies {

    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[\\w.+-]{1,80}/[\\w.+-]{1,80}(\\s*;[\\w\\s=;\".+-]{0,80})?");

    private final ObjectMapper mapper = new ObjectMapper();
    private final CamelContext context;

    Bodies(CamelContext context) {
        this.context = context;
    }

    byte[] bytes(Exchange exchange) throws Exception {
        Object body = exchange.getMessage().getBody();
        if (body == null) {
            return new byte[0];
        }
        if (body instanceof byte[] bytes) {
            return bytes;
        }
        if (body instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        if (body instanceof Activity activity) {
            return mapper.writeValueAsBytes(activity.json());
        }
        if (body instanceof Map || body instanceof Collection || body instanceof JsonNode) {
            return mapper.writeValueAsBytes(body);
        }
        return converted(body, exchange);
    }

    /** The media type the sender named, if it is one. */
    String contentType(Exchange exchange) {
        Object type = exchange.getMessage().getHeader(Exchange.CONTENT_TYPE);
        return type instanceof String text && MEDIA_TYPE.matcher(text).matches() ? text : null;
    }

    private byte[] converted(Object body, Exchange exchange) throws NoTypeConversionAvailableException {
        return context.getTypeConverter().mandatoryConvertTo(byte[].class, exchange, body);
    }
}
