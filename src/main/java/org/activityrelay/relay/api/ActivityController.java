package org.activityrelay.relay.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.ledger.ActivityStatus;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.Ledger;
import org.activityrelay.relay.ledger.QueryBuilder;
import org.activityrelay.relay.ledger.Records;
import org.activityrelay.relay.ledger.Records.StoredActivity;
import org.activityrelay.relay.problem.Problem;
import org.activityrelay.relay.problem.ProblemException;
import org.activityrelay.relay.routing.Plan;
import org.activityrelay.relay.routing.Routing;
import org.activityrelay.relay.security.Caller;
import org.activityrelay.relay.security.Role;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Stored records: found, looked at, and routed again. */
@RestController
@RequestMapping("/api/v1/activities")
class ActivityController {

    private static final Set<String> PARAMETERS = Set.of(
            "tenant",
            "interactionId",
            "globalInteractionId",
            "phone",
            "email",
            "agent",
            "service",
            "type",
            "disposition",
            "status",
            "destination",
            "externalId",
            "receivedFrom",
            "receivedTo",
            "after",
            "limit");
    /** Of a record, or of any of its deliveries. */
    private static final Set<String> STATUSES = Stream.concat(
                    Stream.of(ActivityStatus.values()).map(ActivityStatus::word),
                    Stream.of(DeliveryState.values()).map(DeliveryState::word))
            .collect(Collectors.toUnmodifiableSet());

    private final Records records;
    private final Routing routing;
    private final Ledger ledger;

    ActivityController(Records records, Routing routing, Ledger ledger) {
        this.records = records;
        this.routing = routing;
        this.ledger = ledger;
    }

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    ActivityViews.Page<ActivityViews.Brief> search(HttpServletRequest request) {
        QueryParameters parameters = new QueryParameters(request, PARAMETERS);
        Records.Query query = query(parameters, Caller.current());
        parameters.refuseIfWrong();
        Records.Page page = records.search(query);
        return new ActivityViews.Page<>(
                page.items().stream().map(ActivityViews.Brief::of).toList(),
                page.next() == null ? null : Pages.after(request, "after", page.next()));
    }

    @GetMapping(path = "/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    ActivityViews.Shown show(@PathVariable String id) {
        Caller caller = Caller.current();
        StoredActivity stored = stored(id);
        if (caller.role() != Role.INGEST) {
            return ActivityViews.Whole.of(stored);
        }
        if (!caller.name().equals(stored.principal())) {
            throw unknown();
        }
        return ActivityViews.Own.of(stored);
    }

    /** The bytes as they were sent. Offered as a download of no particular type: they may be anything. */
    @GetMapping("/{id}/original")
    ResponseEntity<byte[]> original(@PathVariable String id) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"original\"")
                .body(stored(id).original());
    }

    /** Asks the rules that run now, and adds the deliveries that the record lacks; nothing delivered is repeated. */
    @PostMapping(path = "/{id}/reroute", produces = MediaType.APPLICATION_JSON_VALUE)
    ActivityViews.Rerouted reroute(@PathVariable String id) {
        StoredActivity stored = stored(id);
        if (stored.revision() != stored.latestRevision()) {
            throw new ProblemException(Problem.of(
                    409,
                    "not_the_newest_revision",
                    "This is revision " + stored.revision() + " of " + stored.latestRevision()
                            + "; only the newest can be routed again. Search by its interactionId."));
        }
        Plan plan = routing.plan(Activity.of(stored.canonical().deepCopy()));
        int added = ledger.reroute(id, plan, Caller.current().name());
        return new ActivityViews.Rerouted(id, added, ActivityViews.address(id), ActivityViews.PlanView.of(plan));
    }

    private StoredActivity stored(String id) {
        Caller caller = Caller.current();
        return records.find(id)
                .filter(found -> caller.mayRead(found.canonical().path("tenant").asText(null)))
                .orElseThrow(ActivityController::unknown);
    }

    private static ProblemException unknown() {
        return new ProblemException(Problem.of(404, "unknown_activity", "There is no such record."));
    }

    private static Records.Query query(QueryParameters parameters, Caller caller) {
        return new QueryBuilder()
                .tenant(caller.tenant() == null ? parameters.text("tenant") : caller.tenant())
                .interactionId(parameters.text("interactionId"))
                .globalInteractionId(parameters.text("globalInteractionId"))
                .phone(parameters.text("phone"))
                .email(parameters.text("email"))
                .agent(parameters.text("agent"))
                .service(parameters.text("service"))
                .type(parameters.text("type"))
                .disposition(parameters.text("disposition"))
                .status(parameters.word("status", STATUSES))
                .destination(parameters.text("destination"))
                .externalId(parameters.text("externalId"))
                .receivedFrom(parameters.time("receivedFrom"))
                .receivedTo(parameters.time("receivedTo"))
                .after(parameters.id("after"))
                .limit(parameters.number("limit", 50, 1, 200))
                .build();
    }
}
