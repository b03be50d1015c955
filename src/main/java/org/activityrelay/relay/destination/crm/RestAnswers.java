package org.activityrelay.relay.destination.crm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.activityrelay.relay.configuration.Nearest;
import org.activityrelay.relay.delivery.Reason;

/**
 * What the answers of a CRM mean that {@code crm:rest/…} speaks with: the HTTP status says it, unless the mapping in the
 * option {@code answers} knows better.
 */
final class RestAnswers {

    /** Longer ones are no sentence for people. */
    private static final int LONGEST_DETAIL = 500;

    private final Jsonatas.Compiled rules;

    /** @param rules or null for none */
    RestAnswers(Jsonatas.Compiled rules) {
        this.rules = rules;
    }

    /** What is asked of the CRM. */
    enum Step {
        FIND,
        CREATE,
        READ,
        UPDATE
    }

    /** What an answer means, if it is no failure. */
    enum Sense {
        DELIVERED,
        EXISTS,
        MISSING
    }

    /** What the rules may say. */
    private enum Word {
        DELIVERED,
        EXISTS,
        MISSING,
        RETRY,
        PARK,
        PAUSE;

        private static final List<String> ALL = Arrays.stream(values())
                .map(word -> word.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    Sense of(Step step, CrmSession crm, CrmAnswer answer) throws java.io.IOException {
        JsonNode said = said(step, crm, answer);
        if (said != null) {
            return told(said, answer);
        }
        if (answer.isSuccess()) {
            return Sense.DELIVERED;
        }
        if (step == Step.CREATE && (answer.status() == 409 || answer.status() == 412)) {
            return Sense.EXISTS;
        }
        boolean gone =
                answer.status() == 404 || answer.status() == 410 || step == Step.UPDATE && answer.status() == 412;
        if (step != Step.CREATE && gone) {
            return Sense.MISSING;
        }
        throw crm.refused(answer);
    }

    /** Null when the rules say nothing of it. What nobody answered, in a dry-run, has nothing to be judged. */
    private JsonNode said(Step step, CrmSession crm, CrmAnswer answer) {
        boolean unanswered = crm.isRecording()
                && answer.isSuccess()
                && answer.body().isObject()
                && answer.body().isEmpty();
        if (rules == null || unanswered) {
            return null;
        }
        ObjectNode input = JsonNodeFactory.instance.objectNode();
        input.put("step", step.name().toLowerCase(Locale.ROOT));
        input.put("status", answer.status());
        ObjectNode headers = input.putObject("headers");
        answer.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        if (!answer.body().isMissingNode()) {
            input.set("body", answer.body());
        }
        input.put("text", answer.text());
        JsonNode said = rules.tree(input);
        return said == null || said.isNull() ? null : said;
    }

    private static Sense told(JsonNode said, CrmAnswer answer) {
        Word word = word(said);
        return switch (word) {
            case DELIVERED -> Sense.DELIVERED;
            case EXISTS -> Sense.EXISTS;
            case MISSING -> Sense.MISSING;
            case RETRY -> throw CrmRefusal.retry(reason(said, Reason.UNAVAILABLE), after(said, answer), detail(said));
            case PARK -> throw CrmRefusal.rejected(reason(said, Reason.UNPROCESSABLE), detail(said));
            case PAUSE -> throw CrmRefusal.pause(reason(said, Reason.UNAVAILABLE), after(said, answer), detail(said));
        };
    }

    private static Word word(JsonNode said) {
        String outcome = said.path("outcome").asText("");
        if (!Word.ALL.contains(outcome)) {
            throw nonsense("outcome " + outcome, outcome, Word.ALL);
        }
        return Word.valueOf(outcome.toUpperCase(Locale.ROOT));
    }

    private static Reason reason(JsonNode said, Reason otherwise) {
        String reason = said.path("reason").asText("");
        List<String> known = Arrays.stream(Reason.values()).map(Reason::word).collect(Collectors.toList());
        return reason.isEmpty()
                ? otherwise
                : Reason.of(reason).orElseThrow(() -> nonsense("reason " + reason, reason, known));
    }

    /** Nothing is known of the answer then; it is asked again, so that nothing is lost while somebody corrects the file. */
    private static CrmRefusal nonsense(String what, String written, List<String> known) {
        return CrmRefusal.retry(
                Reason.UNEXPECTED_ERROR,
                "the mapping of answers says " + what + ", which does not exist; write " + Nearest.to(written, known));
    }

    private static Duration after(JsonNode said, CrmAnswer answer) {
        String header = String.valueOf(answer.header("Retry-After"));
        if (said.path("after").isNumber()) {
            return Duration.ofSeconds(Math.max(0, said.path("after").asLong()));
        }
        return header.matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(header)) : null;
    }

    private static String detail(JsonNode said) {
        String detail = said.path("detail").asText("the CRM refuses it, by the mapping of answers");
        return detail.length() > LONGEST_DETAIL ? detail.substring(0, LONGEST_DETAIL) : detail;
    }
}
