package org.activityrelay.relay.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.SortedMap;
import org.activityrelay.relay.activity.Activity;

/**
 * One delivery leased to this process for one attempt.
 *
 * @param deliveryId id of the delivery
 * @param activityId id of the stored revision
 * @param destination name of the destination
 * @param part empty for the first delivery of a record to the destination
 * @param arguments what the rule handed over
 * @param activity canonical record (merged) of that revision
 * @param revision revision of the record, from 1
 * @param attempt number of this attempt, from 1; fences late outcomes
 * @param scheduled the same counted since the last replay, if there was one: by it the retry schedule goes
 * @param recordKey names the thing written: the same for every revision
 * @param deliveryKey names this one write: record key and revision
 * @param progress what an earlier attempt already achieved (for example recipients a mail server accepted), or null
 * @param receivedAt when the revision was stored
 * @param leaseUntil end of the lease, by the database's clock
 */
public record Claim(
        String deliveryId,
        String activityId,
        String destination,
        String part,
        SortedMap<String, String> arguments,
        Activity activity,
        int revision,
        int attempt,
        int scheduled,
        String recordKey,
        String deliveryKey,
        JsonNode progress,
        Instant receivedAt,
        Instant leaseUntil) {}
