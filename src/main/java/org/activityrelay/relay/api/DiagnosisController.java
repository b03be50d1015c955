package org.activityrelay.relay.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.activityrelay.relay.doctor.Diagnosis;
import org.activityrelay.relay.doctor.RunningDoctor;
import org.activityrelay.relay.problem.Problem;
import org.activityrelay.relay.problem.ProblemException;
import org.activityrelay.relay.security.Caller;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Examines this service and its destinations, without writing or sending. They belong to no tenant. */
@RestController
class DiagnosisController {

    private final RunningDoctor doctor;

    DiagnosisController(RunningDoctor doctor) {
        this.doctor = doctor;
    }

    @PostMapping(
            path = "/api/v1/diagnoses",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    Diagnosis examine(@RequestBody JsonNode body) {
        if (Caller.current().tenant() != null) {
            throw new ProblemException(Problem.of(
                    403, "bound_to_tenant", "Destinations serve every tenant; this key is bound to one of them."));
        }
        Problem problem = Problem.of(400, "bad_request", "Send {} or {\"destination\": \"…\"}.");
        String only = new StrictObject(body, "", Set.of("destination"), problem).text("destination");
        if (problem.hasErrors()) {
            throw new ProblemException(problem);
        }
        try {
            return doctor.examine(only);
        } catch (IllegalArgumentException unknown) {
            throw new ProblemException(Problem.of(404, "unknown_destination", "There is no such destination."));
        }
    }
}
