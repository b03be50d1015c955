package org.activityrelay.relay.ledger;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A body that was refused because it is not a record; kept so that it can be corrected and resubmitted.
 *
 * @param tenant tenant of the sender
 * @param intake the door: http, files, queue, …
 * @param source where in that door (file name and line, JMS message id, …), or null
 * @param principal name of the key or user that sent it, or null
 * @param contentType as sent, or null
 * @param body the refused bytes
 * @param problems array of {@code {"pointer","detail"}}: what is wrong and where
 */
public record Rejection(
        String tenant,
        String intake,
        String source,
        String principal,
        String contentType,
        byte[] body,
        JsonNode problems) {}
