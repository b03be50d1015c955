package org.activityrelay.relay.destination.http;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Stream;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.destination.DestinationSettings;
import org.activityrelay.relay.destination.DestinationsSettings;
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
 * repetition. Headers and credentials go to the configured origin only. A 401 is answered once with a new token.
 */
final class Credentialing implements ExecChainHandler {

    private final DestinationsSettings settings;
    private final Credentials credentials;

    Credentialing(DestinationsSettings settings, Credentials credentials) {
        this.settings = settings;
        this.credentials = credentials;
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
        if (Writes.isWrite(request, scope, settings)) {
            request.setHeader("Idempotency-Key", key(evidence));
        }
        String name = evidence.claim().destination();
        DestinationSettings destination = settings.of(name);
        if (!isTrusted(request, destination)) {
            return chain.proceed(request, scope);
        }
        destination.headers().forEach(request::setHeader);
        try {
            return authenticated(request, scope, chain, name, destination.auth());
        } catch (TokenRefusedException refused) {
            return standIn(refused);
        }
    }

    private ClassicHttpResponse authenticated(
            ClassicHttpRequest request,
            ExecChain.Scope scope,
            ExecChain chain,
            String name,
            DestinationSettings.Auth auth)
            throws IOException, HttpException {
        String authorization = credentials.authorization(name, auth);
        ClassicHttpResponse answer = chain.proceed(with(authorization, request), scope);
        boolean refused = answer.getCode() == 401 && authorization != null;
        if (!refused || !credentials.renew(name, auth, authorization)) {
            return answer;
        }
        EntityUtils.consumeQuietly(answer.getEntity());
        answer.close();
        return chain.proceed(with(credentials.authorization(name, auth), request), scope);
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
    private static ClassicHttpRequest with(String authorization, ClassicHttpRequest request) {
        ClassicHttpRequest copy = ClassicRequestBuilder.copy(request).build();
        if (authorization != null) {
            copy.setHeader("Authorization", authorization);
        }
        return copy;
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
