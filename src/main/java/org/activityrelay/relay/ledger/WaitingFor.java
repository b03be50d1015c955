package org.activityrelay.relay.ledger;

/** Why a delivery is where it is, as it is shown: a destination that is missing now is more than how the last attempt ended. */
final class WaitingFor {

    private static final String MISSING = "destination_missing";

    private WaitingFor() {}

    /** @param last why the last attempt did not deliver, or null */
    static String reason(DestinationTraits traits, DeliveryState state, String destination, String last) {
        return state == DeliveryState.PENDING && traits.isMissing(destination) ? MISSING : last;
    }
}
