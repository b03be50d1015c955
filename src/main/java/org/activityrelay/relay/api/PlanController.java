package org.activityrelay.relay.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.activityrelay.relay.ledger.PlannedRecords;
import org.activityrelay.relay.ledger.PlannedRecords.Planned;
import org.activityrelay.relay.routing.Decision;
import org.activityrelay.relay.security.Caller;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Stored records with the plan that each got: what other rules are compared with. */
@RestController
class PlanController {

    private static final Set<String> PARAMETERS = Set.of("before", "receivedFrom", "limit", "count");
    private static final int COUNTED = 1_000_000;

    private final PlannedRecords records;

    PlanController(PlannedRecords records) {
        this.records = records;
    }

    @GetMapping(path = "/api/v1/plans", produces = MediaType.APPLICATION_JSON_VALUE)
    Page list(HttpServletRequest request) {
        Caller caller = Caller.current();
        QueryParameters parameters = new QueryParameters(request, PARAMETERS);
        String before = parameters.id("before");
        Instant from = parameters.time("receivedFrom");
        int limit = parameters.number("limit", 100, 1, PlannedRecords.MOST);
        boolean count = "true".equals(parameters.word("count", Set.of("true", "false")));
        parameters.refuseIfWrong();
        List<Planned> page = records.page(before, from, limit);
        return new Page(
                page.stream()
                        .filter(record -> caller.mayRead(record.tenant()))
                        .map(Item::of)
                        .toList(),
                page.size() < limit
                        ? null
                        : Pages.after(
                                request, "before", page.get(page.size() - 1).id()),
                count ? records.count(from, COUNTED) : null);
    }

    /** @param total how many there are, up to a million, when asked for */
    record Page(
            List<Item> items,
            String next,
            @JsonInclude(JsonInclude.Include.NON_NULL) Integer total) {}

    record Item(
            String id,
            int revision,
            Instant receivedAt,
            String configuration,
            ObjectNode activity,
            String unrouted,
            Decision failedAt,
            List<Delivery> deliveries) {

        static Item of(Planned record) {
            return new Item(
                    record.id(),
                    record.revision(),
                    record.receivedAt(),
                    record.configurationHash(),
                    record.canonical(),
                    record.unroutedReason(),
                    record.failedAt(),
                    record.deliveries().stream()
                            .map(delivery -> new Delivery(
                                    delivery.destination(), delivery.part(), delivery.arguments(), delivery.decision()))
                            .toList());
        }
    }

    record Delivery(String destination, String part, SortedMap<String, String> arguments, Decision rule) {}
}
