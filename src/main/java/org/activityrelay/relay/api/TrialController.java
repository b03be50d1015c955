package org.activityrelay.relay.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.activityrelay.relay.doctor.RecordTrial;
import org.activityrelay.relay.doctor.RecordTrial.Asked;
import org.activityrelay.relay.doctor.TrialRefusedException;
import org.activityrelay.relay.doctor.TrialReport;
import org.activityrelay.relay.intake.IntakeSettings;
import org.activityrelay.relay.problem.Problem;
import org.activityrelay.relay.problem.ProblemException;
import org.activityrelay.relay.security.Caller;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** One record for real, to a destination that is in dry-run: shown first, then sent. */
@RestController
class TrialController {

    private static final Set<String> PARAMETERS = Set.of("send");

    private final RecordTrial trial;
    private final int longest;

    TrialController(RecordTrial trial, IntakeSettings intake) {
        this.trial = trial;
        this.longest = Math.toIntExact(intake.maxRecordSize().toBytes());
    }

    @PostMapping(
            path = "/api/v1/destinations/{name}/trials",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    TrialReport run(@PathVariable String name, HttpServletRequest request) throws IOException {
        Caller caller = Caller.current();
        QueryParameters parameters = new QueryParameters(request, PARAMETERS);
        boolean send = "true".equals(parameters.word("send", Set.of("true", "false")));
        parameters.refuseIfWrong();
        byte[] body = request.getInputStream().readNBytes(longest + 1);
        if (body.length > longest) {
            throw new ProblemException(Problem.of(413, "too_large", "The record has more than " + longest + " bytes."));
        }
        Asked asked = new Asked(caller.name(), caller.tenant(), caller::mayRead, send);
        String id = ExplanationController.id(body);
        try {
            return id == null
                    ? trial.unstored(name, body, asked)
                    : trial.stored(name, id.toLowerCase(Locale.ROOT), asked);
        } catch (TrialRefusedException refused) {
            throw new ProblemException(Problem.of(refused.status(), refused.reason(), refused.getMessage()));
        }
    }
}
