package org.activityrelay.relay.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.activityrelay.relay.problem.Problem;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Operators' actions need a JSON content type: a form or a beacon of a foreign page cannot send one without asking first
 * (a CORS preflight). The intake takes what a beacon can send, too, and reads nothing back.
 */
class JsonOnlyFilter extends OncePerRequestFilter {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private final Set<String> intakePaths;

    JsonOnlyFilter(Set<String> intakePaths) {
        this.intakePaths = intakePaths;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return READING.contains(request.getMethod()) || intakePaths.contains(request.getRequestURI());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (isJson(request.getContentType())) {
            chain.doFilter(request, response);
        } else {
            Problem.of(
                            415,
                            "json_only",
                            "This action needs the header Content-Type: application/json, also without a body.")
                    .header("Accept", "application/json")
                    .send(response);
        }
    }

    private static boolean isJson(String contentType) {
        if (contentType == null) {
            return false;
        }
        int parameters = contentType.indexOf(';');
        String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return type.strip().toLowerCase(Locale.ROOT).equals("application/json");
    }
}
