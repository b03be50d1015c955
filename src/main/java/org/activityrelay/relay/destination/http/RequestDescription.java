package org.activityrelay.relay.destination.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.activityrelay.relay.delivery.RecordedRequest;
import org.activityrelay.relay.destination.Recording;
import org.activityrelay.relay.destination.Secrets;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;

/** Describes a finished request as operators may see it: secrets masked, and without what belongs to the connection. */
final class RequestDescription {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private RequestDescription() {}

    static RecordedRequest of(ClassicHttpRequest request, boolean lookup, Secrets secrets) throws IOException {
        return Recording.of("http", describe(request, secrets), lookup);
    }

    private static ObjectNode describe(ClassicHttpRequest request, Secrets secrets) throws IOException {
        ObjectNode description = JsonNodeFactory.instance.objectNode();
        description.put("method", request.getMethod());
        description.put("url", secrets.mask(url(request)));
        ObjectNode headers = description.putObject("headers");
        for (Header header : request.getHeaders()) {
            if (header.getName().equalsIgnoreCase("Accept-Encoding")) {
                continue; // of the connection, like Host and Content-Length, which are added below this point
            }
            headers.put(header.getName(), secrets.maskHeader(header.getName(), header.getValue()));
        }
        description.set("body", body(request));
        return description;
    }

    private static String url(ClassicHttpRequest request) {
        try {
            return request.getUri().toString();
        } catch (URISyntaxException unreadable) {
            return request.getRequestUri();
        }
    }

    private static JsonNode body(ClassicHttpRequest request) throws IOException {
        if (request.getEntity() == null) {
            return JsonNodeFactory.instance.nullNode();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        request.getEntity().writeTo(bytes);
        ContentType type = ContentType.parseLenient(request.getEntity().getContentType());
        Charset charset = type == null || type.getCharset() == null ? StandardCharsets.UTF_8 : type.getCharset();
        String text = bytes.toString(charset);
        try {
            JsonNode parsed = JSON.readTree(text);
            return parsed.isContainerNode() ? parsed : TextNode.valueOf(text);
        } catch (JsonProcessingException notJson) {
            return TextNode.valueOf(text);
        }
    }
}
