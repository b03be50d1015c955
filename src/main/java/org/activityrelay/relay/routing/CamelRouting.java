package org.activityrelay.relay.routing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.activityrelay.relay.activity.Activity;

/**
 * Evaluates the routing routes of one configuration. Rules that only compare cannot run long and are evaluated on the
 * calling thread (measured at a third of the price); rules that might run long are watched from outside.
 */
public final class CamelRouting implements Routing, AutoCloseable {

    private final List<Rule> rules;
    private final Duration timeout;
    private final String hash;
    private final WatchedThreads watched;

    /**
     * @param rules in the order of their files
     * @param mayRunLong whether one of them holds a regular expression, or anything else without a bound
     * @param timeout for all rules together, for one record
     * @param hash of the configuration the rules are from
     */
    public CamelRouting(List<Rule> rules, boolean mayRunLong, Duration timeout, String hash) {
        this.rules = List.copyOf(rules);
        this.timeout = timeout;
        this.hash = hash;
        this.watched = mayRunLong ? new WatchedThreads(timeout) : null;
    }

    @Override
    public Plan plan(Activity activity) {
        Evaluation evaluation = new Evaluation();
        try {
            if (watched == null) {
                evaluate(activity, evaluation);
            } else {
                watched.run(() -> evaluate(activity, evaluation));
            }
            return Plan.of(evaluation.planned(), hash);
        } catch (TimeoutException e) {
            return failed("took longer than " + timeout.toMillis() + " ms", evaluation);
        } catch (RejectedExecutionException e) {
            return failed(e.getMessage(), evaluation);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("interrupted", evaluation);
        } catch (ExecutionException e) {
            return failed(FailureText.of(e.getCause()), evaluation);
        } catch (Exception | StackOverflowError e) {
            return failed(FailureText.of(e), evaluation);
        }
    }

    private Void evaluate(Activity activity, Evaluation evaluation) throws Exception {
        evaluation.begin();
        try {
            for (Rule rule : rules) {
                rule.evaluate(activity);
            }
            return null;
        } finally {
            Evaluation.end();
        }
    }

    private Plan failed(String detail, Evaluation evaluation) {
        return Plan.unrouted(UnroutedReason.ROUTING_FAILED, detail, evaluation.step(), hash);
    }

    @Override
    public void close() {
        if (watched != null) {
            watched.close();
        }
    }
}
