package org.activityrelay.relay.destination;

import org.apache.camel.Endpoint;

/** A Camel component of this package: it records itself where nothing may be sent, and says what may steer it. */
public interface OwnBoundary {

    /** Whether a header of the exchange may be seen by this component; all others are put aside meanwhile. */
    boolean passes(String header);

    /** What a successful call of this endpoint says about the delivery. */
    Meaning meaning(Endpoint endpoint);

    /** What a call means for the delivery. */
    enum Meaning {
        /** The component notes it itself. */
        NOTED,
        /** Something was written. */
        WRITE,
        /** Something was asked. */
        LOOKUP
    }
}
