package org.activityrelay.relay.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.activityrelay.relay.problem.Problem;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * What a page hands in comes over TLS, because the page's token or key comes with it; only on this machine it need not.
 * A proxy on this machine that ends TLS is this machine.
 */
class HttpsFilter extends OncePerRequestFilter {

    private final String path;

    HttpsFilter(String path) {
        this.path = path;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().equals(path);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.isSecure() || Loopback.is(request.getRemoteAddr())) {
            chain.doFilter(request, response);
        } else {
            Problem.of(
                            403,
                            "https_needed",
                            "Pages hand in records over https only. If a proxy ends TLS before this service, set"
                                    + " server.forward-headers-strategy=native, so that the service knows.")
                    .send(response);
        }
    }
}
