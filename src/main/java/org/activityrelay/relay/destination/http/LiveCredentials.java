package org.activityrelay.relay.destination.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import org.activityrelay.relay.destination.DestinationSettings.Auth;
import org.activityrelay.relay.destination.DestinationSettings.Signature;
import org.apache.hc.core5.http.ClassicHttpRequest;

/** Credentials that go over the wire. */
final class LiveCredentials implements Credentials {

    private final TokenCache tokens;
    private final Clock clock;

    LiveCredentials(TokenCache tokens, Clock clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public String authorization(String destination, Auth auth) throws IOException {
        return switch (auth.type()) {
            case NONE -> null;
            case BEARER -> "Bearer " + auth.token();
            case BASIC -> "Basic " + basic(auth.username(), auth.password());
            case OAUTH2, JWT_BEARER -> "Bearer " + tokens.token(destination, auth);
        };
    }

    @Override
    public boolean renew(String destination, Auth auth, String refused) {
        if (!auth.type().fetchesToken()) {
            return false;
        }
        tokens.forget(destination, auth, refused.substring("Bearer ".length()));
        return true;
    }

    @Override
    public void sign(ClassicHttpRequest request, String id, Signature signature) throws IOException {
        WebhookSignature.sign(request, id, clock.instant(), signature.keys());
    }

    static String basic(String username, String password) {
        byte[] pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(pair);
    }
}
