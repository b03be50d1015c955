package org.activityrelay.relay.console;

import java.net.URI;
import java.time.Instant;
import org.activityrelay.relay.ledger.Deliveries;
import org.activityrelay.relay.ledger.Deliveries.Item;
import org.activityrelay.relay.ledger.DeliveryFilter;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.DestinationTraits;
import org.activityrelay.relay.ledger.FilterBuilder;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.ledger.Repairs;
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

/** Replaying and cancelling the one delivery that an operator looks at. */
@Controller
@RequestMapping("/records/{id}/deliveries/{delivery}")
class OneDeliveryController {

    private final Deliveries deliveries;
    private final Repairs repairs;
    private final DestinationTraits traits;
    private final OnceOnly onceOnly;
    private final Clockface clockface;

    OneDeliveryController(
            Deliveries deliveries, Repairs repairs, DestinationTraits traits, OnceOnly onceOnly, Clockface clockface) {
        this.deliveries = deliveries;
        this.repairs = repairs;
        this.traits = traits;
        this.onceOnly = onceOnly;
        this.clockface = clockface;
    }

    /** Says what replaying it will do, where the receiver has it already. */
    @GetMapping("/replay")
    String ask(@PathVariable String id, @PathVariable String delivery, Model model) {
        Item item = stored(id, delivery).item();
        model.addAttribute("line", DeliveryLine.of(item, clockface, Instant.now()));
        model.addAttribute("id", delivery);
        model.addAttribute("overwrites", traits.follows(item.destination()));
        model.addAttribute("holds", item.state() == DeliveryState.DELIVERED && item.mode() == Mode.LIVE);
        model.addAttribute("asOf", repairs.now().toEpochMilli());
        model.addAttribute("token", onceOnly.token());
        return "console/replay";
    }

    /** @param delivered whether the operator has read what that does */
    @PostMapping("/replay")
    ResponseEntity<Void> replay(
            @PathVariable String id,
            @PathVariable String delivery,
            @RequestParam(required = false) Long asOf,
            @RequestParam(required = false) String token,
            @RequestParam(defaultValue = "false") boolean delivered) {
        Caller caller = Caller.current();
        Item item = stored(id, delivery).item();
        Instant seen = Count.instant(asOf);
        return see(id, onceOnly.run(token, caller, () -> {
            if (item.state() == DeliveryState.DELIVERED && item.mode() == Mode.LIVE && !delivered) {
                throw RefusedException.changed(
                        "The receiver has it by now. Look at the record again; replaying it says first what that does.",
                        "/records/" + id);
            }
            if (!item.newest() || !DeliveryRepairController.REPLAYABLE.contains(item.state())) {
                throw changed(id);
            }
            boolean again = item.state() == DeliveryState.DELIVERED;
            Repairs.Replay replay = new Repairs.Replay(only(item), again, item.id(), seen);
            if (repairs.replay(replay, 1, caller.name()).count() == 0) {
                throw changed(id);
            }
            return "replayed";
        }));
    }

    @PostMapping("/cancel")
    ResponseEntity<Void> cancel(
            @PathVariable String id,
            @PathVariable String delivery,
            @RequestParam(required = false) Long asOf,
            @RequestParam(required = false) String token) {
        Caller caller = Caller.current();
        Item item = stored(id, delivery).item();
        Instant seen = Count.instant(asOf);
        return see(id, onceOnly.run(token, caller, () -> {
            if (!DeliveryRepairController.CANCELLABLE.contains(item.state())) {
                throw changed(id);
            }
            Repairs.Cancellation cancellation = new Repairs.Cancellation(only(item), item.id(), seen);
            if (repairs.cancel(cancellation, 1, caller.name()).count() == 0) {
                throw changed(id);
            }
            return item.state() == DeliveryState.IN_FLIGHT ? "cancelling" : "cancelled";
        }));
    }

    /** The state it was seen in: if that changes meanwhile, nothing is done. */
    private static DeliveryFilter only(Item item) {
        return new FilterBuilder()
                .activityId(item.activityId())
                .state(item.state())
                .build();
    }

    private static RefusedException changed(String id) {
        return RefusedException.changed(
                "The delivery or its record changed since the page was made. Look at it again.", "/records/" + id);
    }

    private Deliveries.Whole stored(String id, String delivery) {
        Caller caller = Caller.current();
        return deliveries
                .find(delivery)
                .filter(found -> found.item().activityId().equals(id))
                .filter(found -> caller.mayRead(found.item().tenant()))
                .orElseThrow(RefusedException::unknownDelivery);
    }

    private static ResponseEntity<Void> see(String id, String done) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(URI.create("/records/" + id + "?done=" + done))
                .build();
    }
}
