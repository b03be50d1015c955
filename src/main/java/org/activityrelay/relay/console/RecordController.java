package org.activityrelay.relay.console;

import java.net.URI;
import java.util.List;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.ledger.Ledger;
import org.activityrelay.relay.ledger.Records;
import org.activityrelay.relay.ledger.Records.StoredActivity;
import org.activityrelay.relay.ledger.Repairs;
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
    private final Journeys journeys;
    private final Clockface clockface;
    private final Routing routing;
    private final Ledger ledger;
    private final Repairs repairs;
    private final OnceOnly onceOnly;

    RecordController(
            Records records,
            Finder finder,
            Journeys journeys,
            Clockface clockface,
            Routing routing,
            Ledger ledger,
            Repairs repairs,
            OnceOnly onceOnly) {
        this.records = records;
        this.finder = finder;
        this.journeys = journeys;
        this.clockface = clockface;
        this.routing = routing;
        this.ledger = ledger;
        this.repairs = repairs;
        this.onceOnly = onceOnly;
    }

    /**
     * @param added how many deliveries a re-route just added, or null
     * @param done what was just done to a delivery: {@code replayed}, {@code cancelled}, {@code cancelling}, or null
     */
    @GetMapping
    String show(
            @PathVariable String id,
            @RequestParam(required = false) Integer added,
            @RequestParam(required = false) String done,
            Model model) {
        StoredActivity stored = stored(id);
        List<Story.Other> others = Story.Other.of(finder.revisions(stored), id, clockface);
        model.addAttribute("story", Story.of(stored, others, journeys.of(stored), clockface));
        model.addAttribute("added", added);
        model.addAttribute("done", done);
        model.addAttribute("asOf", repairs.now().toEpochMilli());
        model.addAttribute("once", onceOnly);
        return "console/record";
    }

    /** Asks the rules that run now, and adds the deliveries that the record lacks; nothing delivered is repeated. */
    @PostMapping("/reroute")
    ResponseEntity<Void> reroute(@PathVariable String id, @RequestParam(required = false) String token) {
        Caller caller = Caller.current();
        StoredActivity stored = stored(id);
        int added = onceOnly.run(
                token,
                caller,
                () -> ledger.reroute(
                        stored.id(), routing.plan(Activity.of(stored.canonical().deepCopy())), caller.name()));
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
}
