package org.activityrelay.relay.console;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.activityrelay.relay.security.Caller;
import org.springframework.stereotype.Component;

/**
 * A form is acted upon once: sent twice, by a double click or by reloading, it gets the answer of the first time. What
 * was answered is kept for a while, in this process, as logins are.
 */
@Component
class OnceOnly {

    private static final long KEPT = Duration.ofMinutes(15).toNanos();
    private static final int MOST = 500;

    private final Map<String, Answer> answers = new LinkedHashMap<>();

    private record Answer(CompletableFuture<Object> value, long since) {}

    /** For a form's hidden field. */
    public String token() {
        return UUID.randomUUID().toString();
    }

    /**
     * Does the work, or waits for the one who does it; a failure may be tried again.
     *
     * @param token of the form
     * @throws RefusedException when it is none
     */
    @SuppressWarnings("unchecked") // A token belongs to one form, and a form to one kind of work.
    <T> T run(String token, Caller caller, Supplier<T> work) {
        String key = key(token, caller);
        CompletableFuture<Object> mine = new CompletableFuture<>();
        CompletableFuture<Object> first = claim(key, mine);
        if (first != mine) {
            return (T) join(first);
        }
        try {
            T value = work.get();
            mine.complete(value);
            return value;
        } catch (RuntimeException | Error failure) {
            forget(key);
            mine.completeExceptionally(failure);
            throw failure;
        }
    }

    /** What the form of that token led to; nothing when it is too long ago or was somebody else's. */
    Optional<Object> answer(String token, Caller caller) {
        synchronized (answers) {
            expire();
            return Optional.ofNullable(answers.get(token + " " + caller.name()))
                    .map(answer -> answer.value().getNow(null));
        }
    }

    private CompletableFuture<Object> claim(String key, CompletableFuture<Object> mine) {
        synchronized (answers) {
            expire();
            Answer before = answers.putIfAbsent(key, new Answer(mine, System.nanoTime()));
            return before == null ? mine : before.value();
        }
    }

    private void forget(String key) {
        synchronized (answers) {
            answers.remove(key);
        }
    }

    private void expire() {
        long now = System.nanoTime();
        Iterator<Answer> oldest = answers.values().iterator();
        while (oldest.hasNext()) {
            if (now - oldest.next().since() < KEPT && answers.size() <= MOST) {
                return;
            }
            oldest.remove();
        }
    }

    private static String key(String token, Caller caller) {
        try {
            return UUID.fromString(token == null ? "" : token) + " " + caller.name();
        } catch (IllegalArgumentException foreign) {
            throw RefusedException.malformed("The form is not complete. Go back, reload the page, and do it again.");
        }
    }

    private static Object join(CompletableFuture<Object> first) {
        try {
            return first.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }
}
