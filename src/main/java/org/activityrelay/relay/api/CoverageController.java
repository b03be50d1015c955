package org.activityrelay.relay.api;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.activityrelay.relay.cases.RunningCases;
import org.activityrelay.relay.check.Checker;
import org.activityrelay.relay.check.Coverage;
import org.activityrelay.relay.check.CoverageTable;
import org.activityrelay.relay.configuration.RunningContexts;
import org.activityrelay.relay.configuration.UsableContexts;
import org.activityrelay.relay.security.Caller;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where records of every disposition go by the rules that run, and which rules nothing reaches. */
@RestController
class CoverageController {

    private static final Set<String> PARAMETERS = Set.of("only");
    private static final String FALLBACK = "database";

    private final Checker checker;
    private final RunningCases cases;
    private final UsableContexts running;

    CoverageController(Checker checker, RunningCases cases, UsableContexts running) {
        this.checker = checker;
        this.cases = cases;
        this.running = running;
    }

    @GetMapping(path = "/api/v1/coverage", produces = MediaType.APPLICATION_JSON_VALUE)
    JsonNode show(HttpServletRequest request) {
        Caller.current();
        QueryParameters parameters = new QueryParameters(request, PARAMETERS);
        String only = parameters.text("only");
        parameters.refuseIfWrong();
        Coverage coverage = checker.coverage(running.with(RunningContexts::snapshot));
        if (!coverage.unreached().isEmpty()) {
            coverage = coverage.with(cases.run().reached());
        }
        return new CoverageTable(coverage, only == null ? FALLBACK : only).tree();
    }
}
