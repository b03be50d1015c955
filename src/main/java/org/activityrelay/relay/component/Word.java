package org.activityrelay.relay.component;

import java.util.Set;

/** The four words of the {@code activity:} component. */
public enum Word {
    /** Intake: stores the body; the exchange fails with a typed error if it is refused. */
    accept(false, Set.of("intake", "tenant")),
    /** Routing: one record as body; the steps choose destinations. */
    routing(false, Set.of()),
    /** Routing: adds a destination to the plan. */
    deliver(true, Set.of("part", "each")),
    /** Destination: one claimed delivery. */
    destination(true, Set.of("concurrency", "rate", "retry", "follow"));

    private final boolean named;
    private final Set<String> options;

    Word(boolean named, Set<String> options) {
        this.named = named;
        this.options = options;
    }

    /** Whether the name of a destination follows: {@code deliver/crm}. */
    boolean isNamed() {
        return named;
    }

    /** Names of the endpoint options that mean something for this word. */
    Set<String> options() {
        return options;
    }
}
