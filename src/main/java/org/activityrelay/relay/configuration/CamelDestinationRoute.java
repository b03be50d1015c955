package org.activityrelay.relay.configuration;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.activityrelay.relay.component.DestinationConsumer;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.delivery.Classifier;
import org.activityrelay.relay.delivery.DestinationRoute;
import org.activityrelay.relay.delivery.DryRunStore;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.Rate;
import org.activityrelay.relay.delivery.Rehearsal;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.Mode;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;

/** A destination route loaded into the context of its mode. */
class CamelDestinationRoute implements DestinationRoute {

    /** Variables in which a route leaves what the receiver calls the thing written. */
    private static final String EXTERNAL_ID = "externalId";

    private static final String EXTERNAL_URL = "externalUrl";

    private final DestinationConsumer consumer;
    private final Mode mode;
    private final Classifier classifier;
    private final DryRunStore dryRuns;

    CamelDestinationRoute(DestinationConsumer consumer, Mode mode, Classifier classifier, DryRunStore dryRuns) {
        this.consumer = consumer;
        this.mode = mode;
        this.classifier = classifier;
        this.dryRuns = dryRuns;
    }

    @Override
    public String name() {
        return consumer.getEndpoint().getName();
    }

    @Override
    public Mode mode() {
        return mode;
    }

    @Override
    public int concurrency() {
        return consumer.getEndpoint().getConcurrency();
    }

    @Override
    public List<Duration> retry() {
        return consumer.getEndpoint().retrySchedule();
    }

    @Override
    public Rate rate() {
        return consumer.getEndpoint().rateLimit();
    }

    /** Whether it gets later revisions of a record it already holds. */
    boolean follows() {
        return consumer.getEndpoint().isFollow();
    }

    @Override
    public Attempt deliver(Claim claim) {
        return attempt(new AttemptEvidence(claim), mode == Mode.DRY_RUN);
    }

    /** The same without keeping what would have been sent; only for a route that records. */
    Rehearsed rehearse(Claim claim, Rehearsal rehearsal) {
        AttemptEvidence evidence = new AttemptEvidence(claim, rehearsal);
        Attempt attempt = attempt(evidence, false);
        return new Rehearsed(attempt, evidence.recorded());
    }

    /** Runs it with somebody watching what is sent. */
    LiveTrial.Watched watched(Claim claim, boolean stored) {
        AttemptEvidence evidence = new AttemptEvidence(claim);
        evidence.watch();
        if (!stored) {
            evidence.keepNothing();
        }
        Attempt attempt = attempt(evidence, false);
        return new LiveTrial.Watched(attempt, evidence.exchanges());
    }

    private Attempt attempt(AttemptEvidence evidence, boolean keep) {
        try {
            Exchange exchange = run(evidence.claim(), evidence);
            Exception failure = failure(exchange);
            return failure == null ? ended(exchange, evidence, keep) : classifier.attempt(failure, evidence);
        } catch (Exception failure) {
            return classifier.attempt(failure, evidence);
        }
    }

    private Exchange run(Claim claim, AttemptEvidence evidence) {
        Exchange exchange = consumer.getEndpoint().createExchange(ExchangePattern.InOnly);
        exchange.getMessage().setBody(claim.activity());
        exchange.setVariable(Delivery.VARIABLE, Delivery.of(claim, mode));
        evidence.during(() -> consumer.run(exchange));
        return exchange;
    }

    private static Exception failure(Exchange exchange) {
        if (exchange.getException() != null) {
            return exchange.getException();
        }
        boolean rolledBack = exchange.isRollbackOnly() || exchange.isRollbackOnlyLast();
        return rolledBack ? new IllegalStateException("the route rolled back") : null;
    }

    private Attempt ended(Exchange exchange, AttemptEvidence evidence, boolean keep) throws IOException {
        if (!evidence.anythingSent() && evidence.recorded().stream().allMatch(request -> request.lookup())) {
            return new Attempt(
                    new Outcome.Rejected("nothing_sent"),
                    "the route ended without sending anything: look for a filter or choice that left this record out",
                    null,
                    evidence.progress());
        }
        Attempt judged = classifier.attempt(null, evidence);
        if (!(judged.outcome() instanceof Outcome.Delivered)) {
            return judged;
        }
        if (keep) {
            dryRuns.keep(evidence.claim(), evidence.recorded());
        }
        return new Attempt(delivered(exchange), judged.detail(), judged.statusCode(), judged.progress());
    }

    private static Outcome.Delivered delivered(Exchange exchange) {
        return new Outcome.Delivered(
                exchange.getVariable(EXTERNAL_ID, String.class), exchange.getVariable(EXTERNAL_URL, String.class));
    }
}
