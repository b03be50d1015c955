package org.activityrelay.relay.ledger;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.routing.Plan;

/** The accepting side in SQL. */
final class SqlLedger implements Ledger {

    private final AcceptWriter writer;
    private final Rerouting rerouting;
    private final RecordContent rules;
    private final Persons persons;
    private final Identity identity;
    private final AcceptMetrics metrics;

    SqlLedger(
            AcceptWriter writer,
            Rerouting rerouting,
            RecordContent rules,
            Persons persons,
            Identity identity,
            AcceptMetrics metrics) {
        this.writer = writer;
        this.rerouting = rerouting;
        this.rules = rules;
        this.persons = persons;
        this.identity = identity;
        this.metrics = metrics;
    }

    @Override
    public CompletableFuture<Accepted> accept(Submission submission) {
        Activity activity = submission.activity();
        Plan plan = Objects.requireNonNull(submission.plan(), "a submission needs a plan");
        InteractionKey key = InteractionKey.of(activity, identity);
        Content content = Content.of(key, activity, rules.fingerprint(activity), persons.in(activity), plan);
        CompletableFuture<Accepted> answer =
                writer.accept(new Entry(key, submission, content, size(submission, content)));
        answer.thenAccept(accepted -> metrics.accepted(submission.intake(), accepted));
        return answer;
    }

    /** The text, the tree behind it, and the original. */
    private static long size(Submission submission, Content content) {
        int original = submission.original() == null ? 0 : submission.original().length;
        return 4L * content.canonical().length() + original + 1024;
    }

    @Override
    public int reroute(String activityId, Plan plan, String who) {
        return rerouting.reroute(activityId, plan, who);
    }
}
