package org.activityrelay.relay.api;

import java.io.IOException;
import java.util.List;
import org.activityrelay.relay.delivery.DryRunStore;
import org.activityrelay.relay.ledger.DryRuns;
import org.activityrelay.relay.problem.Problem;
import org.activityrelay.relay.problem.ProblemException;
import org.activityrelay.relay.security.Caller;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What a delivery in dry-run would have sent. */
@RestController
class DryRunController {

    private final DryRuns deliveries;
    private final DryRunStore store;

    DryRunController(DryRuns deliveries, DryRunStore store) {
        this.deliveries = deliveries;
        this.store = store;
    }

    @GetMapping(path = "/api/v1/deliveries/{id}/dry-run", produces = MediaType.APPLICATION_JSON_VALUE)
    List<DryRuns.Request> show(@PathVariable String id) throws IOException {
        Caller caller = Caller.current();
        DryRuns.Delivery delivery = deliveries
                .delivery(id)
                .filter(found -> caller.mayRead(found.tenant()))
                .orElseThrow(
                        () -> new ProblemException(Problem.of(404, "unknown_delivery", "There is no such delivery.")));
        return store.requests(delivery);
    }
}
