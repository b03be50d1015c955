package org.activityrelay.relay.cases;

import java.util.function.Predicate;
import org.activityrelay.relay.configuration.UsableContexts;

/** Runs the cases of the configuration that runs now, one request at a time. */
public final class RunningCases {

    private final Cases cases;
    private final UsableContexts running;

    public RunningCases(Cases cases, UsableContexts running) {
        this.cases = cases;
        this.running = running;
    }

    /** Runs all. */
    public synchronized CaseResults run() {
        return running.with(cases::run);
    }

    /** @param wanted chooses by the full name: {@code <file>: <case>} */
    public synchronized CaseResults run(Predicate<String> wanted) {
        return running.with(contexts -> cases.run(contexts, wanted));
    }
}
