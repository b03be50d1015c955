package org.activityrelay.relay.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.activityrelay.relay.activity.TenantProfiles;
import org.activityrelay.relay.ledger.Erasures.Subject;
import org.activityrelay.relay.privacy.Subjects;
import org.activityrelay.relay.problem.Problem;
import org.activityrelay.relay.problem.ProblemException;
import org.activityrelay.relay.security.Caller;

/**
 * A request body that names a person or an interaction: in a body and not in an address, so that no access log shows
 * whom. Read strictly: a misspelt field could erase too much.
 */
final class SubjectBody {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 16_384;
    private static final int LONGEST_TEXT = 500;
    private static final List<String> NAMES = Subjects.KINDS;

    private final JsonNode body;
    private final Problem problem = Problem.of(
            400, "bad_subject", "This does not say whom or what is meant; errors says what is wrong and where.");

    private SubjectBody(JsonNode body) {
        this.body = body;
    }

    /**
     * @param more what the body may have besides {@code phone}, {@code email}, {@code interactionId} and {@code tenant}
     * @throws ProblemException 400 when it is no JSON object, or has something else
     */
    static SubjectBody read(HttpServletRequest request, Set<String> more) throws IOException {
        byte[] bytes = request.getInputStream().readNBytes(LONGEST + 1);
        SubjectBody read = new SubjectBody(object(bytes));
        read.body.fieldNames().forEachRemaining(name -> {
            if (!NAMES.contains(name) && !name.equals("tenant") && !more.contains(name)) {
                read.problem.error("", "It has a field that is not known here.");
            }
        });
        return read;
    }

    private static JsonNode object(byte[] bytes) {
        try {
            JsonNode tree = bytes.length > LONGEST ? null : JSON.readTree(bytes);
            if (tree != null && tree.isObject()) {
                return tree;
            }
        } catch (IOException malformed) {
            // Answered below: its message would quote the body.
        }
        throw new ProblemException(Problem.of(400, "malformed", "The body is one JSON object of at most 16 KB."));
    }

    /** Null when absent. */
    String text(String name) {
        JsonNode value = body.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()
                || value.textValue().isBlank()
                || value.textValue().length() > LONGEST_TEXT) {
            problem.error("/" + name, "It is a text of at most " + LONGEST_TEXT + " characters.");
            return null;
        }
        return value.textValue().strip();
    }

    boolean flag(String name) {
        JsonNode value = body.path(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            problem.error("/" + name, "It is true or false.");
        }
        return value.asBoolean();
    }

    /** Adds what is wrong with one field. */
    void wrong(String name, String detail) {
        problem.error("/" + name, detail);
    }

    /** The subject, in the form by which records are found; null when something is wrong with it. */
    Subject subject(Caller caller, TenantProfiles tenants, String defaultTenant) {
        List<String> given = NAMES.stream().filter(body::hasNonNull).toList();
        if (given.size() != 1) {
            problem.error("", "It has exactly one of phone, email and interactionId.");
            return null;
        }
        String tenant = caller.tenant() == null ? text("tenant") : caller.tenant();
        String name = given.get(0);
        String asTyped = text(name);
        if (asTyped == null) {
            return null;
        }
        String region = tenants.of(tenant == null ? defaultTenant : tenant).defaultRegion();
        Optional<Subject> subject = Subjects.of(name, asTyped, tenant, region);
        if (subject.isEmpty()) {
            problem.error("/" + name, "It cannot be understood. Write a phone number with its country code.");
        }
        return subject.orElse(null);
    }

    /** Throws {@link ProblemException} 400 when anything was wrong. */
    void refuseIfWrong() {
        if (problem.hasErrors()) {
            throw new ProblemException(problem);
        }
    }
}
