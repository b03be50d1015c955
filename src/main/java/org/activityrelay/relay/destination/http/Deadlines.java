package org.activityrelay.relay.destination.http;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.HttpException;

/**
 * Ends requests that take too long as a whole. The timeouts of the client are per byte: a server that drips an answer
 * would hold a delivery for ever.
 */
final class Deadlines implements AutoCloseable {

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "http-deadlines");
        thread.setDaemon(true);
        return thread;
    });

    /** Work that may fail as an HTTP request does. */
    interface Request<T> {
        T run() throws IOException, HttpException;
    }

    /** Runs a request; cancels it, and fails with {@link SocketTimeoutException}, when the time is over. */
    <T> T within(Duration limit, Object request, Request<T> work) throws IOException, HttpException {
        if (limit == null || !(request instanceof Cancellable cancellable)) {
            return work.run();
        }
        AtomicBoolean over = new AtomicBoolean();
        Future<?> end = timer.schedule(
                () -> {
                    over.set(true);
                    cancellable.cancel();
                },
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            return work.run();
        } catch (IOException | RuntimeException failure) {
            if (over.get()) {
                throw new SocketTimeoutException("no complete answer within " + limit);
            }
            throw failure;
        } finally {
            end.cancel(false);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
