package org.activityrelay.relay.delivery.engine;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.activityrelay.relay.context.Phases;
import org.activityrelay.relay.delivery.Destinations;
import org.activityrelay.relay.ledger.DeliveryQueue;
import org.activityrelay.relay.ledger.DestinationStates;
import org.springframework.context.SmartLifecycle;

/**
 * Stage 4 as a part of the application: begins to deliver after the destination routes have started, and stops before
 * them. Each start is a new run, so that nothing of a stopped one can leak into the next.
 */
public final class DeliveryEngine implements SmartLifecycle {

    /** After the Camel contexts (1000), before the web server. */
    public static final int PHASE = Phases.DELIVERY;

    private final DeliveryQueue queue;
    private final Destinations destinations;
    private final Surroundings surroundings;
    private DeliveryRun run;

    DeliveryEngine(DeliveryQueue queue, Destinations destinations, Surroundings surroundings) {
        this.queue = queue;
        this.destinations = destinations;
        this.surroundings = surroundings;
        queue.onDue(due -> tell(present -> present.due(due)));
        surroundings.states().onChange(() -> tell(DeliveryRun::pausesChanged));
    }

    @Override
    public synchronized void start() {
        if (run == null) {
            run = new DeliveryRun(queue, destinations, surroundings);
            run.start();
        }
    }

    /** Drains: see {@link DeliveryRun#stop()}. Takes at most {@code relay.delivery.drain} and a few seconds. */
    @Override
    public void stop() {
        DeliveryRun stopping;
        synchronized (this) {
            stopping = run;
            run = null;
        }
        if (stopping != null) {
            stopping.stop();
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return run != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    /** The present run; for tests. */
    synchronized DeliveryRun run() {
        return run;
    }

    private void tell(Consumer<DeliveryRun> news) {
        DeliveryRun present;
        synchronized (this) {
            present = run;
        }
        if (present != null) {
            news.accept(present);
        }
    }

    /**
     * What the engine takes from outside and tests replace.
     *
     * @param states pauses, over all processes
     * @param workers gives each destination its threads; unbounded, because lanes bound themselves
     * @param shortestPause first pause after the ledger has failed
     */
    record Surroundings(
            DeliverySettings settings,
            BreakerSettings breaker,
            DestinationStates states,
            Time time,
            RandomGenerator random,
            MeterRegistry meters,
            Function<ThreadFactory, ExecutorService> workers,
            Duration shortestPause) {

        static Surroundings real(
                DeliverySettings settings,
                BreakerSettings breaker,
                DestinationStates states,
                Clock clock,
                MeterRegistry meters) {
            return new Surroundings(
                    settings,
                    breaker,
                    states,
                    new Time(clock, System::nanoTime),
                    RandomGenerator.getDefault(),
                    meters,
                    Surroundings::platformThreads,
                    Duration.ofMillis(100));
        }

        static ExecutorService platformThreads(ThreadFactory factory) {
            return new ThreadPoolExecutor(
                    0, Integer.MAX_VALUE, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
        }
    }
}
