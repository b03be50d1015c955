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
import java.util.Map;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.delivery.RecordedRequest;
import org.activityrelay.relay.delivery.Rehearsal;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.Recording;
import org.activityrelay.relay.destination.Secrets;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;

/** Stands where the connection would be made: keeps the finished request, and answers with an empty object or as rehearsed. */
final class RequestRecorder implements ExecChainHandler {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private static final Rehearsal.Answer NOTHING_SAID =
            new Rehearsal.Answer(200, Map.of(), JsonNodeFactory.instance.objectNode());

    private final DestinationsSettings settings;
    private final Secrets secrets;

    RequestRecorder(DestinationsSettings settings, Secrets secrets) {
        this.settings = settings;
        this.secrets = secrets;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException {
        AttemptEvidence evidence = AttemptEvidence.current();
        if (evidence == null) {
            throw new IOException("a recording context sends nothing outside an attempt");
        }
        boolean lookup = !Writes.isWrite(request, scope, settings);
        RecordedRequest recorded = Recording.of("http", describe(request), lookup);
        evidence.recorded(recorded);
        return answer(evidence.answerTo(recorded).orElse(NOTHING_SAID));
    }

    private static ClassicHttpResponse answer(Rehearsal.Answer given) {
        ClassicHttpResponse answer = new BasicClassicHttpResponse(given.status(), "recorded");
        given.headers().forEach(answer::setHeader);
        JsonNode body = given.body();
        if (body != null) {
            answer.setEntity(
                    body.isTextual()
                            ? new StringEntity(
                                    body.textValue(), ContentType.TEXT_PLAIN.withCharset(StandardCharsets.UTF_8))
                            : new StringEntity(body.toString(), ContentType.APPLICATION_JSON));
        }
        return answer;
    }

    private ObjectNode describe(ClassicHttpRequest request) throws IOException {
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
