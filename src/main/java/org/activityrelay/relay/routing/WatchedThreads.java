package org.activityrelay.relay.routing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs work that might never end. A caller waits no longer than the time limit; work that goes on regardless (Java cannot
 * stop a regular expression) keeps its thread, which is replaced, up to a number that still leaves others the processor.
 */
final class WatchedThreads implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Duration limit;
    private final int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
    private final AtomicInteger stuck = new AtomicInteger();
    private final ThreadPoolExecutor pool;

    WatchedThreads(Duration limit) {
        this.limit = limit;
        this.pool = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), WatchedThreads::thread);
        this.pool.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs work on another thread, and waits.
     *
     * @throws ExecutionException with what the work threw
     * @throws TimeoutException when it did not end in time
     * @throws RejectedExecutionException when too much earlier work is still going on
     */
    void run(Callable<Void> work) throws ExecutionException, TimeoutException, InterruptedException {
        if (stuck.get() >= threads) {
            throw new RejectedExecutionException("the rules do not end for " + stuck.get()
                    + " earlier records, and no other is tried until they do; look for a regular expression that repeats"
                    + " a repetition");
        }
        Watched watched = new Watched(work);
        pool.execute(watched);
        try {
            watched.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | InterruptedException e) {
            watched.giveUp();
            throw e;
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }

    private void resize() {
        synchronized (pool) {
            int size = threads + Math.min(stuck.get(), threads);
            if (size >= pool.getMaximumPoolSize()) {
                pool.setMaximumPoolSize(size);
                pool.setCorePoolSize(size);
            } else {
                pool.setCorePoolSize(size);
                pool.setMaximumPoolSize(size);
            }
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "routing-" + COUNT.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /** Knows whether it still occupies a thread after its caller has gone. */
    private final class Watched implements Runnable {

        private final FutureTask<Void> task;
        private boolean running;
        private boolean ended;
        private boolean counted;

        Watched(Callable<Void> work) {
            this.task = new FutureTask<>(work);
        }

        Void get(long time, TimeUnit unit) throws ExecutionException, TimeoutException, InterruptedException {
            return task.get(time, unit);
        }

        @Override
        public void run() {
            synchronized (this) {
                running = true;
            }
            task.run();
            synchronized (this) {
                ended = true;
                if (counted) {
                    stuck.decrementAndGet();
                    resize();
                }
            }
        }

        void giveUp() {
            task.cancel(true);
            synchronized (this) {
                if (running && !ended) {
                    counted = true;
                    stuck.incrementAndGet();
                    resize();
                }
            }
        }
    }
}
