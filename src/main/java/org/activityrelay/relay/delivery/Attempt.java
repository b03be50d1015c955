package org.activityrelay.relay.delivery;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What one run of a destination route gave.
 *
 * @param outcome classified
 * @param detail for operators, secrets masked, at most 2,000 characters, or null
 * @param statusCode HTTP status or SMTP code, or null
 * @param progress what must survive into the next attempt, or null
 */
public record Attempt(Outcome outcome, String detail, Integer statusCode, JsonNode progress) {}
