package org.activityrelay.relay.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.delivery.DryRunStore;
import org.activityrelay.relay.ledger.DryRuns;
import org.activityrelay.relay.ledger.Ledger;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.ledger.Records;
import org.activityrelay.relay.ledger.Records.StoredActivity;
import org.activityrelay.relay.ledger.Records.StoredDelivery;
import org.activityrelay.relay.routing.Routing;
import org.activityrelay.relay.security.Caller;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** A record's story, and routing it again. */
@Controller
@RequestMapping("/records/{id}")
class RecordController {

    private final Records records;
    private final Finder finder;
    private final DryRuns dryRuns;
    private final DryRunStore recorded;
    private final Clockface clockface;
    private final Routing routing;
    private final Ledger ledger;

    RecordController(
            Records records,
            Finder finder,
            DryRuns dryRuns,
            DryRunStore recorded,
            Clockface clockface,
            Routing routing,
            Ledger ledger) {
        this.records = records;
        this.finder = finder;
        this.dryRuns = dryRuns;
        this.recorded = recorded;
        this.clockface = clockface;
        this.routing = routing;
        this.ledger = ledger;
    }

    /** @param added how many deliveries a re-route just added, or null */
    @GetMapping
    String show(@PathVariable String id, @RequestParam(required = false) Integer added, Model model) {
        StoredActivity stored = stored(id);
        List<Journey> journeys = stored.deliveries().stream().map(this::journey).toList();
        List<Story.Other> others = Story.Other.of(finder.revisions(stored), id, clockface);
        model.addAttribute("story", Story.of(stored, others, journeys, clockface));
        model.addAttribute("added", added);
        return "console/record";
    }

    /** Asks the rules that run now, and adds the deliveries that the record lacks; nothing delivered is repeated. */
    @PostMapping("/reroute")
    ResponseEntity<Void> reroute(@PathVariable String id) {
        StoredActivity stored = stored(id);
        int added = ledger.reroute(
                stored.id(),
                routing.plan(Activity.of(stored.canonical().deepCopy())),
                Caller.current().name());
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(URI.create("/records/" + stored.id() + "?added=" + added))
                .build();
    }

    private StoredActivity stored(String id) {
        Caller caller = Caller.current();
        return records.find(id)
                .filter(found -> caller.mayRead(found.canonical().path("tenant").asText(null)))
                .orElseThrow(RefusedException::unknownRecord);
    }

    private Journey journey(StoredDelivery delivery) {
        return Journey.of(delivery, recorded(delivery), clockface, Instant.now());
    }

    private List<Recorded> recorded(StoredDelivery delivery) {
        if (delivery.mode() != Mode.DRY_RUN) {
            return List.of();
        }
        return dryRuns.delivery(delivery.id())
                .map(this::requests)
                .map(requests -> requests.stream().map(Recorded::of).toList())
                .orElse(List.of());
    }

    private List<DryRuns.Request> requests(DryRuns.Delivery delivery) {
        try {
            return recorded.requests(delivery);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
