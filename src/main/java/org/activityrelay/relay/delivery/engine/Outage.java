package org.activityrelay.relay.delivery.engine;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One kind of work with the ledger failing for a while: said once, with growing pauses, and said once when it is over. */
final class Outage {

    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final String work;
    private final Duration shortest;
    private Duration pause;
    private int failures;

    Outage(String work, Duration shortest) {
        this.work = work;
        this.shortest = shortest;
    }

    /** How long to wait before trying again. */
    synchronized Duration failed(Throwable failure) {
        if (failures++ == 0) {
            LOG.warn("{} fails and is tried again until it works: {}", work, Trouble.of(failure));
            pause = shortest;
        } else {
            pause = pause.multipliedBy(2);
        }
        if (pause.compareTo(LONGEST) > 0) {
            pause = LONGEST;
        }
        return pause;
    }

    synchronized void over() {
        if (failures > 0) {
            LOG.info("{} works again after {} failures", work, failures);
            failures = 0;
        }
    }
}
