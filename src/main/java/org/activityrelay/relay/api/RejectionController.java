package org.activityrelay.relay.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import org.activityrelay.relay.ledger.Rejections;
import org.activityrelay.relay.ledger.Rejections.Kept;
import org.activityrelay.relay.problem.Problem;
import org.activityrelay.relay.problem.ProblemException;
import org.activityrelay.relay.security.Caller;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Refused bodies, newest first. */
@RestController
@RequestMapping(path = "/api/v1/rejections", produces = MediaType.APPLICATION_JSON_VALUE)
class RejectionController {

    private static final Set<String> PARAMETERS = Set.of("before", "limit");

    private final Rejections rejections;

    RejectionController(Rejections rejections) {
        this.rejections = rejections;
    }

    /** A caller that is bound to a tenant may see pages with fewer rows than asked for; {@code next} still leads on. */
    @GetMapping
    ActivityViews.Page<RejectionViews.Brief> list(HttpServletRequest request) {
        QueryParameters parameters = new QueryParameters(request, PARAMETERS);
        String before = parameters.id("before");
        int limit = parameters.number("limit", 50, 1, 200);
        parameters.refuseIfWrong();
        Caller caller = Caller.current();
        List<Kept> page = rejections.list(before, limit);
        String last = page.size() < limit ? null : page.get(page.size() - 1).id();
        return new ActivityViews.Page<>(
                page.stream()
                        .filter(kept -> caller.mayRead(kept.rejection().tenant()))
                        .map(RejectionViews.Brief::of)
                        .toList(),
                last == null ? null : Pages.after(request, "before", last));
    }

    @GetMapping("/{id}")
    RejectionViews.Whole show(@PathVariable String id) {
        Caller caller = Caller.current();
        return rejections
                .find(id)
                .filter(kept -> caller.mayRead(kept.rejection().tenant()))
                .map(RejectionViews.Whole::of)
                .orElseThrow(() ->
                        new ProblemException(Problem.of(404, "unknown_rejection", "There is no such rejection.")));
    }
}
