package org.activityrelay.relay.console;

import java.util.List;
import org.activityrelay.relay.ledger.Audit;
import org.activityrelay.relay.ledger.Audit.Noted;
import org.activityrelay.relay.security.Caller;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who did what, newest first. Deeds are of every tenant. */
@Controller
class AuditPageController {

    private static final int PAGE = 50;

    private final Audit audit;
    private final Deeds deeds;
    private final Clockface clockface;

    AuditPageController(Audit audit, Deeds deeds, Clockface clockface) {
        this.audit = audit;
        this.deeds = deeds;
        this.clockface = clockface;
    }

    /** @param before id of the last line of the page before, or null */
    @GetMapping("/audit")
    String show(@RequestParam(required = false) String before, Model model) {
        if (Caller.current().tenant() != null) {
            throw RefusedException.notForTenant("The audit trail is");
        }
        List<Noted> page = audit.list(before, PAGE);
        model.addAttribute("before", before);
        model.addAttribute(
                "lines",
                page.stream()
                        .map(noted -> AuditLine.of(noted, deeds, clockface))
                        .toList());
        model.addAttribute(
                "next", page.size() < PAGE ? null : page.get(PAGE - 1).id());
        return "console/audit";
    }
}
