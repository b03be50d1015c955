package org.activityrelay.relay.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.SortedMap;
import org.activityrelay.relay.intake.Receipt;
import org.activityrelay.relay.routing.Decision;

/**
 * What would happen to the records of a body.
 *
 * @param configuration hash of the files that decide
 * @param records in the order of the body
 */
public record Explanation(String configuration, List<Record> records) {

    /** What happens to a record. */
    public enum Status {
        ROUTED,
        UNROUTED,
        REFUSED;

        /** As in JSON. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * One record.
     *
     * @param place where in the body, such as {@code line 3}; null when it is the whole body
     * @param dialect it is in; null when that cannot be told
     * @param status routed, unrouted or refused
     * @param refused why it is no record, else null
     * @param activity its canonical form, null when it is refused
     * @param revision of the stored record; 1 for one that is not stored
     * @param unrouted why it has no plan, else null
     * @param deliveries in the order of the rules
     */
    public record Record(
            String place,
            String dialect,
            String status,
            Refusal refused,
            ObjectNode activity,
            int revision,
            Unrouted unrouted,
            List<Delivery> deliveries) {}

    /**
     * @param status HTTP status of the answer
     * @param errors what is wrong, where, and what to do
     */
    public record Refusal(int status, List<Receipt.Problem> errors) {}

    /**
     * @param reason no_rule_matched or routing_failed
     * @param detail what failed, or null
     * @param rule the step that failed, or null
     * @param remedy what to do about it
     */
    public record Unrouted(String reason, String detail, Rule rule, String remedy) {}

    /**
     * Where in the rules something was decided.
     *
     * @param file below the routes folder
     * @param line of the step
     * @param whenLine of the condition around it, or null
     * @param condition as written there, or null
     */
    public record Rule(String routeId, String file, Integer line, Integer whenLine, String condition) {

        Decision decision() {
            return new Decision(routeId, file, line, whenLine);
        }
    }

    /**
     * One delivery of the plan.
     *
     * @param mode that the destination is configured to
     * @param outcome delivered, retry, rejected or pause, if every receiver takes what it is sent
     * @param reason bounded word when it is not delivered, else null
     * @param detail where and why, else null
     * @param externalId what the receiver would call it, if it answers that
     * @param requests what would be sent and asked, in order
     */
    public record Delivery(
            String destination,
            String part,
            SortedMap<String, String> arguments,
            Rule rule,
            String mode,
            String outcome,
            String reason,
            String detail,
            @JsonInclude(JsonInclude.Include.NON_NULL) String externalId,
            List<Request> requests) {}

    /**
     * One request.
     *
     * @param kind http, mail, sql, jms or another
     * @param asks whether it only asks (a lookup or a token), and writes nothing
     * @param content http {@code {method,url,headers,body}}, mail {@code {from,to,subject,messageId,text,html}}, sql
     *     {@code {statement,parameters}}, others {@code {endpoint,headers,body}}; secrets masked
     * @param message the whole mail as it would go out, else null
     */
    public record Request(
            String kind,
            boolean asks,
            JsonNode content,
            @JsonInclude(JsonInclude.Include.NON_NULL) String message) {}
}
