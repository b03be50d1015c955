package org.activityrelay.relay.console;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.activityrelay.relay.delivery.Destinations;
import org.activityrelay.relay.delivery.Reason;
import org.activityrelay.relay.ledger.Deliveries;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.security.Caller;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** Deliveries by state: what was refused for good waits for a person, what waits goes on by itself. */
@Controller
class DeliveriesController {

    private static final int PAGE = 25;
    private static final List<DeliveryState> TABS =
            List.of(DeliveryState.PARKED, DeliveryState.PENDING, DeliveryState.DELIVERED, DeliveryState.CANCELLED);

    private final Deliveries deliveries;
    private final Destinations destinations;
    private final Clockface clockface;

    DeliveriesController(Deliveries deliveries, Destinations destinations, Clockface clockface) {
        this.deliveries = deliveries;
        this.destinations = destinations;
        this.clockface = clockface;
    }

    /** A state to choose, with the other criteria kept. */
    record Tab(String name, String address, boolean here) {}

    @GetMapping("/deliveries")
    String list(@ModelAttribute("form") DeliveryForm form, @RequestParam(required = false) String after, Model model) {
        Deliveries.Page page = page(form, after);
        Instant now = Instant.now();
        model.addAttribute(
                "lines",
                page.items().stream()
                        .map(item -> DeliveryLine.of(item, clockface, now))
                        .toList());
        model.addAttribute("next", page.next() == null ? null : form.address("/deliveries", "after", page.next()));
        model.addAttribute("after", after);
        model.addAttribute("title", Wording.title(form.ofState()));
        model.addAttribute("lead", Wording.lead(form.ofState()));
        model.addAttribute("tabs", TABS.stream().map(state -> tab(state, form)).toList());
        model.addAttribute("ends", form.ofState().isFinal());
        model.addAttribute("verb", Wording.tab(form.ofState()));
        model.addAttribute(
                "replay", address(DeliveryRepairController.REPLAY, DeliveryRepairController.REPLAYABLE, form));
        model.addAttribute(
                "cancel", address(DeliveryRepairController.CANCEL, DeliveryRepairController.CANCELLABLE, form));
        model.addAttribute("destinations", names(form));
        model.addAttribute(
                "reasons",
                Arrays.stream(Reason.values()).map(Reason::word).sorted().toList());
        return "console/deliveries";
    }

    /** Where all that match are counted; null in a state in which that makes no sense. */
    private static String address(String path, List<DeliveryState> states, DeliveryForm form) {
        return states.contains(form.ofState()) ? form.address(path, "delivered", null) : null;
    }

    private Deliveries.Page page(DeliveryForm form, String after) {
        try {
            return deliveries.list(form.filter(Caller.current(), clockface), after, PAGE);
        } catch (IllegalArgumentException foreign) {
            throw RefusedException.malformed("The address is not complete. Begin at the first page of the list.");
        }
    }

    private static Tab tab(DeliveryState state, DeliveryForm form) {
        boolean here =
                form.ofState() == state || form.ofState() == DeliveryState.IN_FLIGHT && state == DeliveryState.PENDING;
        return new Tab(Wording.tab(state), form.address("/deliveries", "state", state.word()), here);
    }

    /** Also one that the running configuration has no longer, if it is asked for. */
    private Set<String> names(DeliveryForm form) {
        Set<String> names = new TreeSet<>(destinations.current().keySet());
        if (form.destination() != null) {
            names.add(form.destination());
        }
        return names;
    }
}
