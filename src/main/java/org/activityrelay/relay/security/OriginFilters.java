package org.activityrelay.relay.security;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import org.activityrelay.relay.problem.Problem;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.filter.CorsFilter;

/**
 * Which web pages may call: those of this service itself and of the configured origins. Everything that carries another
 * {@code Origin} is refused, so that a foreign page cannot use a browser's place in the network. Answers to allowed
 * origins, refusals among them, carry the headers that let the page read them.
 */
final class OriginFilters {

    private OriginFilters() {}

    static CorsFilter of(List<String> origins) {
        CorsConfiguration allowed = new CorsConfiguration();
        allowed.setAllowedOrigins(origins.stream().map(OriginFilters::checked).toList());
        allowed.setAllowedMethods(List.of("GET", "HEAD", "POST", "PUT", "DELETE"));
        allowed.setAllowedHeaders(List.of(HttpHeaders.AUTHORIZATION, HttpHeaders.CONTENT_TYPE, PresentedKey.HEADER));
        allowed.setExposedHeaders(List.of(HttpHeaders.LOCATION, HttpHeaders.RETRY_AFTER));
        allowed.setMaxAge(Duration.ofHours(1));
        allowed.setAllowPrivateNetwork(true);
        CorsFilter filter = new CorsFilter(request -> allowed);
        filter.setCorsProcessor(new ProblemCorsProcessor());
        return filter;
    }

    /** For files that are no secret: any page may load them, and tells nothing by it. */
    static CorsFilter forEverybody() {
        CorsConfiguration everybody = new CorsConfiguration();
        everybody.setAllowedOrigins(List.of(CorsConfiguration.ALL));
        everybody.setAllowedMethods(List.of("GET", "HEAD"));
        everybody.setMaxAge(Duration.ofHours(1));
        CorsFilter filter = new CorsFilter(request -> everybody);
        filter.setCorsProcessor(new ProblemCorsProcessor());
        return filter;
    }

    static boolean isThisMachine(String host) {
        return host != null && (host.equals("localhost") || host.equals("[::1]") || host.startsWith("127."));
    }

    private static String checked(String origin) {
        try {
            URI uri = new URI(origin.strip());
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web
                    && uri.getHost() != null
                    && uri.getRawPath().isEmpty()
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return origin.strip();
            }
        } catch (URISyntaxException e) {
            // Refused below, as whatever else is no origin.
        }
        throw new MisconfiguredException(
                "The setting relay.security.origins holds \"" + origin + "\", which is no origin.",
                "List scheme, host and, if it is not the scheme's own, port, without a path and without wildcards: https://desktop.example.com");
    }

    private static final class ProblemCorsProcessor extends DefaultCorsProcessor {

        @Override
        protected void rejectRequest(ServerHttpResponse response) throws IOException {
            Problem.of(
                            403,
                            "foreign_origin",
                            "Web pages of this origin may not call, or not in this way. If they should, add the origin to the"
                                    + " setting relay.security.origins (RELAY_SECURITY_ORIGINS).")
                    .send(((ServletServerHttpResponse) response).getServletResponse());
        }
    }
}
