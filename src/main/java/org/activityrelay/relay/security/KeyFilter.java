package org.activityrelay.relay.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.activityrelay.relay.problem.Problem;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Finds out who calls: by bearer token, by API key, or by loopback while no key is configured. */
class KeyFilter extends OncePerRequestFilter {

    private static final List<String> PROXY_HEADERS =
            List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP");

    private final ApiKeys keys;
    private final RateLimits limits;
    private final BearerTokens tokens;

    KeyFilter(ApiKeys keys, RateLimits limits, BearerTokens tokens) {
        this.keys = keys;
        this.limits = limits;
        this.tokens = tokens;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Problem refusal =
                limits.address(request.getRemoteAddr()).map(KeyFilter::tooMany).orElseGet(() -> identify(request));
        if (refusal == null) {
            chain.doFilter(request, response);
        } else {
            refusal.send(response);
        }
    }

    private Problem identify(HttpServletRequest request) {
        String token = tokens.presented(request);
        if (token != null) {
            return byToken(request, token);
        }
        return keys.isEmpty() ? local(request) : byKey(request);
    }

    private Problem byToken(HttpServletRequest request, String token) {
        try {
            return admit(request, tokens.caller(token));
        } catch (BearerTokens.RefusedException refused) {
            // Tokens end all the time, in a whole office at once; each page has to hear so to get another one.
            Optional<Duration> wait = refused.genuine() ? Optional.empty() : limits.failure(request.getRemoteAddr());
            return wait.map(KeyFilter::tooMany).orElseGet(() -> Challenge.with(request, refused.problem()));
        } catch (BearerTokens.IssuerAwayException away) {
            return away.problem();
        }
    }

    private Problem admit(HttpServletRequest request, Caller caller) {
        enter(caller);
        return limits.caller(caller, request.getRemoteAddr())
                .map(KeyFilter::tooMany)
                .orElse(null);
    }

    /** Without a key configured: loopback only, and not on behalf of others. Null when the caller may go on. */
    static Problem local(HttpServletRequest request) {
        boolean proxied = PROXY_HEADERS.stream().anyMatch(header -> request.getHeader(header) != null);
        if (proxied || !Loopback.is(request.getRemoteAddr())) {
            return Challenge.with(
                    request,
                    Problem.of(
                            401,
                            "no_key_configured",
                            "No API key is configured, so only this machine itself is answered, not through a proxy. Make a key"
                                    + " with 'relay key new'."));
        }
        enter(Caller.LOCAL);
        return null;
    }

    private Problem byKey(HttpServletRequest request) {
        String presented = PresentedKey.of(request);
        if (presented == null) {
            return null; // Public addresses need no key; the others answer 401.
        }
        Optional<Caller> caller = keys.find(presented);
        if (caller.isEmpty()) {
            return limits.failure(request.getRemoteAddr())
                    .map(KeyFilter::tooMany)
                    .orElseGet(() -> unknown(request));
        }
        return admit(request, caller.get());
    }

    static void enter(Caller caller) {
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(new CallerAuthentication(caller));
        SecurityContextHolder.setContext(context);
    }

    private static Problem unknown(HttpServletRequest request) {
        return Challenge.with(request, Problem.of(401, "unknown_key", "The API key is not known here."));
    }

    static Problem tooMany(Duration wait) {
        return Problem.of(429, "rate_limited", "Too many requests; wait as long as Retry-After says.")
                .retryAfter(wait);
    }
}
