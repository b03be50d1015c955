package org.activityrelay.relay.destination.crm;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.activityrelay.relay.delivery.Reason;

/** What Salesforce's error codes mean: its answers to refused requests are arrays of them. */
final class SalesforceErrors {

    /** Nothing says when the day's requests begin anew; it counts over the last 24 hours. */
    private static final Duration UNTIL_QUOTA = Duration.ofMinutes(15);

    private SalesforceErrors() {}

    /**
     * One error.
     *
     * @param fields names of the fields that it is about
     */
    record Problem(String code, String message, List<String> fields) {}

    static List<Problem> in(CrmAnswer answer) {
        List<Problem> errors = new ArrayList<>();
        for (JsonNode error : answer.body().isArray() ? answer.body() : List.<JsonNode>of()) {
            List<String> fields = new ArrayList<>();
            error.path("fields").forEach(field -> fields.add(field.asText()));
            String code =
                    error.path("errorCode").asText(error.path("statusCode").asText());
            errors.add(new Problem(code, error.path("message").asText(), fields));
        }
        return errors;
    }

    /** Never returns normally when its own words say more than the status. */
    static IOException of(CrmSession crm, CrmAnswer answer) {
        for (Problem error : in(answer)) {
            CrmRefusal known = known(crm, error);
            if (known != null) {
                throw known;
            }
        }
        return crm.refused(answer);
    }

    static CrmRefusal several(CrmSession crm) {
        return CrmRefusal.rejected(
                Reason.CONSTRAINT_VIOLATED,
                "several " + crm.object() + " records have the same "
                        + crm.settings().keyField() + "; delete all but one of them, and make the field unique");
    }

    private static CrmRefusal known(CrmSession crm, Problem error) {
        String object = crm.object();
        String fields = error.fields().isEmpty() ? "" : String.join(", ", error.fields());
        String field = fields.isEmpty() ? "a field" : (error.fields().size() == 1 ? "field " : "fields ") + fields;
        return switch (error.code()) {
            case "REQUEST_LIMIT_EXCEEDED" ->
                CrmRefusal.pause(
                        Reason.QUOTA_SPENT, UNTIL_QUOTA, "the organisation has used all its API requests of 24 hours");
            case "UNABLE_TO_LOCK_ROW" ->
                CrmRefusal.retry(Reason.LOCKED, "Salesforce could not lock a record that somebody else was changing");
            case "SERVER_UNAVAILABLE", "CANNOT_EXECUTE_FLOW_TRIGGER_TIMEOUT" ->
                CrmRefusal.retry(Reason.UNAVAILABLE, "Salesforce is overloaded");
            case "API_DISABLED_FOR_ORG", "API_CURRENTLY_DISABLED" ->
                CrmRefusal.pause(
                        Reason.FORBIDDEN,
                        null,
                        "the API is disabled: give the integration user's profile \"API Enabled\", and check the edition");
            case "INVALID_FIELD", "INVALID_FIELD_FOR_INSERT_UPDATE" ->
                CrmRefusal.rejected(
                        Reason.FIELD_REFUSED,
                        (fields.isEmpty() ? field(error.message()) : field) + " does not exist on " + object
                                + " or is not writable for the integration user");
            case "REQUIRED_FIELD_MISSING" ->
                CrmRefusal.rejected(
                        Reason.FIELD_REFUSED, field + " is required on " + object + "; add it to the mapping");
            case "STRING_TOO_LONG" ->
                CrmRefusal.rejected(
                        Reason.FIELD_REFUSED, field + " of " + object + " is shorter than its value; use $truncate");
            case "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST" ->
                CrmRefusal.rejected(
                        Reason.FIELD_REFUSED,
                        field + " of " + object + " has no such picklist value, or it is inactive");
            case "FIELD_CUSTOM_VALIDATION_EXCEPTION" ->
                CrmRefusal.rejected(Reason.UNPROCESSABLE, "a validation rule on " + object + " refuses the record");
            case "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY" ->
                CrmRefusal.rejected(Reason.UNPROCESSABLE, "a trigger or flow on " + object + " refuses the record");
            case "INVALID_CROSS_REFERENCE_KEY", "MALFORMED_ID", "FIELD_INTEGRITY_EXCEPTION" ->
                CrmRefusal.rejected(
                        Reason.FIELD_REFUSED,
                        field + " names a record that does not exist, was deleted, or may not be linked to a "
                                + object);
            case "INSUFFICIENT_ACCESS_OR_READONLY",
                    "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
                    "INSUFFICIENT_ACCESS",
                    "ENTITY_IS_LOCKED" ->
                CrmRefusal.rejected(
                        Reason.FORBIDDEN,
                        "the integration user may not write this " + object + " or a record it is linked to");
            case "INVALID_TYPE" ->
                CrmRefusal.rejected(
                        Reason.FORBIDDEN,
                        "the integration user may not see one of the kinds of records that are used here");
            case "INVALID_QUERY_FILTER_OPERATOR", "MALFORMED_QUERY", "MALFORMED_SEARCH" ->
                CrmRefusal.rejected(Reason.BAD_REQUEST, "Salesforce cannot read the lookup");
            default -> null;
        };
    }

    /** "No such column 'X' on sobject of type Task" names it only there. */
    private static String field(String message) {
        int from = message.indexOf('\'');
        int to = from < 0 ? -1 : message.indexOf('\'', from + 1);
        String name = to < 0 ? "" : message.substring(from + 1, to);
        return name.matches("\\w{1,80}") ? "field " + name : "a field";
    }
}
