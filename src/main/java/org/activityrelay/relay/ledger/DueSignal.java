package org.activityrelay.relay.ledger;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners that deliveries may have become due. */
final class DueSignal {

    private static final Logger log = LoggerFactory.getLogger(DueSignal.class);

    private final List<DueListener> listeners = new CopyOnWriteArrayList<>();

    void add(DueListener listener) {
        listeners.add(listener);
    }

    /** For any destination. */
    void raise() {
        raise(DueListener.ANY);
    }

    /** For these; nothing if there are none. */
    void raiseFor(Set<String> destinations) {
        if (!destinations.isEmpty()) {
            raise(destinations);
        }
    }

    private void raise(Set<String> destinations) {
        for (DueListener listener : listeners) {
            try {
                listener.due(destinations);
            } catch (RuntimeException e) {
                log.warn("A listener for due deliveries failed.", e);
            }
        }
    }
}
