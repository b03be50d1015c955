package org.activityrelay.relay.ledger;

import org.activityrelay.relay.activity.Activity;

/** Finds out under which {@link RecordKey} a stored record is known to a receiver. */
public final class RecordKeys {

    private final Identity identity;

    RecordKeys(Identity identity) {
        this.identity = identity;
    }

    /** The record key of one delivery of that record. */
    public String of(Activity activity, String destination, String part) {
        return RecordKey.of(InteractionKey.of(activity, identity), destination, part);
    }
}
