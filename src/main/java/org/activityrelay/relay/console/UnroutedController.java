package org.activityrelay.relay.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.activityrelay.relay.ledger.RecordFilter;
import org.activityrelay.relay.ledger.Repairs;
import org.activityrelay.relay.security.Caller;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Records that no rule wanted, and asking the rules again for all that match. */
@Controller
@RequestMapping("/unrouted")
class UnroutedController {

    private static final int PAGE = 25;
    private static final String REROUTE = "/unrouted/reroute";

    private final Finder finder;
    private final Repairs repairs;
    private final OnceOnly onceOnly;
    private final Clockface clockface;
    private final int most;

    UnroutedController(
            Finder finder,
            Repairs repairs,
            OnceOnly onceOnly,
            Clockface clockface,
            @Value("${relay.ledger.repair.at-most}") int most) {
        this.finder = finder;
        this.repairs = repairs;
        this.onceOnly = onceOnly;
        this.clockface = clockface;
        this.most = most;
    }

    @GetMapping
    String list(@ModelAttribute("form") RecordForm form, @RequestParam(required = false) String after, Model model) {
        form.filter(Caller.current(), clockface);
        Finder.Found found = finder.find(search(form), Caller.current().tenant(), after, PAGE);
        model.addAttribute("after", after);
        model.addAttribute("reroute", DeliveryForm.address(REROUTE, form.fields()));
        model.addAttribute("next", found.next() == null ? null : next(form, found.next()));
        model.addAttribute(
                "reasons", Wording.UNROUTED.keySet().stream().sorted().toList());
        model.addAttribute(
                "lines",
                found.records().stream()
                        .filter(stored -> form.reason() == null || form.reason().equals(stored.unroutedReason()))
                        .map(stored -> Line.of(stored, clockface))
                        .toList());
        return "console/unrouted";
    }

    private static SearchForm search(RecordForm form) {
        return new SearchForm(
                null,
                form.type(),
                form.service(),
                form.disposition(),
                "unrouted",
                null,
                form.receivedFrom(),
                form.receivedTo());
    }

    private static String next(RecordForm form, String after) {
        Map<String, String> fields = new LinkedHashMap<>(form.fields());
        fields.put("after", after);
        return DeliveryForm.address("/unrouted", fields);
    }

    @GetMapping("/reroute")
    String count(@ModelAttribute("form") RecordForm form, Model model) {
        Repairs.RerouteForecast forecast = repairs.forecast(form.filter(Caller.current(), clockface));
        Map<String, String> fields = new LinkedHashMap<>(form.fields());
        fields.put("expected", Integer.toString(forecast.count()));
        fields.put("token", onceOnly.token());
        Count.Form confirmation = new Count.Form(REROUTE, fields, DeliveryForm.address("/unrouted", form.fields()));
        model.addAttribute("count", Count.reroute(forecast, form.words(clockface), most, confirmation, clockface));
        return "console/count";
    }

    @PostMapping("/reroute")
    ResponseEntity<Void> reroute(
            @ModelAttribute("form") RecordForm form,
            @RequestParam(defaultValue = "0") int expected,
            @RequestParam(required = false) String token) {
        Caller caller = Caller.current();
        RecordFilter filter = form.filter(caller, clockface);
        onceOnly.run(token, caller, () -> {
            int now = repairs.forecast(filter).count();
            if (Count.differs(now, expected)) {
                throw RefusedException.changed(
                        now + " match now, and " + expected + " were counted. Count again.",
                        DeliveryForm.address(REROUTE, form.fields()));
            }
            return done(repairs.reroute(filter, most, caller.name()), form);
        });
        return DeliveryRepairController.see(token);
    }

    private Done done(Repairs.Rerouted rerouted, RecordForm form) {
        List<String> sentences = new ArrayList<>();
        sentences.add("You asked for " + form.words(clockface) + ".");
        sentences.add("The rules were asked about " + Wording.many(rerouted.asked(), "record") + "; "
                + Wording.many(rerouted.added(), "delivery")
                + (rerouted.added() == 1 ? " was added." : " were added."));
        if (rerouted.routed() < rerouted.asked()) {
            sentences.add(Wording.many(rerouted.asked() - rerouted.routed(), "record")
                    + " got nothing: the rules do not want them now either.");
        }
        if (rerouted.more()) {
            sentences.add("More match than are done at once. Count again and do the rest.");
        }
        return new Done(
                Wording.many(rerouted.routed(), "record") + " found a way",
                sentences,
                rerouted.audit() != null,
                rerouted.more() ? DeliveryForm.address(REROUTE, form.fields()) : null,
                DeliveryForm.address("/unrouted", form.fields()));
    }
}
