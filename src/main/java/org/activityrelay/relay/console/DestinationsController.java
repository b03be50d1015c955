package org.activityrelay.relay.console;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.activityrelay.relay.delivery.Destinations;
import org.activityrelay.relay.destination.RequestBudgets;
import org.activityrelay.relay.ledger.DestinationStates;
import org.activityrelay.relay.ledger.DestinationStates.Pause;
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

/** The destinations: what waits for them, and their pauses. They belong to no tenant. */
@Controller
@RequestMapping("/destinations")
class DestinationsController {

    private static final int LONGEST_REASON = 200;

    private final Destinations destinations;
    private final DestinationStates states;
    private final RequestBudgets budgets;
    private final Clockface clockface;

    DestinationsController(
            Destinations destinations, DestinationStates states, RequestBudgets budgets, Clockface clockface) {
        this.destinations = destinations;
        this.states = states;
        this.budgets = budgets;
        this.clockface = clockface;
    }

    @GetMapping
    String show(Model model) {
        unbound();
        Map<String, Pause> pauses =
                states.pauses().stream().collect(Collectors.toMap(Pause::destination, Function.identity()));
        model.addAttribute("requests", budgets.today());
        model.addAttribute(
                "destinations",
                names(pauses.keySet()).stream()
                        .map(name -> line(name, pauses.get(name)))
                        .toList());
        return "console/destinations";
    }

    @PostMapping("/{name}/pause")
    ResponseEntity<Void> pause(@PathVariable String name, @RequestParam(defaultValue = "") String reason) {
        Caller caller = unbound();
        known(name);
        String why = reason.isBlank() ? "paused at the console" : reason.strip();
        states.pause(name, why.substring(0, Math.min(LONGEST_REASON, why.length())), caller.name());
        return again();
    }

    @PostMapping("/{name}/resume")
    ResponseEntity<Void> resume(@PathVariable String name) {
        Caller caller = unbound();
        known(name);
        states.resume(name, caller.name());
        return again();
    }

    private DestinationLine line(String name, Pause pause) {
        return DestinationLine.of(
                name, destinations.current().get(name), states.backlog(name), pause, clockface, Instant.now());
    }

    /** Also those that the running configuration has no longer. */
    private Set<String> names(Set<String> paused) {
        Set<String> names = new TreeSet<>(destinations.current().keySet());
        names.addAll(states.awaited());
        names.addAll(paused);
        return names;
    }

    private void known(String name) {
        if (!destinations.current().containsKey(name)
                && !states.awaited().contains(name)
                && states.pause(name).isEmpty()) {
            throw RefusedException.unknownDestination();
        }
    }

    /** A pause holds up every tenant's records. */
    private static Caller unbound() {
        Caller caller = Caller.current();
        if (caller.tenant() != null) {
            throw RefusedException.boundToTenant();
        }
        return caller;
    }

    private static ResponseEntity<Void> again() {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(URI.create("/destinations"))
                .build();
    }
}
