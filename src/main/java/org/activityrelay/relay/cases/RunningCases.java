package org.activityrelay.relay.cases;

import java.util.function.Predicate;
import java.util.function.Supplier;
import org.activityrelay.relay.configuration.RunningContexts;

/** Runs the cases of the configuration that runs now, one request at a time. */
public final class RunningCases {

    private final Cases cases;
    private final Supplier<RunningContexts> running;

    public RunningCases(Cases cases, Supplier<RunningContexts> running) {
        this.cases = cases;
        this.running = running;
    }

    /** Runs all. */
    public synchronized CaseResults run() {
        return cases.run(running.get());
    }

    /** @param wanted chooses by the full name: {@code <file>: <case>} */
    public synchronized CaseResults run(Predicate<String> wanted) {
        return cases.run(running.get(), wanted);
    }
}
