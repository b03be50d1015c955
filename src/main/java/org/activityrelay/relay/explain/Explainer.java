package org.activityrelay.relay.explain;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.configuration.Rehearsed;
import org.activityrelay.relay.configuration.RunningContexts;
import org.activityrelay.relay.configuration.Snapshot;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.RecordedRequest;
import org.activityrelay.relay.delivery.Rehearsal;
import org.activityrelay.relay.intake.Body;
import org.activityrelay.relay.intake.BodyReader;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.Identity;
import org.activityrelay.relay.ledger.RecordKey;
import org.activityrelay.relay.routing.Decision;
import org.activityrelay.relay.routing.Plan;
import org.activityrelay.relay.routing.PlannedDelivery;
import org.activityrelay.relay.routing.UnroutedReason;

/**
 * Says what one configuration would do with a record: how it is read, which rule sends it where, and exactly what each
 * destination would send. Thread-safe.
 */
public final class Explainer {

    /** Stands for the ids that a record gets when it is stored. */
    private static final String NO_ID = "00000000-0000-0000-0000-000000000000";

    private final RunningContexts contexts;
    private final BodyReader reader;
    private final Identity identity;

    /**
     * @param contexts their recording routes are run
     * @param identity what makes two records the same, for the keys
     */
    public Explainer(RunningContexts contexts, BodyReader reader, Identity identity) {
        this.contexts = contexts;
        this.reader = reader;
        this.identity = identity;
    }

    /** Explains every record of a body; {@code tenant} may be null for the configured default. */
    public Explanation explain(byte[] body, String tenant) {
        return explain(body, tenant, Integer.MAX_VALUE);
    }

    /** The same, or null when there are more records than so many. */
    public Explanation explain(byte[] body, String tenant, int most) {
        List<BodyReader.Item> items = reader.read(new Body(body, null, "explain", null, tenant, null));
        return items.size() > most
                ? null
                : explanation(items.stream()
                        .map(item -> explain(item, Rehearsal.UNANSWERED))
                        .toList());
    }

    /** Explains one item as read. */
    public Explanation.Record explain(BodyReader.Item item, Rehearsal rehearsal) {
        if (item.activity() == null) {
            return new Explanation.Record(
                    item.place(),
                    item.dialect(),
                    Explanation.Status.REFUSED.word(),
                    new Explanation.Refusal(item.status(), item.problems()),
                    null,
                    1,
                    null,
                    List.of());
        }
        return explain(item.place(), item.dialect(), item.activity(), 1, rehearsal);
    }

    /** Explains a stored record as this configuration would treat it. */
    public Explanation explainStored(Activity activity, int revision, byte[] original) {
        String dialect = original == null ? null : reader.dialect(original);
        return explanation(List.of(explain(null, dialect, activity, revision, Rehearsal.UNANSWERED)));
    }

    /** Reads bodies for this configuration. */
    public BodyReader reader() {
        return reader;
    }

    private Explanation explanation(List<Explanation.Record> records) {
        return new Explanation(contexts.snapshot().hash(), records);
    }

    private Explanation.Record explain(
            String place, String dialect, Activity activity, int revision, Rehearsal rehearsal) {
        Plan plan = contexts.routing().plan(activity);
        Explanation.Unrouted unrouted = plan.unrouted() == null ? null : unrouted(plan);
        return new Explanation.Record(
                place,
                dialect,
                (unrouted == null ? Explanation.Status.ROUTED : Explanation.Status.UNROUTED).word(),
                null,
                activity.json(),
                revision,
                unrouted,
                plan.deliveries().stream()
                        .map(delivery -> delivery(delivery, activity, revision, rehearsal))
                        .toList());
    }

    private Explanation.Unrouted unrouted(Plan plan) {
        String remedy = plan.unrouted() == UnroutedReason.NO_RULE_MATCHED
                ? "add a rule for such records, or one without a condition that takes the rest"
                : "correct the rule; records that it left unrouted can then be routed again";
        return new Explanation.Unrouted(plan.unrouted().word(), plan.detail(), rule(plan.failedAt()), remedy);
    }

    private Explanation.Delivery delivery(
            PlannedDelivery planned, Activity activity, int revision, Rehearsal rehearsal) {
        Rehearsed rehearsed = contexts.rehearse(claim(planned, activity, revision), rehearsal);
        Attempt attempt = rehearsed.attempt();
        boolean delivered = attempt.outcome() instanceof Outcome.Delivered;
        return new Explanation.Delivery(
                planned.destination(),
                planned.part(),
                planned.arguments(),
                rule(planned.decision()),
                contexts.configuredMode(planned.destination()).word(),
                word(attempt.outcome()),
                attempt.outcome().reason(),
                delivered ? null : attempt.detail(),
                attempt.outcome() instanceof Outcome.Delivered outcome ? outcome.externalId() : null,
                rehearsed.requests().stream().map(Explainer::request).toList());
    }

    private Claim claim(PlannedDelivery planned, Activity activity, int revision) {
        String recordKey = RecordKey.of(activity, identity, planned.destination(), planned.part());
        return new Claim(
                NO_ID,
                NO_ID,
                planned.destination(),
                planned.part(),
                planned.arguments(),
                activity,
                revision,
                1,
                1,
                recordKey,
                RecordKey.delivery(recordKey, revision),
                null,
                Instant.now(),
                Instant.MAX);
    }

    private Explanation.Rule rule(Decision decision) {
        return decision == null
                ? null
                : new Explanation.Rule(
                        decision.routeId(), decision.file(), decision.line(), decision.whenLine(), condition(decision));
    }

    /** What stands behind {@code simple:} at the condition's line, or the line itself. */
    private String condition(Decision decision) {
        if (decision.whenLine() == null) {
            return null;
        }
        List<String> lines = contexts.snapshot()
                .text(Snapshot.ROUTES + decision.file())
                .map(text -> text.lines().toList())
                .orElse(List.of());
        int last = Math.min(lines.size(), decision.line() == null ? 0 : decision.line() - 1);
        for (int i = decision.whenLine() - 1; i < last; i++) {
            String line = lines.get(i).strip().replaceFirst("^- ", "");
            if (line.startsWith("simple:") || line.startsWith("jsonata:") || line.startsWith("expression: \"")) {
                String written = line.substring(line.indexOf(':') + 1).strip();
                boolean quoted = written.length() > 1 && (written.startsWith("\"") || written.startsWith("'"));
                return quoted ? written.substring(1, written.length() - 1) : written;
            }
        }
        return decision.whenLine() <= lines.size()
                ? lines.get(decision.whenLine() - 1)
                        .strip()
                        .replaceFirst("^- ", "")
                        .replaceFirst(":$", "")
                : null;
    }

    private static Explanation.Request request(RecordedRequest request) {
        return new Explanation.Request(
                request.kind(),
                request.lookup(),
                request.description(),
                request.extension().equals("eml") ? new String(request.content(), StandardCharsets.UTF_8) : null);
    }

    /** Whether nothing answered is no question where nothing is sent. */
    private static String word(Outcome outcome) {
        return outcome instanceof Outcome.Retry ? "retry" : outcome.word();
    }
}
