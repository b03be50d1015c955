package org.activityrelay.relay.intake.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.activityrelay.relay.problem.Problem;
import org.activityrelay.relay.problem.ProblemException;

/**
 * Answers requests when their outcome is known, holding no thread until then. The container's own asynchronous requests
 * are used, because those of Spring MVC send each request through all filters a second time (docs/decisions/0005).
 */
class HttpLater {

    private static final Duration SOON = Duration.ofSeconds(5);

    private final BooleanSupplier crowded;

    /** @param crowded whether to close connections after the answer */
    HttpLater(BooleanSupplier crowded) {
        this.crowded = crowded;
    }

    /**
     * @param patience how long until the sender hears 503 instead
     * @param answer makes the answer, on a thread of the container: whoever completes the outcome has other work to do
     * @param afterwards runs once when the request is over, however it ended
     */
    <T> void answer(
            HttpServletRequest request,
            Duration patience,
            CompletableFuture<T> outcome,
            Function<T, HttpAnswer> answer,
            Runnable afterwards) {
        AsyncContext async = request.startAsync();
        async.setTimeout(patience.toMillis());
        Pending pending = new Pending(async, afterwards);
        async.addListener(pending);
        outcome.whenComplete(
                (result, failure) -> pending.answer(() -> failure == null ? answer.apply(result) : failed(failure)));
    }

    /** The answer for a failure on the way into the ledger. */
    static HttpAnswer failed(Throwable failure) {
        boolean wrapped = failure instanceof CompletionException && failure.getCause() != null;
        Throwable cause = wrapped ? failure.getCause() : failure;
        if (cause instanceof LedgerUnavailableException unavailable) {
            return HttpAnswers.unavailable(unavailable.retryAfter())::send;
        }
        return cause instanceof ProblemException refusal ? refusal.problem()::send : Problem.unexpected(cause)::send;
    }

    private interface Outcome {
        HttpAnswer answer();
    }

    /** One request that is being answered later. */
    private final class Pending implements AsyncListener {

        private final AsyncContext request;
        private final Runnable afterwards;
        private final AtomicBoolean answered = new AtomicBoolean();

        private Pending(AsyncContext request, Runnable afterwards) {
            this.request = request;
            this.afterwards = afterwards;
        }

        private void answer(Outcome outcome) {
            if (answered.compareAndSet(false, true)) {
                request.start(() -> send(outcome));
            }
        }

        private void send(Outcome outcome) {
            try {
                HttpAnswer answer = outcome.answer();
                HttpServletResponse response = (HttpServletResponse) request.getResponse();
                if (crowded.getAsBoolean()) {
                    response.setHeader("Connection", "close");
                }
                answer.send(response);
            } catch (IOException | IllegalStateException senderIsGone) {
                // Nobody is left to answer; what is stored is stored.
            } catch (RuntimeException failure) {
                sendProblem(Problem.unexpected(failure));
            } finally {
                request.complete();
            }
        }

        private void sendProblem(Problem problem) {
            try {
                problem.send((HttpServletResponse) request.getResponse());
            } catch (IOException | IllegalStateException senderIsGone) {
                // Nobody is left to answer.
            }
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            if (answered.compareAndSet(false, true)) {
                sendProblem(Problem.of(
                                503,
                                "ledger_slow",
                                "It took too long to store this. Send it again: what was stored meanwhile is recognised.")
                        .retryAfter(SOON));
                request.complete();
            }
        }

        @Override
        public void onError(AsyncEvent event) {
            answered.set(true);
        }

        @Override
        public void onComplete(AsyncEvent event) {
            answered.set(true);
            afterwards.run();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // It starts once.
        }
    }
}
