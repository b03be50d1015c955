package org.activityrelay.relay.ledger;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.routing.Plan;

/** The accepting side in SQL. */
final class SqlLedger implements Ledger {

    private final AcceptWriter writer;
    private final Rerouting rerouting;
    private final RecordContent content;
    private final Persons persons;
    private final Identity identity;

    SqlLedger(AcceptWriter writer, Rerouting rerouting, RecordContent content, Persons persons, Identity identity) {
        this.writer = writer;
        this.rerouting = rerouting;
        this.content = content;
        this.persons = persons;
        this.identity = identity;
    }

    @Override
    public CompletableFuture<Accepted> accept(Submission submission) {
        Objects.requireNonNull(submission.plan(), "a submission needs a plan");
        Activity activity = submission.activity();
        String canonical = Json.write(activity.json());
        return writer.accept(new Entry(
                InteractionKey.of(activity, identity),
                submission,
                canonical,
                content.fingerprint(activity),
                persons.in(activity),
                size(submission, canonical)));
    }

    /** Bytes that wait in memory, roughly: the text and the tree behind it, and the original. */
    private static long size(Submission submission, String canonical) {
        int original = submission.original() == null ? 0 : submission.original().length;
        return 4L * canonical.length() + original + 1024;
    }

    @Override
    public int reroute(String activityId, Plan plan) {
        return rerouting.reroute(activityId, plan);
    }
}
