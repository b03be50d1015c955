package org.activityrelay.relay.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;

/**
 * The recorded end of one attempt.
 *
 * @param deliveryId id of the delivery
 * @param attempt number of the attempt; the ledger ignores it when another attempt has begun since
 * @param next DELIVERED, PENDING (retry) or PARKED
 * @param retryIn for PENDING: how long to wait, by the database's clock
 * @param mode how it was sent
 * @param outcome a bounded word: delivered, retry, rejected, nothing_sent, ambiguous, …
 * @param reason a bounded word for a failure ({@code connection_timeout}, {@code rate_limited}), or null
 * @param detail for operators, secrets masked, at most 2,000 characters, or null
 * @param statusCode HTTP status or SMTP code, or null
 * @param externalId id of what was written there, or null
 * @param externalUrl link to what was written there, or null
 * @param progress what must survive into the next attempt, or null
 * @param startedAt start of the attempt
 * @param took how long it took
 */
public record Settlement(
        String deliveryId,
        int attempt,
        DeliveryState next,
        Duration retryIn,
        Mode mode,
        String outcome,
        String reason,
        String detail,
        Integer statusCode,
        String externalId,
        String externalUrl,
        JsonNode progress,
        Instant startedAt,
        Duration took) {}
