package org.activityrelay.relay.cases;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Where a case and what happened differ.
 *
 * @param at what was looked at: {@code email: mail.subject}
 * @param line of the case file that expects it
 * @param expected in words or as JSON
 * @param actual in words or as JSON
 */
public record Difference(
        String at,
        int line,
        @JsonInclude(JsonInclude.Include.NON_NULL) String expected,
        @JsonInclude(JsonInclude.Include.NON_NULL) String actual) {}
