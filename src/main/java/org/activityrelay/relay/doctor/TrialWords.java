package org.activityrelay.relay.doctor;

import java.util.ArrayList;
import java.util.List;
import org.activityrelay.relay.configuration.Rehearsed;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.RecordedRequest;

/** Tells what a trial showed or did. */
final class TrialWords {

    private TrialWords() {}

    static List<String> notes(TrialDelivery candidate, Rehearsed rehearsed, boolean crm) {
        List<String> notes = new ArrayList<>();
        if (!candidate.planned()) {
            notes.add("The rules would not send this record there.");
        }
        if (candidate.deliveries() > 1) {
            notes.add("The rules make " + candidate.deliveries() + " deliveries of it there; this is the first one.");
        }
        boolean keyed = crm
                || rehearsed.requests().stream()
                        .anyMatch(request -> request.kind().equals("sql"));
        if (!candidate.isStored() && !keyed) {
            notes.add("When this record is handed in later and delivered, the receiver gets it a second time, under the"
                    + " same key (" + candidate.claim().deliveryKey() + ").");
        }
        return notes;
    }

    static String written(TrialDelivery candidate, Attempt attempt) {
        if (attempt.outcome() instanceof Outcome.Delivered) {
            return candidate.isStored()
                    ? "The receiver has the record, and the ledger knows: a replay leaves it alone, and later revisions"
                            + " bring it up to date once the destination is live."
                    : "The receiver has the record. Here it was not stored: the audit trail is all that tells of it. Remove"
                            + " it there if it was only an example.";
        }
        boolean perhaps = attempt.outcome() instanceof Outcome.Retry retry && retry.ambiguous();
        return (perhaps
                        ? "The receiver may have the record, and did not say so: look there. "
                        : "Nothing was written there. ")
                + (candidate.isStored()
                        ? "The delivery is recorded in dry-run as before."
                        : "Here nothing was stored but the entries in the audit trail.");
    }

    static TrialReport report(
            String destination,
            boolean sent,
            TrialDelivery candidate,
            Attempt attempt,
            List<TrialReport.Exchange> exchanges,
            List<String> notes) {
        Outcome.Delivered to = attempt.outcome() instanceof Outcome.Delivered delivered ? delivered : null;
        return new TrialReport(
                destination,
                sent,
                candidate.isStored() ? candidate.claim().activityId() : null,
                candidate.claim().part(),
                attempt.outcome() instanceof Outcome.Retry
                        ? "retry"
                        : attempt.outcome().word(),
                attempt.outcome().reason(),
                attempt.detail(),
                to == null || !sent ? null : to.externalId(),
                to == null || !sent ? null : to.externalUrl(),
                exchanges,
                List.copyOf(notes));
    }

    static List<TrialReport.Exchange> exchanges(List<RecordedRequest> requests) {
        return requests.stream()
                .map(request ->
                        new TrialReport.Exchange(request.kind(), request.lookup(), request.description(), null, null))
                .toList();
    }

    /** What a question was answered says something of people. */
    static List<TrialReport.Exchange> watched(List<AttemptEvidence.Exchanged> exchanges) {
        return exchanges.stream()
                .map(exchanged -> new TrialReport.Exchange(
                        exchanged.request().kind(),
                        exchanged.request().lookup(),
                        exchanged.request().description(),
                        exchanged.answer() == null ? null : exchanged.answer().status(),
                        exchanged.answer() == null || exchanged.request().lookup()
                                ? null
                                : exchanged.answer().excerpt()))
                .toList();
    }

    /** For the audit trail. */
    static String outcome(Attempt attempt) {
        if (attempt.outcome() instanceof Outcome.Delivered delivered) {
            return delivered.word() + (delivered.externalId() == null ? "" : " as " + delivered.externalId());
        }
        String reason = attempt.outcome().reason();
        return attempt.outcome().word() + (reason == null ? "" : ": " + reason);
    }
}
