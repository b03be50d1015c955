package org.activityrelay.relay.destination.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.destination.DestinationSettings;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.Unanswered;
import org.activityrelay.relay.ledger.WriteLog;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;

/**
 * Adds what the mapping must not know: configured headers, credentials, and the key by which the receiver knows a
 * repetition. Headers, credentials and signatures go to the configured origin only. A 401 is answered once with a new token.
 */
final class Credentialing implements ExecChainHandler {

    /** A gateway has handed the request on, and does not know what became of it. */
    private static final Set<Integer> NO_WORD_FROM_BEHIND_THE_GATEWAY = Set.of(502, 504);

    private final DestinationsSettings settings;
    private final Credentials credentials;
    private final WriteLog writes;

    /** @param writes keeps what is sent until it is answered; null where nothing is sent */
    Credentialing(DestinationsSettings settings, Credentials credentials, WriteLog writes) {
        this.settings = settings;
        this.credentials = credentials;
        this.writes = writes;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        AttemptEvidence evidence = AttemptEvidence.current();
        if (evidence == null) {
            return chain.proceed(request, scope);
        }
        makeRepeatable(request);
        if (request.containsHeader("Accept")
                && String.valueOf(request.getFirstHeader("Accept")).contains("json")) {
            evidence.expectJson();
        }
        String id = Writes.isWrite(request, scope, settings) ? key(evidence) : null;
        if (id == null) {
            return known(request, scope, chain, evidence, null);
        }
        request.setHeader("Idempotency-Key", id);
        boolean kept = writes == null
                || request.getEntity() == null
                || Boolean.TRUE.equals(scope.clientContext.getAttribute(Writes.KEPT));
        return kept ? known(request, scope, chain, evidence, id) : repeated(request, scope, chain, evidence, id);
    }

    /**
     * A receiver knows a write by its key and takes it once, so the key stands for one body: what was sent and not answered
     * is sent again as it was, although the mapping may make something else of the record by now.
     */
    private ClassicHttpResponse repeated(
            ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain, AttemptEvidence evidence, String id)
            throws IOException, HttpException {
        Unanswered unanswered = new Unanswered(writes, evidence, id);
        HttpEntity made = request.getEntity();
        JsonNode sentBefore = unanswered.sentBefore();
        if (sentBefore != null) {
            ContentType type = ContentType.parseLenient(made.getContentType());
            request.setEntity(new ByteArrayEntity(Unanswered.bytes(sentBefore), type, made.getContentEncoding()));
        }
        JsonNode content = Unanswered.content(EntityUtils.toByteArray(request.getEntity()));
        scope.clientContext.setAttribute(Writes.LEAVES, (Runnable) () -> unanswered.leaves(content));
        ClassicHttpResponse answer = known(request, scope, chain, evidence, id);
        if (!NO_WORD_FROM_BEHIND_THE_GATEWAY.contains(answer.getCode())) {
            unanswered.answered();
        }
        return answer;
    }

    /**
     * With what only the configured origin is to see.
     *
     * @param id of a write, or null
     */
    private ClassicHttpResponse known(
            ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain, AttemptEvidence evidence, String id)
            throws IOException, HttpException {
        String name = evidence.claim().destination();
        DestinationSettings destination = settings.of(name);
        if (!isTrusted(request, destination)) {
            return chain.proceed(request, scope);
        }
        destination.headers().forEach(request::setHeader);
        boolean signed = id != null && destination.signature() != null;
        try {
            return authenticated(
                    request,
                    scope,
                    chain,
                    name,
                    destination.auth(),
                    signed ? copy -> credentials.sign(copy, id, destination.signature()) : copy -> {});
        } catch (TokenRefusedException refused) {
            return standIn(refused);
        }
    }

    private ClassicHttpResponse authenticated(
            ClassicHttpRequest request,
            ExecChain.Scope scope,
            ExecChain chain,
            String name,
            DestinationSettings.Auth auth,
            Signing signing)
            throws IOException, HttpException {
        String authorization = credentials.authorization(name, auth);
        ClassicHttpResponse answer = chain.proceed(with(authorization, request, signing), scope);
        boolean refused = answer.getCode() == 401 && authorization != null;
        if (!refused || !credentials.renew(name, auth, authorization)) {
            return answer;
        }
        EntityUtils.consumeQuietly(answer.getEntity());
        answer.close();
        return chain.proceed(with(credentials.authorization(name, auth), request, signing), scope);
    }

    /** Camel hands over a stream; a request that may be sent again, or recorded, needs its bytes. */
    private static void makeRepeatable(ClassicHttpRequest request) throws IOException {
        HttpEntity body = request.getEntity();
        if (body != null && !body.isRepeatable()) {
            ContentType type = ContentType.parseLenient(body.getContentType());
            request.setEntity(new ByteArrayEntity(EntityUtils.toByteArray(body), type, body.getContentEncoding()));
        }
    }

    /** A copy, since the connection adds headers of its own each time. */
    private static ClassicHttpRequest with(String authorization, ClassicHttpRequest request, Signing signing)
            throws IOException {
        ClassicHttpRequest copy = ClassicRequestBuilder.copy(request).build();
        if (authorization != null) {
            copy.setHeader("Authorization", authorization);
        }
        signing.sign(copy);
        return copy;
    }

    /** What is done to each copy before it leaves. */
    @FunctionalInterface
    private interface Signing {
        void sign(ClassicHttpRequest copy) throws IOException;
    }

    /** The first write of a delivery carries its key; a second one is another write and gets a key of its own. */
    private static String key(AttemptEvidence evidence) {
        int number = evidence.nextWrite();
        String key = evidence.claim().deliveryKey();
        return number == 1 ? key : key + "-" + number;
    }

    private static boolean isTrusted(ClassicHttpRequest request, DestinationSettings destination) {
        String origin;
        try {
            origin = origin(request.getUri());
        } catch (URISyntaxException unreadable) {
            return false;
        }
        return Stream.concat(Stream.ofNullable(destination.url()), destination.auth().origins().stream())
                .anyMatch(trusted -> origin.equals(origin(URI.create(trusted))));
    }

    private static String origin(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        int usual = scheme.equals("https") ? 443 : 80;
        int port = uri.getPort() < 0 ? usual : uri.getPort();
        return scheme + "://" + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
    }

    /** No token: for the delivery this is what the receiver itself would have answered. */
    private static ClassicHttpResponse standIn(TokenRefusedException refused) {
        ClassicHttpResponse answer = new BasicClassicHttpResponse(refused.equivalentStatus(), "no token");
        String after = refused.headers().get("Retry-After");
        if (after != null) {
            answer.setHeader("Retry-After", after);
        }
        answer.setEntity(
                new ByteArrayEntity(refused.getMessage().getBytes(StandardCharsets.UTF_8), ContentType.TEXT_PLAIN));
        return answer;
    }
}
