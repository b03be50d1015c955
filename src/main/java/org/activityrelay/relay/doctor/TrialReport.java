package org.activityrelay.relay.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What a trial would do, or has done.
 *
 * @param sent whether it was done
 * @param activityId of the stored record; null for one that is not stored
 * @param part of the delivery; empty for the first
 * @param outcome delivered, retry, rejected or pause; of what is only shown: as if the receiver took everything
 * @param reason bounded word when it is not delivered, else null
 * @param detail for operators, secrets masked, or null
 * @param externalId what the receiver calls it, or null
 * @param externalUrl a link to it, or null
 * @param exchanges requests in their order, with the answers if it was done
 * @param notes what the one who tries has to know: where what has been written, and what comes of it
 */
public record TrialReport(
        String destination,
        boolean sent,
        String activityId,
        String part,
        String outcome,
        String reason,
        String detail,
        String externalId,
        String externalUrl,
        List<Exchange> exchanges,
        List<String> notes) {

    /**
     * @param kind http, mail, sql, jms or another
     * @param asks whether the request only asks
     * @param request its parts, secrets masked
     * @param status HTTP status of the answer, or null
     * @param answer beginning of its body, secrets masked; null for a question, whose answer is about people
     */
    public record Exchange(String kind, boolean asks, JsonNode request, Integer status, String answer) {}
}
