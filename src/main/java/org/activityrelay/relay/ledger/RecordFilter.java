package org.activityrelay.relay.ledger;

import java.time.Instant;

/**
 * Which records are meant, of the newest revision only. Every criterion but the status may be null.
 *
 * @param status routed or unrouted
 * @param reason the bounded word that says why it is unrouted; or {@code destination_missing}: a delivery of it waits for a
 *     destination that the running configuration does not have
 */
public record RecordFilter(
        String tenant,
        String activityId,
        ActivityStatus status,
        String reason,
        Instant receivedFrom,
        Instant receivedTo,
        String type,
        String disposition,
        String service) {}
