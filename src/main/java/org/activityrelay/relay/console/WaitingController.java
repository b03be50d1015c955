package org.activityrelay.relay.console;

import org.activityrelay.relay.delivery.Destinations;
import org.activityrelay.relay.security.Caller;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What waits for a person: records that no rule wanted, and deliveries that were refused for good. */
@Controller
class WaitingController {

    private static final int PAGE = 25;

    private final Finder finder;
    private final Destinations destinations;
    private final Clockface clockface;

    WaitingController(Finder finder, Destinations destinations, Clockface clockface) {
        this.finder = finder;
        this.destinations = destinations;
        this.clockface = clockface;
    }

    @GetMapping("/unrouted")
    String unrouted(@RequestParam(required = false) String after, Model model) {
        list(SearchForm.ofStatus("unrouted", null), after, model);
        return "console/unrouted";
    }

    /** @param destination the only one to look at, or null */
    @GetMapping("/parked")
    String parked(
            @RequestParam(required = false) String destination,
            @RequestParam(required = false) String after,
            Model model) {
        String wanted = destination == null || destination.isBlank() ? null : destination;
        model.addAttribute("destination", wanted);
        model.addAttribute(
                "destinations",
                destinations.current().keySet().stream().sorted().toList());
        list(SearchForm.ofStatus("parked", wanted), after, model);
        return "console/parked";
    }

    private void list(SearchForm form, String after, Model model) {
        Finder.Found found = finder.find(form, Caller.current().tenant(), after, PAGE);
        model.addAttribute("after", after);
        model.addAttribute("found", found);
        model.addAttribute(
                "lines",
                found.records().stream()
                        .map(stored -> Line.of(stored, clockface))
                        .toList());
    }
}
