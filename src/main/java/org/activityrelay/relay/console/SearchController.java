package org.activityrelay.relay.console;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.activityrelay.relay.delivery.Destinations;
import org.activityrelay.relay.ledger.Deliveries;
import org.activityrelay.relay.ledger.DestinationStates;
import org.activityrelay.relay.ledger.Records;
import org.activityrelay.relay.security.Caller;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The first page: one box for whatever an operator has in hand, and what it found. */
@Controller
class SearchController {

    private static final int PAGE = 25;

    private final Finder finder;
    private final Records records;
    private final Deliveries deliveries;
    private final DestinationStates states;
    private final SearchLinks links;
    private final Destinations destinations;
    private final Clockface clockface;

    SearchController(
            Finder finder,
            Records records,
            Deliveries deliveries,
            DestinationStates states,
            SearchLinks links,
            Destinations destinations,
            Clockface clockface) {
        this.finder = finder;
        this.records = records;
        this.deliveries = deliveries;
        this.states = states;
        this.links = links;
        this.destinations = destinations;
        this.clockface = clockface;
    }

    /**
     * @param s a sealed search, or null for the newest records
     * @param after where the page before ended, or null
     */
    @GetMapping("/")
    String show(@RequestParam(required = false) String s, @RequestParam(required = false) String after, Model model) {
        Optional<SearchForm> form = s == null ? Optional.of(SearchForm.EMPTY) : links.open(s);
        model.addAttribute("expired", form.isEmpty());
        model.addAttribute("asked", s != null && form.isPresent());
        model.addAttribute("sealed", s);
        model.addAttribute("after", after);
        model.addAttribute("form", form.orElse(SearchForm.EMPTY));
        model.addAttribute(
                "destinations",
                destinations.current().keySet().stream().sorted().toList());
        if (s == null && after == null) {
            overview(model);
        }
        find(form.orElse(SearchForm.EMPTY), after, model);
        return "console/search";
    }

    /** What needs somebody, at a glance. */
    private void overview(Model model) {
        String tenant = Caller.current().tenant();
        model.addAttribute("counts", deliveries.counts(tenant));
        model.addAttribute(
                "paused",
                tenant != null
                        ? List.of()
                        : states.pauses().stream()
                                .map(DestinationStates.Pause::destination)
                                .sorted()
                                .toList());
    }

    private void find(SearchForm form, String after, Model model) {
        try {
            Finder.Found found = finder.find(form, Caller.current().tenant(), after, PAGE);
            model.addAttribute("found", found);
            model.addAttribute(
                    "lines",
                    found.records().stream()
                            .map(stored -> Line.of(stored, clockface))
                            .toList());
        } catch (IllegalArgumentException wrong) {
            model.addAttribute("wrong", wrong.getMessage());
        }
    }

    /** Leads to the address of what was asked; straight to the record if the box holds the id we gave it. */
    @PostMapping("/search")
    ResponseEntity<Void> search(@ModelAttribute SearchForm form) {
        String address = ownId(form)
                .map(id -> "/records/" + id)
                .orElseGet(() -> form.equals(SearchForm.EMPTY) ? "/" : "/?s=" + links.seal(form));
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(URI.create(address))
                .build();
    }

    private Optional<String> ownId(SearchForm form) {
        Caller caller = Caller.current();
        return Optional.ofNullable(form.what())
                .flatMap(records::find)
                .filter(found -> caller.mayRead(found.canonical().path("tenant").asText(null)))
                .map(Records.StoredActivity::id);
    }
}
