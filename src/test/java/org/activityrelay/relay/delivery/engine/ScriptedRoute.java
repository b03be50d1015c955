package org.activityrelay.relay.delivery.engine;

import static org.activityrelay.relay.delivery.engine.DeliveryEngineTest.pass;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.DestinationRoute;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.Rate;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.Mode;

/** A destination that does what a test says, and counts how many deliveries it runs at a time. */
record ScriptedRoute(
        String name,
        int concurrency,
        List<Duration> retry,
        Rate rate,
        Function<Claim, Attempt> script,
        AtomicInteger running,
        AtomicInteger mostRunning)
        implements DestinationRoute {

    static ScriptedRoute of(String name, Function<Claim, Attempt> script) {
        return new ScriptedRoute(name, 4, List.of(), null, script, new AtomicInteger(), new AtomicInteger());
    }

    static ScriptedRoute delivering(String name) {
        return of(name, claim -> delivered());
    }

    /** Says that a delivery has begun, and delivers it when it is released. */
    static ScriptedRoute waiting(String name, CountDownLatch begun, CountDownLatch release) {
        return of(name, claim -> {
            begun.countDown();
            pass(release);
            return delivered();
        });
    }

    ScriptedRoute with(int deliveriesAtATime) {
        return new ScriptedRoute(name, deliveriesAtATime, retry, rate, script, running, mostRunning);
    }

    ScriptedRoute limitedTo(String text) {
        return new ScriptedRoute(name, concurrency, retry, Rate.parse(text), script, running, mostRunning);
    }

    ScriptedRoute retrying(Duration... waits) {
        return new ScriptedRoute(name, concurrency, List.of(waits), rate, script, running, mostRunning);
    }

    static Attempt delivered() {
        return attempt(new Outcome.Delivered("X1", "https://crm.example.com/X1"));
    }

    static Attempt retry(String reason) {
        return attempt(new Outcome.Retry(reason, null, false));
    }

    static Attempt attempt(Outcome outcome) {
        return new Attempt(outcome, null, null, null);
    }

    @Override
    public Mode mode() {
        return Mode.LIVE;
    }

    @Override
    public Attempt deliver(Claim claim) {
        mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
        try {
            return script.apply(claim);
        } finally {
            running.decrementAndGet();
        }
    }
}
