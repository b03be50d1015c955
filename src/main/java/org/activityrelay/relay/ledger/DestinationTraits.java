package org.activityrelay.relay.ledger;

/** What the ledger must know about destinations; answered from the running configuration. */
public interface DestinationTraits {

    /** Whether a destination that holds an earlier revision gets a later one, even if its plan lacks it. */
    boolean follows(String destination);

    /** The configured mode; noted on each delivery. */
    Mode mode(String destination);

    /** Whether the running configuration has no such destination: what is to go there waits until it has. */
    default boolean isMissing(String destination) {
        return false;
    }
}
