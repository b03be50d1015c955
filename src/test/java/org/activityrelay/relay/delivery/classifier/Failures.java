package org.activityrelay.relay.delivery.classifier;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.delivery.AttemptEvidence.Answer;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.ledger.Claim;

/** What the classifier tests share: a clock that stands still, and evidence in its few forms. */
final class Failures {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final FailureClassifier CLASSIFIER = new FailureClassifier(Clock.fixed(NOW, ZoneOffset.UTC));

    private Failures() {}

    static AttemptEvidence nothingSeen() {
        ObjectNode record = JsonNodeFactory.instance
                .objectNode()
                .put("interactionId", "8C5F")
                .put("phoneNumber", "+1 650 555 0100")
                .put("contactName", "Ada Lovelace");
        return new AttemptEvidence(new Claim(
                "d", "a", "crm", "", new TreeMap<>(), Activity.of(record), 1, 1, 1, "k", "k/1", null, NOW, NOW));
    }

    /** A write left and nothing answered. */
    static AttemptEvidence writeBegan() {
        AttemptEvidence evidence = nothingSeen();
        evidence.writeBegan();
        return evidence;
    }

    /** A write left and was answered. */
    static AttemptEvidence written(int status, String contentType, String body) {
        AttemptEvidence evidence = writeBegan();
        evidence.answered(new Answer(status, Map.of("content-type", contentType), body));
        evidence.sent();
        return evidence;
    }

    /** The outcome in one line: {@code retry read_timeout ambiguous}, {@code pause unauthorized}, {@code reject refused}. */
    static String words(Throwable failure, AttemptEvidence evidence) {
        return words(CLASSIFIER.classify(failure, evidence));
    }

    static String words(Outcome outcome) {
        if (outcome instanceof Outcome.Retry retry) {
            return "retry " + retry.reason() + (retry.ambiguous() ? " ambiguous" : "")
                    + (retry.after() == null ? "" : " after " + retry.after().toSeconds());
        }
        if (outcome instanceof Outcome.Rejected rejected) {
            return "reject " + rejected.reason();
        }
        if (outcome instanceof Outcome.Pause pause) {
            return "pause " + pause.reason();
        }
        return "delivered";
    }
}
