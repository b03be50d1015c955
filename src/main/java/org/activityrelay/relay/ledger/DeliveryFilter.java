package org.activityrelay.relay.ledger;

import java.time.Instant;

/**
 * Which deliveries are meant. Every criterion may be null. Types, dispositions and services compare case-insensitively;
 * of each range the beginning belongs to it, the end does not.
 *
 * @param tenant of the record
 * @param activityId the deliveries of one revision
 * @param reason the bounded word that it is shown with: of the last failure, or {@code destination_missing} for what waits for a
 *     destination that the running configuration does not have
 * @param mode how it was sent last, or is to be sent
 * @param endedFrom when it was parked, delivered or cancelled, by the database's clock
 */
public record DeliveryFilter(
        String tenant,
        String activityId,
        String destination,
        DeliveryState state,
        String reason,
        Mode mode,
        Instant receivedFrom,
        Instant receivedTo,
        Instant dueFrom,
        Instant dueTo,
        Instant endedFrom,
        Instant endedTo,
        String type,
        String disposition,
        String service) {}
