package org.activityrelay.relay.context;

import org.apache.camel.CamelContext;

/** Prepares a Camel context that is built from a snapshot, before its routes are added. */
public interface ContextCustomizer {

    void customize(CamelContext context, Kind kind);

    /** What the context is for. */
    enum Kind {
        /** Intake, routing and live destinations. */
        LIVE,
        /** The same destination routes with every producer recording instead of sending. */
        RECORDING
    }
}
