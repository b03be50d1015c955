package org.activityrelay.relay.console;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.activityrelay.relay.ledger.DeliveryFilter;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.ledger.Repairs;
import org.activityrelay.relay.security.Caller;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Replaying and cancelling all deliveries that match: counted first, and then once. */
@Controller
@RequestMapping("/deliveries")
class DeliveryRepairController {

    static final List<DeliveryState> REPLAYABLE =
            List.of(DeliveryState.PARKED, DeliveryState.PENDING, DeliveryState.DELIVERED, DeliveryState.CANCELLED);
    static final List<DeliveryState> CANCELLABLE =
            List.of(DeliveryState.PARKED, DeliveryState.PENDING, DeliveryState.IN_FLIGHT);

    static final String REPLAY = "/deliveries/replay";
    static final String CANCEL = "/deliveries/cancel";

    private final Repairs repairs;
    private final OnceOnly onceOnly;
    private final Clockface clockface;
    private final int most;

    DeliveryRepairController(
            Repairs repairs,
            OnceOnly onceOnly,
            Clockface clockface,
            @Value("${relay.ledger.repair.at-most}") int most) {
        this.repairs = repairs;
        this.onceOnly = onceOnly;
        this.clockface = clockface;
        this.most = most;
    }

    // ---- replay

    @GetMapping("/replay")
    String countReplay(@ModelAttribute("form") DeliveryForm form, Model model) {
        Repairs.Replay replay = replay(form, repairs.now());
        Repairs.Forecast forecast = repairs.forecast(replay);
        Count.Form confirmation = confirmation(REPLAY, form, replay.asOf(), forecast.count());
        model.addAttribute("count", Count.replay(forecast, what(form), most, confirmation, clockface));
        boolean mayInclude = form.ofState() == DeliveryState.PARKED && form.ofMode() != Mode.DRY_RUN;
        model.addAttribute("delivered", form.delivered());
        model.addAttribute(
                "otherwise", mayInclude ? form.address(REPLAY, "delivered", form.delivered() ? null : "true") : null);
        return "console/count";
    }

    @PostMapping("/replay")
    ResponseEntity<Void> replay(
            @ModelAttribute("form") DeliveryForm form,
            @RequestParam(required = false) Long asOf,
            @RequestParam(required = false) String token) {
        Caller caller = Caller.current();
        Repairs.Replay replay = replay(form, Count.instant(asOf));
        onceOnly.run(token, caller, () -> {
            Repairs.Done done = repairs.replay(replay, most, caller.name());
            String title = Wording.many(done.count(), "delivery") + " will be delivered again";
            return done(done, title, "They are due now and go out at each destination's own pace.", REPLAY, form);
        });
        return see(token);
    }

    private Repairs.Replay replay(DeliveryForm form, Instant asOf) {
        DeliveryState state = form.ofState();
        if (!REPLAYABLE.contains(state)) {
            throw RefusedException.malformed("What is being delivered or was replaced cannot be replayed.");
        }
        boolean all = state == DeliveryState.DELIVERED && form.ofMode() != Mode.DRY_RUN;
        boolean both = state == DeliveryState.PARKED && form.delivered();
        DeliveryFilter filter = form.filter(Caller.current(), clockface, both ? null : state);
        return new Repairs.Replay(filter, all || both, null, asOf);
    }

    /** Which ones, in words. */
    private String what(DeliveryForm form) {
        return form.words(clockface) + (form.delivered() ? ", and those that the receivers have already" : "");
    }

    // ---- cancel

    @GetMapping("/cancel")
    String countCancel(@ModelAttribute("form") DeliveryForm form, Model model) {
        Repairs.Cancellation cancellation = cancellation(form, repairs.now());
        Repairs.Forecast forecast = repairs.forecast(cancellation);
        Count.Form confirmation = confirmation(CANCEL, form, cancellation.asOf(), forecast.count());
        model.addAttribute("count", Count.cancel(forecast, form.words(clockface), most, confirmation, clockface));
        return "console/count";
    }

    @PostMapping("/cancel")
    ResponseEntity<Void> cancel(
            @ModelAttribute("form") DeliveryForm form,
            @RequestParam(required = false) Long asOf,
            @RequestParam(defaultValue = "0") int expected,
            @RequestParam(required = false) String token) {
        Caller caller = Caller.current();
        Repairs.Cancellation cancellation = cancellation(form, Count.instant(asOf));
        onceOnly.run(token, caller, () -> {
            // What waits may grow meanwhile; what is parked cannot, because of the time.
            int now = repairs.forecast(cancellation).count();
            if (Count.differs(now, expected)) {
                throw RefusedException.changed(
                        now + " match now, and " + expected + " were counted. Count again.",
                        DeliveryForm.address(CANCEL, form.fields()));
            }
            Repairs.Done done = repairs.cancel(cancellation, most, caller.name());
            String title =
                    Wording.many(done.count(), "delivery") + (done.count() == 1 ? " is cancelled" : " are cancelled");
            return done(done, title, "They are not delivered any more; replay them if that was wrong.", CANCEL, form);
        });
        return see(token);
    }

    private Repairs.Cancellation cancellation(DeliveryForm form, Instant asOf) {
        if (!CANCELLABLE.contains(form.ofState())) {
            throw RefusedException.malformed("Only what is parked, waits or is being delivered can be cancelled.");
        }
        return new Repairs.Cancellation(form.filter(Caller.current(), clockface), null, asOf);
    }

    // ---- both

    private Count.Form confirmation(String address, DeliveryForm form, Instant asOf, int count) {
        Map<String, String> fields = new LinkedHashMap<>(form.fields());
        fields.put("asOf", Long.toString(asOf.toEpochMilli()));
        fields.put("expected", Integer.toString(count));
        fields.put("token", onceOnly.token());
        return new Count.Form(address, fields, form.address("/deliveries", "delivered", null));
    }

    private Done done(Repairs.Done done, String title, String then, String address, DeliveryForm form) {
        List<String> sentences = new ArrayList<>();
        sentences.add("You asked for " + form.words(clockface) + ".");
        sentences.add(done.count() == 0 ? "None of them is any more what it was when it was counted." : then);
        if (done.more()) {
            sentences.add("More match than are done at once. Count again and do the rest.");
        }
        return new Done(
                done.count() == 0 ? "Nothing was left to do" : title,
                sentences,
                done.audit() != null,
                done.more() ? DeliveryForm.address(address, form.fields()) : null,
                form.address("/deliveries", "delivered", null));
    }

    static ResponseEntity<Void> see(String token) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(URI.create("/done/" + token))
                .build();
    }
}
