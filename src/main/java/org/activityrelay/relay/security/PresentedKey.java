package org.activityrelay.relay.security;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.springframework.http.HttpHeaders;

/** Finds the API key in a request: {@code X-API-Key}, {@code Authorization: Bearer}, or the password of Basic. */
final class PresentedKey {

    static final String HEADER = "X-API-Key";

    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    private PresentedKey() {}

    /** The key, empty when credentials of an unknown kind were sent, null when there are none. */
    static String of(HttpServletRequest request) {
        // The own header comes first: a proxy in front may use Authorization for itself.
        String own = request.getHeader(HEADER);
        return own != null ? own.strip() : authorization(request.getHeader(HttpHeaders.AUTHORIZATION));
    }

    private static String authorization(String header) {
        if (header == null) {
            return null;
        }
        if (header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return header.substring(BEARER.length()).strip();
        }
        if (header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return password(header.substring(BASIC.length()).strip());
        }
        return "";
    }

    private static String password(String encoded) {
        try {
            String both = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            return both.substring(both.indexOf(':') + 1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
