package org.activityrelay.relay.ledger;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners that deliveries may have become due. */
final class DueSignal {

    private static final Logger log = LoggerFactory.getLogger(DueSignal.class);

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    void add(Runnable listener) {
        listeners.add(listener);
    }

    void raise() {
        for (Runnable listener : listeners) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                log.warn("A listener for due deliveries failed.", e);
            }
        }
    }
}
