package org.activityrelay.relay.destination.http;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.activityrelay.relay.destination.OwnBoundary;
import org.apache.camel.Endpoint;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.component.http.HttpComponent;

/**
 * Camel's HTTP component, closed where it is open by default: no redirects (Camel 4.17 sends credentials on to the
 * target of a redirect), no cookies, no retries of its own, no logging of traffic, bounded times, an allow-list of
 * headers.
 */
final class BoundedHttpComponent extends HttpComponent implements OwnBoundary {

    /** Options that would open a hole; refused when the route loads. */
    private static final Set<String> REFUSED = Set.of(
            "followRedirects",
            "logHttpActivity",
            "httpActivityListener",
            "httpClientConfigurer",
            "headerFilterStrategy",
            "httpClient",
            "clientBuilder",
            "clientConnectionManager",
            "transferException",
            "bridgeEndpoint",
            "preserveHostHeader",
            "cookieHandler",
            "cookieStore",
            "x509HostnameVerifier");

    /** Headers that turn a request to another address; a route says where it goes with {@code to} or {@code toD}. */
    private static final Set<String> STEERING = Set.of(
            "camelhttpuri",
            "camelresthttpuri",
            "camelresthttpquery",
            "camelhttprawquery",
            "camelhttpprotocolversion",
            "camelhttphost",
            "camelhttpport",
            "camelhttpscheme",
            "host");

    BoundedHttpComponent(HttpClientConfigurer chain, PassedHeaders headers) {
        setHttpClientConfigurer(chain);
        setHeaderFilterStrategy(headers);
        setFollowRedirects(false);
        setRedirectHandlingDisabled(true);
        setAutomaticRetriesDisabled(true);
        setCookieManagementDisabled(true);
        setAuthCachingDisabled(true);
        setUseSystemProperties(true);
        setUserAgent("Activity-Relay");
        setConnectionTimeToLive(300_000);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        for (String option : parameters.keySet()) {
            if (REFUSED.contains(option)) {
                throw new IllegalArgumentException(
                        "option " + option + " is not allowed on " + scheme(uri) + " endpoints of routes; remove it");
            }
        }
        return super.createEndpoint(uri, remaining, parameters);
    }

    @Override
    public boolean passes(String header) {
        return !STEERING.contains(header.toLowerCase(Locale.ROOT));
    }

    @Override
    public Meaning meaning(Endpoint endpoint) {
        return Meaning.NOTED;
    }

    private static String scheme(String uri) {
        return uri.startsWith("https") ? "https" : "http";
    }
}
