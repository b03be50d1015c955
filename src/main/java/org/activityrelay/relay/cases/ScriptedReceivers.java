package org.activityrelay.relay.cases;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.activityrelay.relay.delivery.RecordedRequest;
import org.activityrelay.relay.delivery.Rehearsal;

/** Answers HTTP requests as a case says: the first answer that fits and is not used yet, else the last that fits. */
final class ScriptedReceivers implements Rehearsal {

    private final List<Script> scripts = new ArrayList<>();
    private final Set<Integer> used = new HashSet<>();

    ScriptedReceivers(List<Case.Answer> answers, Comparison comparison) {
        for (Case.Answer answer : answers) {
            String request = comparison.resolved(answer.request(), "answers", answer.line());
            String pattern = Pattern.quote(request).replace("*", "\\E.*\\Q");
            scripts.add(new Script(
                    Pattern.compile(pattern, Pattern.DOTALL),
                    request,
                    answer.line(),
                    new Rehearsal.Answer(answer.status(), answer.headers(), answer.body())));
        }
    }

    @Override
    public Optional<Rehearsal.Answer> answer(RecordedRequest request) {
        JsonNode description = request.description();
        String asked = description.path("method").asText() + " "
                + description.path("url").asText();
        Integer last = null;
        for (int i = 0; i < scripts.size(); i++) {
            if (scripts.get(i).request().matcher(asked).matches()) {
                last = i;
                if (used.add(i)) {
                    break;
                }
            }
        }
        return Optional.ofNullable(last).map(index -> scripts.get(index).answer());
    }

    /** An answer that nobody asked for is a mistake, or a request that is missing. */
    void reportUnused(Comparison comparison) {
        for (int i = 0; i < scripts.size(); i++) {
            if (!used.contains(i)) {
                Script script = scripts.get(i);
                comparison.differs("answers", script.line(), "a request " + script.shown(), "there is none");
            }
        }
    }

    private record Script(Pattern request, String shown, int line, Rehearsal.Answer answer) {}
}
