package org.activityrelay.relay.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.activityrelay.relay.delivery.DestinationRoute;
import org.activityrelay.relay.delivery.Destinations;
import org.activityrelay.relay.destination.RequestBudgets;
import org.activityrelay.relay.ledger.DestinationStates;
import org.activityrelay.relay.ledger.DestinationStates.Pause;
import org.activityrelay.relay.problem.Problem;
import org.activityrelay.relay.problem.ProblemException;
import org.activityrelay.relay.security.Caller;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The destinations: what waits for them, and their pauses. They belong to no tenant. */
@RestController
@RequestMapping(path = "/api/v1/destinations", produces = MediaType.APPLICATION_JSON_VALUE)
class DestinationController {

    private static final int LONGEST_REASON = 200;

    private final Destinations destinations;
    private final DestinationStates states;
    private final RequestBudgets budgets;

    DestinationController(Destinations destinations, DestinationStates states, RequestBudgets budgets) {
        this.destinations = destinations;
        this.states = states;
        this.budgets = budgets;
    }

    @GetMapping
    DestinationViews.All list() {
        unbound();
        Map<String, Pause> pauses =
                states.pauses().stream().collect(Collectors.toMap(Pause::destination, Function.identity()));
        Map<String, RequestBudgets.Day> today = budgets.today();
        return new DestinationViews.All(
                names(pauses.keySet()).stream()
                        .map(name -> view(name, pauses.get(name), today.get(name)))
                        .toList(),
                DestinationStates.MOST_COUNTED);
    }

    @PostMapping(path = "/{name}/pause", consumes = MediaType.APPLICATION_JSON_VALUE)
    DestinationViews.One pause(@PathVariable String name, @RequestBody JsonNode body) {
        Caller caller = unbound();
        String reason = reason(body);
        known(name);
        states.pause(name, reason, caller.name());
        return show(name);
    }

    @PostMapping("/{name}/resume")
    DestinationViews.One resume(@PathVariable String name) {
        Caller caller = unbound();
        known(name);
        states.resume(name, caller.name());
        return show(name);
    }

    private DestinationViews.One show(String name) {
        return view(name, states.pause(name).orElse(null), budgets.today().get(name));
    }

    private DestinationViews.One view(String name, Pause pause, RequestBudgets.Day requests) {
        DestinationRoute route = destinations.current().get(name);
        return DestinationViews.One.of(name, route, states.backlog(name), pause, requests);
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
            throw new ProblemException(Problem.of(404, "unknown_destination", "There is no such destination."));
        }
    }

    /** A pause holds up every tenant's records. */
    private static Caller unbound() {
        Caller caller = Caller.current();
        if (caller.tenant() != null) {
            throw new ProblemException(Problem.of(
                    403, "bound_to_tenant", "Destinations serve every tenant; this key is bound to one of them."));
        }
        return caller;
    }

    private static String reason(JsonNode body) {
        List<String> fields = body.isObject()
                ? List.copyOf(body.properties().stream().map(Map.Entry::getKey).toList())
                : List.of();
        String reason = body.path("reason").asText().strip();
        if (!fields.equals(List.of("reason"))
                || !body.get("reason").isTextual()
                || reason.isEmpty()
                || reason.length() > LONGEST_REASON) {
            throw new ProblemException(Problem.of(
                    400, "bad_pause", "Send {\"reason\": \"…\"}, at most " + LONGEST_REASON + " characters."));
        }
        return reason;
    }
}
