package org.activityrelay.relay.configuration;

import java.time.Duration;
import java.util.List;
import org.activityrelay.relay.component.ActivityEndpoint;
import org.activityrelay.relay.component.DestinationConsumer;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.delivery.Classifier;
import org.activityrelay.relay.delivery.DestinationRoute;
import org.activityrelay.relay.delivery.DryRunStore;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.RecordedRequest;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.Mode;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;

/** A destination route loaded into the context of its mode. */
class CamelDestinationRoute implements DestinationRoute {

    private static final int DETAIL = 2000;

    private final DestinationConsumer consumer;
    private final Mode mode;
    private final Classifier classifier;
    private final DryRunStore dryRuns;
    private final Secrets secrets;
    private final List<Duration> retry;

    CamelDestinationRoute(
            DestinationConsumer consumer,
            Mode mode,
            Classifier classifier,
            DryRunStore dryRuns,
            Secrets secrets,
            List<Duration> defaultRetry) {
        this.consumer = consumer;
        this.mode = mode;
        this.classifier = classifier;
        this.dryRuns = dryRuns;
        this.secrets = secrets;
        List<Duration> own = consumer.getEndpoint().retrySchedule();
        this.retry = own == null ? defaultRetry : own;
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
        return retry;
    }

    ActivityEndpoint endpoint() {
        return consumer.getEndpoint();
    }

    @Override
    public Attempt deliver(Claim claim) {
        AttemptEvidence evidence = new AttemptEvidence(claim);
        try {
            Exchange exchange = run(claim, evidence);
            return exchange.getException() == null
                    ? ended(exchange, claim, evidence)
                    : failed(exchange.getException(), evidence);
        } catch (Exception e) {
            return failed(e, evidence);
        }
    }

    /** Runs the route and answers what was seen; for dry-runs also what it would have sent. */
    private Exchange run(Claim claim, AttemptEvidence evidence) {
        Exchange exchange = consumer.getEndpoint().createExchange(ExchangePattern.InOnly);
        exchange.getMessage().setBody(claim.activity());
        exchange.setVariable(Delivery.VARIABLE, Delivery.of(claim, mode));
        evidence.during(() -> consumer.run(exchange));
        return exchange;
    }

    private Attempt ended(Exchange exchange, Claim claim, AttemptEvidence evidence) {
        if (exchange.isRollbackOnly() || exchange.isRollbackOnlyLast()) {
            return failed(new IllegalStateException("the route rolled back"), evidence);
        }
        boolean sent = mode == Mode.LIVE
                ? evidence.anythingSent()
                : evidence.recorded().stream().anyMatch(request -> !request.lookup());
        if (!sent) {
            return new Attempt(
                    new Outcome.Rejected("nothing_sent"),
                    "the route ended without sending anything: look for a filter or choice that left this record out",
                    null,
                    evidence.progress());
        }
        if (mode == Mode.DRY_RUN) {
            List<RecordedRequest> recorded = evidence.recorded();
            dryRuns.keep(claim, recorded);
        }
        return new Attempt(
                new Outcome.Delivered(
                        exchange.getVariable("externalId", String.class),
                        exchange.getVariable("externalUrl", String.class)),
                null,
                status(evidence),
                evidence.progress());
    }

    private Attempt failed(Throwable failure, AttemptEvidence evidence) {
        return new Attempt(
                classifier.classify(failure, evidence),
                detail(failure, evidence),
                status(evidence),
                evidence.progress());
    }

    private static Integer status(AttemptEvidence evidence) {
        return evidence.answer() == null ? null : evidence.answer().status();
    }

    private String detail(Throwable failure, AttemptEvidence evidence) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = failure; cause != null && text.length() < DETAIL; cause = next(cause)) {
            text.append(text.isEmpty() ? "" : "; caused by ")
                    .append(cause.getClass().getSimpleName())
                    .append(cause.getMessage() == null ? "" : ": " + cause.getMessage());
        }
        if (evidence.answer() != null && evidence.answer().excerpt() != null) {
            text.append("; answer: ").append(evidence.answer().excerpt());
        }
        String masked = secrets.mask(text.toString());
        return masked.length() > DETAIL ? masked.substring(0, DETAIL) : masked;
    }

    private static Throwable next(Throwable failure) {
        return failure.getCause() == failure ? null : failure.getCause();
    }
}
