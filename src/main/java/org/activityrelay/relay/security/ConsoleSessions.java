package org.activityrelay.relay.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Logins at the console. A session holds the hash of the key that opened it and asks for its holder with every request:
 * it ends with the key, and after a fixed time.
 */
public final class ConsoleSessions {

    private static final String KEY = ConsoleSessions.class.getName() + ".key";
    private static final String SINCE = ConsoleSessions.class.getName() + ".since";

    private final ApiKeys keys;
    private final RateLimits limits;
    private final Duration longest;
    private final Clock clock;

    ConsoleSessions(ApiKeys keys, RateLimits limits, Duration longest, Clock clock) {
        this.keys = keys;
        this.limits = limits;
        this.longest = longest;
        this.clock = clock;
    }

    /** How an attempt to log in ended. */
    public enum Login {
        ENTERED,
        UNKNOWN_KEY,
        /** The key is right, but may only hand in records. */
        ROLE_TOO_SMALL,
        TOO_MANY_WRONG_KEYS
    }

    /** Whether people log in here at all: without configured keys, everybody on this machine is admin. */
    public boolean needsLogin() {
        return !keys.isEmpty();
    }

    /** Opens a session for the holder of the key, in place of any that the browser had. */
    public Login login(HttpServletRequest request, String key) {
        Optional<Caller> caller = keys.find(key.strip());
        if (caller.isEmpty()) {
            boolean tooMany = limits.failure(request.getRemoteAddr()).isPresent();
            return tooMany ? Login.TOO_MANY_WRONG_KEYS : Login.UNKNOWN_KEY;
        }
        if (caller.get().role().ordinal() < Role.OPERATOR.ordinal()) {
            return Login.ROLE_TOO_SMALL;
        }
        logout(request);
        HttpSession session = request.getSession(true);
        session.setMaxInactiveInterval((int) longest.toSeconds());
        session.setAttribute(KEY, ApiKeys.sha256(key.strip()));
        session.setAttribute(SINCE, clock.instant());
        return Login.ENTERED;
    }

    /** Ends the session, if there is one. */
    public void logout(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
    }

    /** Who is logged in. Ends a session whose time is over or whose key is no longer valid. */
    Optional<Caller> caller(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session == null
                || !(session.getAttribute(KEY) instanceof byte[] hash)
                || !(session.getAttribute(SINCE) instanceof Instant since)) {
            return Optional.empty();
        }
        Optional<Caller> holder = clock.instant().isBefore(since.plus(longest)) ? keys.holder(hash) : Optional.empty();
        if (holder.isEmpty()) {
            session.invalidate();
        }
        return holder;
    }
}
