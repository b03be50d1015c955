package org.activityrelay.relay.intake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.ledger.Accepted;
import org.activityrelay.relay.ledger.ActivityStatus;
import org.activityrelay.relay.ledger.Ledger;
import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.activityrelay.relay.ledger.Submission;
import org.activityrelay.relay.routing.Plan;

/** A ledger in memory that answers as a test wants. */
final class FakeLedger implements Ledger {

    final List<Submission> submissions = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger revisions = new AtomicInteger();
    private Function<Submission, CompletableFuture<Accepted>> answer = this::stored;

    void answer(Function<Submission, CompletableFuture<Accepted>> next) {
        answer = next;
    }

    CompletableFuture<Accepted> stored(Submission submission) {
        int revision = revisions.incrementAndGet();
        return CompletableFuture.completedFuture(new Accepted(
                "id-" + revision, submission.activity().interactionId(), revision, ActivityStatus.ROUTED, false));
    }

    static CompletableFuture<Accepted> unavailable() {
        return CompletableFuture.failedFuture(outage());
    }

    static LedgerUnavailableException outage() {
        return new LedgerUnavailableException("disk full", Duration.ofSeconds(7), null);
    }

    List<Activity> activities() {
        return submissions.stream().map(Submission::activity).toList();
    }

    List<String> ids() {
        return activities().stream().map(Activity::interactionId).toList();
    }

    @Override
    public CompletableFuture<Accepted> accept(Submission submission) {
        submissions.add(submission);
        return answer.apply(submission);
    }

    @Override
    public int reroute(String activityId, Plan plan, String who) {
        throw new UnsupportedOperationException();
    }
}
