package org.activityrelay.relay.delivery.classifier;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.delivery.ClassifiedException;
import org.activityrelay.relay.delivery.Classifier;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.Reason;

/**
 * Asks one judge per kind of destination, the most specific first: a mail or database failure often wraps one of the
 * wire, and a mapping failure may wrap either.
 */
public final class FailureClassifier implements Classifier {

    private final HttpJudge http;
    private final List<Judge> judges;

    /** @param clock for Retry-After dates */
    public FailureClassifier(Clock clock) {
        NetworkJudge network = new NetworkJudge();
        http = new HttpJudge(new RetryAfter(clock));
        judges = List.of(
                http,
                new MailJudge(network),
                new SqlJudge(network),
                new QueueJudge(network),
                network,
                new MappingJudge());
    }

    @Override
    public Outcome classify(Throwable failure, AttemptEvidence evidence) {
        return judge(new Causes(failure), evidence);
    }

    @Override
    public Attempt attempt(Throwable failure, AttemptEvidence evidence) {
        Causes causes = new Causes(failure);
        FailureDetail detail = new FailureDetail(causes, evidence);
        Outcome outcome = judge(causes, evidence);
        String text = outcome instanceof Outcome.Delivered ? detail.confirmation() : detail.text();
        return new Attempt(outcome, text, detail.statusCode(), evidence.progress());
    }

    private Outcome judge(Causes causes, AttemptEvidence evidence) {
        if (causes.root() == null) {
            return http.judgeAnswer(evidence).orElseGet(() -> new Outcome.Delivered(null, null));
        }
        Optional<ClassifiedException> classified = causes.first(ClassifiedException.class);
        if (classified.isPresent()) {
            return classified.get().outcome();
        }
        return Stream.concat(judges.stream().map(judge -> judge.judge(causes, evidence)), Stream.of(unknown(evidence)))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow();
    }

    /** A failure nobody knows, but perhaps the receiver's answer says enough. */
    private Optional<Outcome> unknown(AttemptEvidence evidence) {
        return http.judgeAnswer(evidence).or(() -> Optional.of(Verdict.retry(Reason.UNEXPECTED_ERROR, evidence)));
    }
}
