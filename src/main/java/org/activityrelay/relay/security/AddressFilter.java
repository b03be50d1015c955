package org.activityrelay.relay.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.springframework.web.filter.OncePerRequestFilter;

/** Counts requests by address where nobody has to say who he is. */
class AddressFilter extends OncePerRequestFilter {

    private final RateLimits limits;

    AddressFilter(RateLimits limits) {
        this.limits = limits;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Duration> wait = limits.address(request.getRemoteAddr());
        if (wait.isPresent()) {
            KeyFilter.tooMany(wait.get()).send(response);
        } else {
            chain.doFilter(request, response);
        }
    }
}
