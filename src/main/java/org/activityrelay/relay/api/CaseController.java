package org.activityrelay.relay.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.activityrelay.relay.cases.CaseResult;
import org.activityrelay.relay.cases.CaseResults;
import org.activityrelay.relay.cases.Difference;
import org.activityrelay.relay.cases.RunningCases;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.security.Caller;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The cases of the routes that run, run once more. */
@RestController
class CaseController {

    private final RunningCases cases;

    CaseController(RunningCases cases) {
        this.cases = cases;
    }

    @PostMapping(path = "/api/v1/tests", produces = MediaType.APPLICATION_JSON_VALUE)
    Run run(HttpServletRequest request) throws IOException {
        Caller.current();
        RepairBody body = RepairBody.read(request, Set.of("only"));
        String only = body.text("only");
        body.refuseIfWrong();
        return Run.of(
                only == null
                        ? cases.run()
                        : cases.run(name -> name.toLowerCase(Locale.ROOT).contains(only.toLowerCase(Locale.ROOT))));
    }

    /** @param good whether all is as expected */
    record Run(boolean good, List<Case> cases, List<Finding> mistakes, List<Finding> uncovered) {

        static Run of(CaseResults results) {
            return new Run(
                    results.isGood(),
                    results.cases().stream().map(Case::of).toList(),
                    results.mistakes(),
                    results.uncovered());
        }
    }

    /** @param differences none if all is as expected */
    record Case(String name, String file, int line, boolean good, long millis, List<Difference> differences) {

        static Case of(CaseResult result) {
            return new Case(
                    result.name(),
                    result.file(),
                    result.line(),
                    result.isGood(),
                    result.millis(),
                    result.differences());
        }
    }
}
