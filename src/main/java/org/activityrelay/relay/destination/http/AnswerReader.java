package org.activityrelay.relay.destination.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.destination.DestinationSettings;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.Secrets;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/** Reads an answer whole (but not without end), within the time for the whole request, and notes it as evidence. */
final class AnswerReader implements ExecChainHandler {

    /** No CRM's answer to one record is near this; what is beyond is dropped with its connection. */
    private static final int LONGEST = 1024 * 1024;

    private static final int EXCERPT = 2000;

    private final DestinationsSettings settings;
    private final Secrets secrets;
    private final Deadlines deadlines;

    AnswerReader(DestinationsSettings settings, Secrets secrets, Deadlines deadlines) {
        this.settings = settings;
        this.secrets = secrets;
        this.deadlines = deadlines;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        AttemptEvidence evidence = AttemptEvidence.current();
        DestinationSettings destination =
                settings.of(evidence == null ? "" : evidence.claim().destination());
        scope.clientContext.setRequestConfig(
                RequestTimes.of(destination.timeout(), scope.clientContext.getRequestConfigOrDefault()));
        Duration total =
                destination.timeout() == null ? null : destination.timeout().total();
        ClassicHttpResponse answer = deadlines.within(total, scope.originalRequest, () -> {
            ClassicHttpResponse streaming = chain.proceed(request, scope);
            buffer(streaming);
            return streaming;
        });
        if (evidence != null) {
            evidence.answered(new AttemptEvidence.Answer(answer.getCode(), headers(answer), excerpt(answer)));
            if (Writes.isWrite(request, scope, settings)) {
                evidence.sent();
            }
        }
        return answer;
    }

    private static void buffer(ClassicHttpResponse answer) throws IOException {
        HttpEntity entity = answer.getEntity();
        if (entity == null) {
            return;
        }
        byte[] bytes;
        try (InputStream content = entity.getContent()) {
            bytes = content == null ? new byte[0] : content.readNBytes(LONGEST);
            if (bytes.length == LONGEST) {
                answer.close();
            }
        }
        ContentType type = ContentType.parseLenient(entity.getContentType());
        answer.setEntity(new ByteArrayEntity(bytes, type, entity.getContentEncoding()));
    }

    private Map<String, String> headers(ClassicHttpResponse answer) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Header header : answer.getHeaders()) {
            headers.put(header.getName(), secrets.maskHeader(header.getName(), header.getValue()));
        }
        return headers;
    }

    private String excerpt(ClassicHttpResponse answer) throws IOException {
        if (answer.getEntity() == null) {
            return "";
        }
        byte[] start = answer.getEntity().getContent().readNBytes(4 * EXCERPT);
        ContentType type = ContentType.parseLenient(answer.getEntity().getContentType());
        Charset charset = type == null || type.getCharset() == null ? StandardCharsets.UTF_8 : type.getCharset();
        String text = secrets.mask(new String(start, charset));
        return text.length() > EXCERPT ? text.substring(0, EXCERPT) : text;
    }
}
