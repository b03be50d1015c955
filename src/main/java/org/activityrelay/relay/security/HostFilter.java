package org.activityrelay.relay.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.activityrelay.relay.problem.Problem;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers only requests that are addressed to a known host name. Otherwise a web page could give its own name our address
 * (DNS rebinding) and talk to a service on loopback as if it were its own. The address that the connection came in on is
 * always right: such a page is known by a name, and probes of an orchestrator know nothing but that address.
 */
class HostFilter extends OncePerRequestFilter {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "[0:0:0:0:0:0:0:1]");

    private final Set<String> hosts = new HashSet<>(LOOPBACK);

    HostFilter(List<String> configured) {
        configured.forEach(host -> hosts.add(normalised(checked(host))));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String host = request.getServerName();
        if (host != null && (hosts.contains(normalised(host)) || isOwnAddress(host, request.getLocalAddr()))) {
            chain.doFilter(request, response);
        } else {
            refusal().send(response);
        }
    }

    // RFC 9110 section 15.5.20: the server is not configured to answer for that host.
    private static Problem refusal() {
        return Problem.of(
                421,
                "unknown_host",
                "This service does not answer for the host name of this request. If it should, add the name to the setting"
                        + " relay.security.hosts (RELAY_SECURITY_HOSTS).");
    }

    private static boolean isOwnAddress(String host, String local) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        return local != null && (bare.equals(local) || bare.equals(withoutZone(local)));
    }

    private static String withoutZone(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }

    private static String normalised(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static String checked(String host) {
        boolean address = host.startsWith("[") && host.endsWith("]");
        if (host.isBlank() || host.contains("/") || host.contains("*") || (host.contains(":") && !address)) {
            throw new MisconfiguredException(
                    "The setting relay.security.hosts holds \"" + host + "\", which is no host name.",
                    "List names without scheme and port, such as relay.example.com; an IPv6 address in brackets.");
        }
        return host.strip();
    }
}
