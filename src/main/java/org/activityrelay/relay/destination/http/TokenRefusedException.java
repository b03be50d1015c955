package org.activityrelay.relay.destination.http;

import java.io.IOException;
import java.util.Map;

/** An authorization server answered, but gave no token. */
final class TokenRefusedException extends IOException {

    private final int status;
    private final transient Map<String, String> headers;

    /** @param status of the answer; 200 if it had no token in it */
    TokenRefusedException(int status, Map<String, String> headers, String message) {
        super(message);
        this.status = status;
        this.headers = headers;
    }

    /** What the request for which the token was wanted should count as: refused credentials, or trouble that passes. */
    int equivalentStatus() {
        return status == 429 || status >= 500 ? status : 401;
    }

    Map<String, String> headers() {
        return headers;
    }
}
