package org.activityrelay.relay.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.activityrelay.relay.delivery.Reason;
import org.activityrelay.relay.ledger.ActivityStatus;
import org.activityrelay.relay.ledger.DeliveryFilter;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.FilterBuilder;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.ledger.RecordFilter;
import org.activityrelay.relay.problem.Problem;
import org.activityrelay.relay.problem.ProblemException;
import org.activityrelay.relay.security.Caller;

/** What is to be repaired: {@code {"filter": {…}, "dryRun": true}}. */
final class RepairBody {

    /** Fields of a filter of deliveries. */
    static final Set<String> OF_DELIVERIES = Set.of(
            "tenant",
            "activityId",
            "destination",
            "state",
            "reason",
            "mode",
            "receivedFrom",
            "receivedTo",
            "dueFrom",
            "dueTo",
            "endedFrom",
            "endedTo",
            "type",
            "disposition",
            "service");

    private static final Set<String> OF_RECORDS = Set.of(
            "tenant", "activityId", "status", "reason", "receivedFrom", "receivedTo", "type", "disposition", "service");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 16_384;

    private final Problem problem =
            Problem.of(400, "bad_request", "This does not say what is meant; errors says what is wrong and where.");
    private final StrictObject body;

    private RepairBody(JsonNode body, Set<String> known) {
        this.body = new StrictObject(body, "", known, problem);
    }

    /**
     * @param known names of its fields
     * @throws ProblemException 400 when it is no JSON object
     */
    static RepairBody read(HttpServletRequest request, Set<String> known) throws IOException {
        byte[] bytes = request.getInputStream().readNBytes(LONGEST + 1);
        return new RepairBody(bytes.length == 0 ? JSON.createObjectNode() : object(bytes), known);
    }

    private static JsonNode object(byte[] bytes) {
        try {
            JsonNode tree = bytes.length > LONGEST ? null : JSON.readTree(bytes);
            if (tree != null && tree.isObject()) {
                return tree;
            }
        } catch (IOException malformed) {
            // Answered below: its message would quote the body.
        }
        throw new ProblemException(Problem.of(400, "malformed", "The body is one JSON object of at most 16 KB."));
    }

    String text(String name) {
        return body.text(name);
    }

    boolean flag(String name) {
        return body.flag(name);
    }

    Integer number(String name) {
        return body.number(name);
    }

    Instant time(String name) {
        return body.time(name);
    }

    /** An id of ours, or null when absent. */
    String id(String name) {
        return id(body, name, "It is the id of a delivery.");
    }

    void wrong(String pointer, String detail) {
        problem.error(pointer, detail);
    }

    /** @param states those that make sense here */
    DeliveryFilter deliveries(Caller caller, List<DeliveryState> states) {
        StrictObject filter = filter(OF_DELIVERIES);
        return new FilterBuilder()
                .tenant(tenant(filter, caller))
                .activityId(id(filter, "activityId", "It is the id of a record."))
                .destination(filter.text("destination"))
                .state(filter.word("state", states, DeliveryState::word))
                .reason(filter.text("reason"))
                .mode(filter.word("mode", List.of(Mode.values()), Mode::word))
                .received(filter.time("receivedFrom"), filter.time("receivedTo"))
                .due(filter.time("dueFrom"), filter.time("dueTo"))
                .ended(filter.time("endedFrom"), filter.time("endedTo"))
                .type(filter.text("type"))
                .disposition(filter.text("disposition"))
                .service(filter.text("service"))
                .build();
    }

    RecordFilter records(Caller caller) {
        StrictObject filter = filter(OF_RECORDS);
        ActivityStatus status =
                filter.word("status", List.of(ActivityStatus.UNROUTED, ActivityStatus.ROUTED), ActivityStatus::word);
        String reason = filter.text("reason");
        ActivityStatus usual = Reason.DESTINATION_MISSING.word().equals(reason)
                ? ActivityStatus.ROUTED // for only such have deliveries
                : ActivityStatus.UNROUTED;
        return new RecordFilter(
                tenant(filter, caller),
                id(filter, "activityId", "It is the id of a record."),
                status == null ? usual : status,
                reason,
                filter.time("receivedFrom"),
                filter.time("receivedTo"),
                filter.text("type"),
                filter.text("disposition"),
                filter.text("service"));
    }

    /** It must be there, empty or not: nobody asks for everything by leaving it out. */
    private StrictObject filter(Set<String> known) {
        return new StrictObject(body.node("filter"), "/filter", known, problem);
    }

    private static String tenant(StrictObject filter, Caller caller) {
        String asked = filter.text("tenant");
        return caller.tenant() == null ? asked : caller.tenant();
    }

    private static String id(StrictObject object, String name, String what) {
        String id = object.text(name);
        if (id != null && !QueryParameters.ID.matcher(id).matches()) {
            object.wrong(name, what);
            return null;
        }
        return id == null ? null : id.toLowerCase(Locale.ROOT);
    }

    /** Throws {@link ProblemException} 400 when anything was wrong. */
    void refuseIfWrong() {
        if (problem.hasErrors()) {
            throw new ProblemException(problem);
        }
    }
}
