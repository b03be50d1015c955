package org.activityrelay.relay.ledger;

import java.time.Duration;
import java.util.Map;

/**
 * How many requests of a day went to each destination that has a budget of them, over all processes and restarts. A day is
 * one of UTC by the database's clock. Every method throws {@link LedgerUnavailableException}.
 */
public interface RequestCounts {

    /**
     * What could be taken.
     *
     * @param granted how many of those wanted
     * @param taken how many are taken of this day, these among them
     * @param day days since 1970-01-01
     * @param left until the next day begins
     */
    record Taken(int granted, long taken, long day, Duration left) {}

    /** Takes requests of today's budget before they are sent. */
    Taken take(String destination, int wanted, long budget);

    /** Gives back what was taken of a day and was not sent. */
    void giveBack(String destination, long day, int unused);

    /** How many are taken of today's, by destination. */
    Map<String, Long> today();
}
