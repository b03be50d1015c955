package org.activityrelay.relay.doctor;

import org.activityrelay.relay.ledger.Claim;

/**
 * One delivery that could be tried.
 *
 * @param deliveryId null for that of a record that is not stored
 * @param planned whether the rules make it
 * @param deliveries how many they make of the record to this destination
 */
record TrialDelivery(String deliveryId, Claim claim, boolean planned, int deliveries) {

    boolean isStored() {
        return deliveryId != null;
    }
}
