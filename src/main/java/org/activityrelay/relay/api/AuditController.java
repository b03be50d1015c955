package org.activityrelay.relay.api;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.activityrelay.relay.ledger.Audit;
import org.activityrelay.relay.problem.Problem;
import org.activityrelay.relay.problem.ProblemException;
import org.activityrelay.relay.security.Caller;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who did what, newest first. */
@RestController
class AuditController {

    private static final Set<String> PARAMETERS = Set.of("before", "limit");

    private final Audit audit;

    AuditController(Audit audit) {
        this.audit = audit;
    }

    /** Deeds are of every tenant. */
    @GetMapping(path = "/api/v1/audit", produces = MediaType.APPLICATION_JSON_VALUE)
    ActivityViews.Page<Deed> list(HttpServletRequest request) {
        if (Caller.current().tenant() != null) {
            throw new ProblemException(Problem.of(
                    403, "bound_to_tenant", "The audit trail is of every tenant; this key is bound to one of them."));
        }
        QueryParameters parameters = new QueryParameters(request, PARAMETERS);
        String before = parameters.text("before");
        int limit = parameters.number("limit", 50, 1, 200);
        parameters.refuseIfWrong();
        List<Audit.Noted> page = audit.list(before, limit);
        String last = page.size() < limit ? null : page.get(page.size() - 1).id();
        return new ActivityViews.Page<>(
                page.stream().map(Deed::of).toList(), last == null ? null : Pages.after(request, "before", last));
    }

    /** A deed as the API shows it; filter, count and detail may be null. */
    record Deed(String id, Instant at, String who, String action, JsonNode filter, Integer count, String detail) {

        static Deed of(Audit.Noted noted) {
            Audit.Deed deed = noted.deed();
            return new Deed(
                    noted.id(), noted.at(), deed.who(), deed.action(), deed.filter(), deed.count(), deed.detail());
        }
    }
}
