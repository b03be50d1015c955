package org.activityrelay.relay.security;

import jakarta.servlet.http.HttpServletRequest;
import org.activityrelay.relay.problem.Problem;
import org.springframework.http.HttpHeaders;

/** How to authenticate, told with every 401 (RFC 9110 section 11.6.1). */
final class Challenge {

    private static final String BEARER = "Bearer realm=\"Activity Relay\"";
    private static final String BASIC = ", Basic realm=\"Activity Relay\", charset=\"UTF-8\"";

    private Challenge() {}

    static Problem with(HttpServletRequest request, Problem problem) {
        // A browser would open a password dialogue for Basic in the middle of somebody's page.
        boolean page = request.getHeader(HttpHeaders.ORIGIN) != null || request.getHeader("Sec-Fetch-Mode") != null;
        return problem.header(HttpHeaders.WWW_AUTHENTICATE, page ? BEARER : BEARER + BASIC);
    }
}
