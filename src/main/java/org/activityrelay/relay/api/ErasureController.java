package org.activityrelay.relay.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.activityrelay.relay.activity.TenantProfiles;
import org.activityrelay.relay.ledger.Erasures.Subject;
import org.activityrelay.relay.privacy.CopiesUnreachableException;
import org.activityrelay.relay.privacy.Erased;
import org.activityrelay.relay.privacy.Eraser;
import org.activityrelay.relay.privacy.StillUnderWayException;
import org.activityrelay.relay.problem.Problem;
import org.activityrelay.relay.problem.ProblemException;
import org.activityrelay.relay.security.Caller;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** An administrator has a person or an interaction erased everywhere. */
@RestController
class ErasureController {

    private static final Set<String> MORE = Set.of("reason", "dryRun");
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Eraser eraser;
    private final TenantProfiles tenants;
    private final String defaultTenant;

    ErasureController(
            Eraser eraser, TenantProfiles tenants, @Value("${relay.intake.tenant:default}") String defaultTenant) {
        this.eraser = eraser;
        this.tenants = tenants;
        this.defaultTenant = defaultTenant;
    }

    @PostMapping(path = "/api/v1/erasures", produces = MediaType.APPLICATION_JSON_VALUE)
    Erased erase(HttpServletRequest request) throws IOException {
        SubjectBody body = SubjectBody.read(request, MORE);
        Caller caller = Caller.current();
        Subject subject = body.subject(caller, tenants, defaultTenant);
        String reason = body.text("reason");
        boolean dryRun = body.flag("dryRun");
        if (subject != null && reason != null && Eraser.names(subject, reason)) {
            body.wrong("reason", "It names who is to be erased; it is kept in the audit trail.");
        }
        body.refuseIfWrong();
        return erase(new Eraser.Request(subject, reason, dryRun, caller.name()));
    }

    private Erased erase(Eraser.Request request) {
        try {
            return eraser.erase(request);
        } catch (StillUnderWayException e) {
            throw new ProblemException(
                    Problem.of(409, "deliveries_under_way", "Deliveries are under way; nothing was erased. Try again.")
                            .retryAfter(SOON));
        } catch (CopiesUnreachableException e) {
            throw new ProblemException(Problem.of(
                            503,
                            "place_unreachable",
                            "Not everything was erased, because this cannot be reached now: " + e.place()
                                    + ". What it holds is still known; try again when it answers.")
                    .retryAfter(SOON));
        }
    }
}
