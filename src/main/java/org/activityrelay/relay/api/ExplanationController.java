package org.activityrelay.relay.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Locale;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.explain.Explanation;
import org.activityrelay.relay.explain.RunningExplainer;
import org.activityrelay.relay.intake.IntakeSettings;
import org.activityrelay.relay.ledger.Records;
import org.activityrelay.relay.ledger.Records.StoredActivity;
import org.activityrelay.relay.problem.Problem;
import org.activityrelay.relay.problem.ProblemException;
import org.activityrelay.relay.security.Caller;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** What would happen to a record, without its happening. */
@RestController
class ExplanationController {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_QUESTION = 200;
    private static final int MOST_RECORDS = 100;

    private final RunningExplainer explainer;
    private final Records records;
    private final int longest;

    ExplanationController(RunningExplainer explainer, Records records, IntakeSettings intake) {
        this.explainer = explainer;
        this.records = records;
        this.longest = Math.toIntExact(intake.maxRecordSize().toBytes());
    }

    @PostMapping(path = "/api/v1/explanations", produces = MediaType.APPLICATION_JSON_VALUE)
    Explanation explain(HttpServletRequest request) throws IOException {
        Caller caller = Caller.current();
        byte[] body = request.getInputStream().readNBytes(longest + 1);
        if (body.length > longest) {
            throw tooMuch("The body has more than " + longest + " bytes");
        }
        String id = id(body);
        if (id != null) {
            return stored(id, caller);
        }
        Explanation explanation = explainer.with(by -> by.explain(body, caller.tenant(), MOST_RECORDS));
        if (explanation == null) {
            throw tooMuch("The body has more than " + MOST_RECORDS + " records");
        }
        return explanation;
    }

    private static ProblemException tooMuch(String what) {
        return new ProblemException(
                Problem.of(413, "too_large", what + ". Ask for one of them, or use 'relay explain <file>'."));
    }

    /** Whether the body only names a stored record; no record has just one field. */
    static String id(byte[] body) {
        if (body.length > LONGEST_QUESTION) {
            return null;
        }
        try {
            JsonNode question = JSON.readTree(body);
            return question != null
                            && question.isObject()
                            && question.size() == 1
                            && question.path("id").isTextual()
                    ? question.path("id").textValue()
                    : null;
        } catch (IOException noJson) {
            return null;
        }
    }

    private Explanation stored(String id, Caller caller) {
        StoredActivity stored = records.find(id.toLowerCase(Locale.ROOT))
                .filter(found -> caller.mayRead(found.canonical().path("tenant").asText()))
                .orElseThrow(
                        () -> new ProblemException(Problem.of(404, "unknown_activity", "There is no such record.")));
        return explainer.with(
                by -> by.explainStored(Activity.of(stored.canonical()), stored.revision(), stored.original()));
    }
}
