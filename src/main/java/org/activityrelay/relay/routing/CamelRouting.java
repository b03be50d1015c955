package org.activityrelay.relay.routing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.activityrelay.relay.activity.Activity;

/** Evaluates the routing routes of one configuration. */
public final class CamelRouting implements Routing, AutoCloseable {

    private final List<Rule> rules;
    private final Duration timeout;
    private final String hash;
    private final ExecutorService pool = Executors.newCachedThreadPool();

    /**
     * @param rules in the order of their files
     * @param timeout for all rules together, for one record
     * @param hash of the configuration the rules are from
     */
    public CamelRouting(List<Rule> rules, Duration timeout, String hash) {
        this.rules = List.copyOf(rules);
        this.timeout = timeout;
        this.hash = hash;
    }

    @Override
    public Plan plan(Activity activity) {
        Evaluation evaluation = new Evaluation();
        Future<?> running = pool.submit(() -> {
            evaluation.begin();
            try {
                for (Rule rule : rules) {
                    rule.evaluate(activity);
                }
                return null;
            } finally {
                Evaluation.end();
            }
        });
        try {
            running.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return Plan.of(evaluation.planned(), hash);
        } catch (ExecutionException e) {
            return failed(FailureText.of(e.getCause()), evaluation);
        } catch (TimeoutException e) {
            running.cancel(true);
            return failed("took longer than " + timeout.toMillis() + " ms", evaluation);
        } catch (InterruptedException e) {
            running.cancel(true);
            Thread.currentThread().interrupt();
            return failed("interrupted", evaluation);
        }
    }

    private Plan failed(String detail, Evaluation evaluation) {
        return Plan.unrouted(UnroutedReason.ROUTING_FAILED, detail, evaluation.step(), hash);
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
