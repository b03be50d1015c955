package org.activityrelay.relay.intake;

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
import java.util.function.Function;
import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.activityrelay.relay.problem.Problem;
import org.activityrelay.relay.problem.ProblemException;

/**
 * Answers a request when its outcome is known, holding no thread until then. The container's own asynchronous requests
 * are used, because those of Spring MVC send each request through all filters a second time (docs/decisions/0005).
 */
final class HttpLater implements AsyncListener {

    private final AsyncContext request;
    private final AtomicBoolean answered = new AtomicBoolean();

    private HttpLater(AsyncContext request) {
        this.request = request;
    }

    /**
     * @param patience how long until the sender hears 503 instead
     * @param answer makes the answer, on a thread of the container: whoever completes the outcome has other work to do
     */
    static <T> void answer(
            HttpServletRequest request,
            Duration patience,
            CompletableFuture<T> outcome,
            Function<T, HttpAnswer> answer) {
        AsyncContext async = request.startAsync();
        async.setTimeout(patience.toMillis());
        HttpLater later = new HttpLater(async);
        async.addListener(later);
        outcome.whenComplete(
                (result, failure) -> later.run(() -> failure == null ? answer.apply(result) : failed(failure)));
    }

    /** The answer for a failure of the way into the ledger. */
    static HttpAnswer failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof LedgerUnavailableException unavailable) {
            return HttpAnswers.unavailable(unavailable.retryAfter())::send;
        }
        return cause instanceof ProblemException refusal ? refusal.problem()::send : Problem.unexpected(cause)::send;
    }

    private void run(Outcome outcome) {
        if (answered.compareAndSet(false, true)) {
            request.start(() -> send(outcome));
        }
    }

    private void send(Outcome outcome) {
        try {
            outcome.answer().send((HttpServletResponse) request.getResponse());
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
                    .retryAfter(Duration.ofSeconds(5)));
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
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // It starts once.
    }

    private interface Outcome {
        HttpAnswer answer();
    }
}
