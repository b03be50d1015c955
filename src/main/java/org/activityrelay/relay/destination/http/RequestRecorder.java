package org.activityrelay.relay.destination.http;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.delivery.RecordedRequest;
import org.activityrelay.relay.delivery.Rehearsal;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.Secrets;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
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
        RecordedRequest recorded = RequestDescription.of(request, lookup, secrets);
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
}
