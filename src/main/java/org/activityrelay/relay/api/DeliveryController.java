package org.activityrelay.relay.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.activityrelay.relay.ledger.Deliveries;
import org.activityrelay.relay.ledger.Deliveries.Item;
import org.activityrelay.relay.ledger.DeliveryFilter;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.DestinationTraits;
import org.activityrelay.relay.ledger.FilterBuilder;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.ledger.Repairs;
import org.activityrelay.relay.problem.Problem;
import org.activityrelay.relay.problem.ProblemException;
import org.activityrelay.relay.security.Caller;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Deliveries: found, looked at with their attempts, delivered again, taken back. */
@RestController
@RequestMapping(path = "/api/v1/deliveries", produces = MediaType.APPLICATION_JSON_VALUE)
class DeliveryController {

    private static final Set<String> PARAMETERS = Stream.concat(
                    RepairBody.OF_DELIVERIES.stream(), Stream.of("after", "limit"))
            .collect(Collectors.toUnmodifiableSet());

    private final Deliveries deliveries;
    private final Repairs repairs;
    private final DestinationTraits traits;

    DeliveryController(Deliveries deliveries, Repairs repairs, DestinationTraits traits) {
        this.deliveries = deliveries;
        this.repairs = repairs;
        this.traits = traits;
    }

    @GetMapping
    ActivityViews.Page<DeliveryViews.Brief> list(HttpServletRequest request) {
        QueryParameters parameters = new QueryParameters(request, PARAMETERS);
        DeliveryFilter filter = filter(parameters, Caller.current());
        String after = parameters.text("after");
        int limit = parameters.number("limit", 50, 1, 200);
        parameters.refuseIfWrong();
        Deliveries.Page page = page(filter, after, limit);
        return new ActivityViews.Page<>(
                page.items().stream().map(DeliveryViews.Brief::of).toList(),
                page.next() == null ? null : Pages.after(request, "after", page.next()));
    }

    private Deliveries.Page page(DeliveryFilter filter, String after, int limit) {
        try {
            return deliveries.list(filter, after, limit);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    Problem.of(400, "bad_parameter", "A query parameter is unknown or has a wrong value.")
                            .parameter("after", "It is not what a page before gave as next."));
        }
    }

    @GetMapping("/{id}")
    DeliveryViews.Whole show(@PathVariable String id) {
        return DeliveryViews.Whole.of(stored(id));
    }

    @PostMapping("/{id}/replay")
    DeliveryViews.Whole replay(@PathVariable String id, HttpServletRequest request) throws IOException {
        RepairBody body = RepairBody.read(request, Set.of("includeDelivered"));
        boolean delivered = body.flag("includeDelivered");
        body.refuseIfWrong();
        Item item = stored(id).item();
        refuseReplay(item, delivered);
        Repairs.Replay replay = new Repairs.Replay(of(item), delivered, item.id(), repairs.now());
        changed(repairs.replay(replay, 1, Caller.current().name()));
        return show(id);
    }

    private void refuseReplay(Item item, boolean delivered) {
        if (!item.newest()) {
            throw refused(
                    "not_the_newest_revision",
                    "A newer revision of the record has taken its place; replay that one's delivery.");
        }
        if (item.state() == DeliveryState.IN_FLIGHT) {
            throw refused("in_flight", "It is being delivered right now; see how that ends.");
        }
        boolean onlyRecorded = item.mode() == Mode.DRY_RUN && traits.mode(item.destination()) == Mode.LIVE;
        if (item.state() == DeliveryState.DELIVERED && !delivered && !onlyRecorded) {
            throw refused(
                    "already_delivered",
                    traits.follows(item.destination())
                            ? "The destination has it; with \"includeDelivered\": true it is overwritten there."
                            : "The destination has it; with \"includeDelivered\": true it is sent there again.");
        }
    }

    @PostMapping("/{id}/cancel")
    DeliveryViews.Whole cancel(@PathVariable String id, HttpServletRequest request) throws IOException {
        RepairBody.read(request, Set.of()).refuseIfWrong();
        Deliveries.Whole whole = stored(id);
        Item item = whole.item();
        if (item.state().isFinal() && item.state() != DeliveryState.PARKED) {
            throw refused("already_final", "It is " + item.state().word() + "; there is nothing left to take back.");
        }
        if (!whole.cancelling()) {
            Repairs.Cancellation one = new Repairs.Cancellation(of(item), item.id(), repairs.now());
            changed(repairs.cancel(one, 1, Caller.current().name()));
        }
        return show(id);
    }

    /** The state it was seen in: if that changes meanwhile, nothing is done. */
    private static DeliveryFilter of(Item item) {
        return new FilterBuilder()
                .activityId(item.activityId())
                .state(item.state())
                .build();
    }

    private static void changed(Repairs.Done done) {
        if (done.count() == 0) {
            throw refused("changed_meanwhile", "The delivery or its record changed meanwhile; look at it again.");
        }
    }

    private static ProblemException refused(String reason, String detail) {
        return new ProblemException(Problem.of(409, reason, detail));
    }

    private Deliveries.Whole stored(String id) {
        Caller caller = Caller.current();
        return deliveries
                .find(id)
                .filter(found -> caller.mayRead(found.item().tenant()))
                .orElseThrow(
                        () -> new ProblemException(Problem.of(404, "unknown_delivery", "There is no such delivery.")));
    }

    private static DeliveryFilter filter(QueryParameters parameters, Caller caller) {
        String state =
                parameters.word("state", words(Stream.of(DeliveryState.values()).map(DeliveryState::word)));
        String mode = parameters.word("mode", words(Stream.of(Mode.values()).map(Mode::word)));
        return new FilterBuilder()
                .tenant(caller.tenant() == null ? parameters.text("tenant") : caller.tenant())
                .activityId(parameters.id("activityId"))
                .destination(parameters.text("destination"))
                .state(first(DeliveryState.values(), state, DeliveryState::word))
                .reason(parameters.text("reason"))
                .mode(first(Mode.values(), mode, Mode::word))
                .received(parameters.time("receivedFrom"), parameters.time("receivedTo"))
                .due(parameters.time("dueFrom"), parameters.time("dueTo"))
                .ended(parameters.time("endedFrom"), parameters.time("endedTo"))
                .type(parameters.text("type"))
                .disposition(parameters.text("disposition"))
                .service(parameters.text("service"))
                .build();
    }

    private static Set<String> words(Stream<String> words) {
        return words.collect(Collectors.toUnmodifiableSet());
    }

    private static <T> T first(T[] values, String word, java.util.function.Function<T, String> of) {
        return List.of(values).stream()
                .filter(value -> of.apply(value).equals(word))
                .findFirst()
                .orElse(null);
    }
}
