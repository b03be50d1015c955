package org.activityrelay.relay.destination.http;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.activityrelay.relay.destination.DestinationSettings.Auth;

/**
 * OAuth2 tokens, one for each destination and everything that a token depends on (the cache of Camel 4.17 ignores the
 * scope, so that a broad token reaches a narrow route). A token is fetched anew before it ends, by one thread at a time.
 */
final class TokenCache implements AutoCloseable {

    private final Map<Key, Slot> slots = new ConcurrentHashMap<>();
    private final TokenClient client;
    private final Clock clock;

    TokenCache(TokenClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    private record Key(String destination, String tokenUrl, String client, String user, String scope, String audience) {
        static Key of(String destination, Auth auth) {
            return new Key(
                    destination,
                    String.valueOf(auth.tokenUrl()),
                    auth.clientId(),
                    auth.username(),
                    auth.scope(),
                    auth.audience());
        }
    }

    /** @param value the token @param renewAt from when on it is not used any more */
    record Token(String value, Instant renewAt) {

        /** A token that is renewed a minute before its end; a short-lived one after four fifths of its life. */
        static Token of(String value, Instant now, Duration life) {
            Duration early = life.compareTo(Duration.ofMinutes(5)) > 0 ? Duration.ofMinutes(1) : life.dividedBy(5);
            return new Token(value, now.plus(life).minus(early));
        }
    }

    private static final class Slot {
        private final ReentrantLock fetching = new ReentrantLock();
        private volatile Token token;
    }

    String token(String destination, Auth auth) throws IOException {
        Slot slot = slots.computeIfAbsent(Key.of(destination, auth), key -> new Slot());
        Token known = slot.token;
        if (isFresh(known)) {
            return known.value();
        }
        slot.fetching.lock();
        try {
            if (!isFresh(slot.token)) {
                slot.token = client.fetch(destination, auth, clock.instant());
            }
            return slot.token.value();
        } finally {
            slot.fetching.unlock();
        }
    }

    /** Drops a token that a receiver refused, unless another thread has replaced it already. */
    void forget(String destination, Auth auth, String refused) {
        Slot slot = slots.get(Key.of(destination, auth));
        if (slot != null) {
            slot.fetching.lock();
            try {
                if (slot.token != null && slot.token.value().equals(refused)) {
                    slot.token = null;
                }
            } finally {
                slot.fetching.unlock();
            }
        }
    }

    private boolean isFresh(Token token) {
        return token != null && clock.instant().isBefore(token.renewAt());
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
