package org.activityrelay.relay.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.activityrelay.relay.problem.Problem;
import org.springframework.web.filter.OncePerRequestFilter;

/** Finds out who looks at the console, by session, or by loopback while no key is configured. */
class ConsoleSessionFilter extends OncePerRequestFilter {

    private final ConsoleSessions sessions;
    private final RateLimits limits;

    ConsoleSessionFilter(ConsoleSessions sessions, RateLimits limits) {
        this.sessions = sessions;
        this.limits = limits;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Problem refusal = limits.address(request.getRemoteAddr())
                .map(KeyFilter::tooMany)
                .orElseGet(() -> sessions.needsLogin() ? bySession(request) : KeyFilter.local(request));
        if (refusal == null) {
            chain.doFilter(request, response);
        } else {
            refusal.send(response);
        }
    }

    /** Null when the request may go on; without a session it gets as far as the login. */
    private Problem bySession(HttpServletRequest request) {
        Optional<Caller> caller = sessions.caller(request);
        caller.ifPresent(KeyFilter::enter);
        return caller.flatMap(known -> limits.caller(known, request.getRemoteAddr()))
                .map(KeyFilter::tooMany)
                .orElse(null);
    }
}
