package org.activityrelay.relay.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.configuration.InvalidSettingException;
import org.activityrelay.relay.configuration.LiveTrial;
import org.activityrelay.relay.configuration.RefusedConfigurationException;
import org.activityrelay.relay.configuration.Rehearsed;
import org.activityrelay.relay.configuration.RelayContexts;
import org.activityrelay.relay.configuration.RunningContexts;
import org.activityrelay.relay.configuration.UsableContexts;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.delivery.Masking;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.RecordedRequest;
import org.activityrelay.relay.delivery.Rehearsal;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.LiveDestinations;
import org.activityrelay.relay.intake.Body;
import org.activityrelay.relay.intake.BodyReader;
import org.activityrelay.relay.ledger.Audit;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.DeliveryQueue;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.Identity;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.ledger.RecordKey;
import org.activityrelay.relay.ledger.Records;
import org.activityrelay.relay.ledger.Records.StoredActivity;
import org.activityrelay.relay.ledger.Records.StoredDelivery;
import org.activityrelay.relay.ledger.Settlement;
import org.activityrelay.relay.ledger.Trials;
import org.activityrelay.relay.routing.PlannedDelivery;

/**
 * Sends one record for real to a destination that is in dry-run: by the route, the judgement and the write log of every
 * delivery, and nothing else beside it. Of a stored record its own delivery is taken, so that the ledger knows afterwards
 * what the receiver has. Thread-safe.
 */
public final class RecordTrial {

    /** No receiver is waited for any longer; the lease outlasts it. */
    private static final Duration LONGEST = Duration.ofSeconds(90);

    private static final Duration LEASE = Duration.ofMinutes(5);

    private final UsableContexts running;
    private final Supplier<RelayContexts> builder;
    private final Function<RunningContexts, BodyReader> reader;
    private final DestinationsSettings settings;
    private final Records records;
    private final Trials trials;
    private final DeliveryQueue queue;
    private final Audit audit;
    private final Identity identity;

    /** @param builder makes the destination that lives for one delivery */
    public RecordTrial(
            UsableContexts running,
            Supplier<RelayContexts> builder,
            Function<RunningContexts, BodyReader> reader,
            DestinationsSettings settings,
            Records records,
            Trials trials,
            DeliveryQueue queue,
            Audit audit,
            Identity identity) {
        this.running = running;
        this.builder = builder;
        this.reader = reader;
        this.settings = settings;
        this.records = records;
        this.trials = trials;
        this.queue = queue;
        this.audit = audit;
        this.identity = identity;
    }

    /**
     * Who tries, and how far.
     *
     * @param who name of the caller
     * @param tenant whose record a body is; null for the default
     * @param mayRead whether the caller may see records of a tenant
     * @param send whether it is done, or only shown
     */
    public record Asked(String who, String tenant, Predicate<String> mayRead, boolean send) {}

    /** One delivery that could be tried. */
    private record Candidate(String deliveryId, Claim claim, boolean planned, int deliveries) {

        boolean isStored() {
            return deliveryId != null;
        }
    }

    /**
     * Tries a stored record.
     *
     * @throws TrialRefusedException when it cannot be
     */
    public TrialReport stored(String destination, String activityId, Asked asked) {
        return running.with(contexts -> {
            accept(contexts, destination);
            return tried(contexts, destination, ofStored(destination, activityId, asked), asked);
        });
    }

    /**
     * Tries a record that is not stored; it is not stored by it.
     *
     * @throws TrialRefusedException when it cannot be
     */
    public TrialReport unstored(String destination, byte[] body, Asked asked) {
        return running.with(contexts -> {
            accept(contexts, destination);
            return tried(contexts, destination, ofBody(contexts, destination, body, asked), asked);
        });
    }

    private void accept(RunningContexts contexts, String destination) {
        if (!contexts.recorders().containsKey(destination)) {
            throw new TrialRefusedException(404, "unknown_destination", "There is no such destination.");
        }
        if (contexts.configuredMode(destination) == Mode.LIVE) {
            throw new TrialRefusedException(
                    409,
                    "live",
                    "The destination is live: records go there by themselves, and a delivery is repeated by a replay.");
        }
    }

    // ---- which delivery

    private Candidate ofStored(String destination, String activityId, Asked asked) {
        StoredActivity stored = records.find(activityId)
                .filter(found ->
                        asked.mayRead().test(found.canonical().path("tenant").asText()))
                .orElseThrow(() -> new TrialRefusedException(404, "unknown_activity", "There is no such record."));
        if (stored.revision() != stored.latestRevision()) {
            throw new TrialRefusedException(
                    409,
                    "outdated",
                    "Revision " + stored.revision() + " of this record has been corrected: try revision "
                            + stored.latestRevision() + ".");
        }
        List<StoredDelivery> there = stored.deliveries().stream()
                .filter(delivery -> delivery.destination().equals(destination))
                .toList();
        if (there.isEmpty()) {
            throw new TrialRefusedException(
                    409,
                    "not_planned",
                    "The rules did not send this record there. Try another one, or change the rules and have this one"
                            + " routed again (./relay reroute).");
        }
        StoredDelivery first = there.get(0);
        if (first.mode() == Mode.LIVE && first.state() == DeliveryState.DELIVERED) {
            throw new TrialRefusedException(
                    409,
                    "delivered",
                    "The receiver has this record already"
                            + (first.externalId() == null ? "" : ", as " + first.externalId()) + ".");
        }
        Activity activity = Activity.of(stored.canonical());
        Claim claim = claim(
                first.id(),
                activityId,
                destination,
                first.part(),
                first.arguments(),
                activity,
                stored.revision(),
                stored.receivedAt());
        return new Candidate(first.id(), claim, true, there.size());
    }

    private Candidate ofBody(RunningContexts contexts, String destination, byte[] body, Asked asked) {
        List<BodyReader.Item> items =
                reader.apply(contexts).read(new Body(body, null, "try", null, asked.tenant(), null));
        if (items.size() != 1) {
            throw new TrialRefusedException(
                    400, "several_records", "There are " + items.size() + " records in it; exactly one is tried.");
        }
        Activity activity = items.get(0).activity();
        if (activity == null) {
            throw new TrialRefusedException(
                    422, "no_record", "It is no record that could be stored: ./relay explain says why.");
        }
        stored(activity).ifPresent(id -> {
            throw new TrialRefusedException(
                    409, "stored", "This interaction is stored already: try record " + id + ".");
        });
        List<PlannedDelivery> planned = contexts.routing().plan(activity).deliveries().stream()
                .filter(delivery -> delivery.destination().equals(destination))
                .toList();
        PlannedDelivery first = planned.isEmpty() ? null : planned.get(0);
        Claim claim = claim(
                UUID.randomUUID().toString(),
                UUID.randomUUID().toString(),
                destination,
                first == null ? "" : first.part(),
                first == null ? new TreeMap<>() : first.arguments(),
                activity,
                1,
                Instant.now());
        return new Candidate(null, claim, first != null, planned.size());
    }

    /** Id of the newest revision of the interaction, if there is one. */
    private Optional<String> stored(Activity activity) {
        return records.search(Records.Query.ofInteraction(activity.tenant(), activity.interactionId())).items().stream()
                .filter(found -> activity.kind() == null
                        || activity.kind().equals(found.canonical().path("kind").asText()))
                .map(StoredActivity::id)
                .findFirst();
    }

    private Claim claim(
            String deliveryId,
            String activityId,
            String destination,
            String part,
            SortedMap<String, String> arguments,
            Activity activity,
            int revision,
            Instant receivedAt) {
        String key = RecordKey.of(activity, identity, destination, part);
        return new Claim(
                deliveryId,
                activityId,
                destination,
                part,
                arguments,
                activity,
                revision,
                1,
                1,
                key,
                RecordKey.delivery(key, revision),
                null,
                receivedAt,
                Instant.now().plus(LEASE));
    }

    // ---- showing and doing

    /** What keeps the destination from being live, or null. */
    private String lacking(String destination) {
        try {
            List<String> missing = LiveDestinations.missing(settings, destination);
            return missing.isEmpty()
                    ? null
                    : "Not set: " + String.join(", ", missing) + ". Set " + LiveDestinations.variables(missing)
                            + " in the environment and start the service again.";
        } catch (InvalidSettingException wrong) {
            return wrong.key() + ": " + wrong.what() + "; " + wrong.remedy() + ".";
        }
    }

    private TrialReport tried(RunningContexts contexts, String destination, Candidate candidate, Asked asked) {
        boolean[] crm = {false};
        Rehearsed rehearsed = contexts.rehearse(candidate.claim(), new Rehearsal() {
            @Override
            public Optional<Answer> answer(RecordedRequest request) {
                return Optional.empty();
            }

            @Override
            public void mapped(String object, JsonNode fields) {
                crm[0] = true;
            }
        });
        List<String> notes = notes(candidate, rehearsed, crm[0]);
        String lacking = lacking(destination);
        if (lacking != null && asked.send()) {
            throw new TrialRefusedException(409, "not_set_up", lacking);
        }
        if (lacking != null) {
            notes.add("It cannot be sent yet. " + lacking);
        }
        if (!asked.send() || !(rehearsed.attempt().outcome() instanceof Outcome.Delivered)) {
            return report(destination, false, candidate, rehearsed.attempt(), exchanges(rehearsed.requests()), notes);
        }
        try (LiveTrial live = builder.get().buildLive(contexts.snapshot(), destination)) {
            return done(destination, candidate, live, rehearsed, notes, asked);
        } catch (RefusedConfigurationException refused) {
            throw new TrialRefusedException(
                    409,
                    "not_loadable",
                    "The route cannot be live: " + refused.getMessage().replaceAll("\\s+", " "));
        }
    }

    private static List<String> notes(Candidate candidate, Rehearsed rehearsed, boolean crm) {
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

    private TrialReport done(
            String destination,
            Candidate candidate,
            LiveTrial live,
            Rehearsed rehearsed,
            List<String> notes,
            Asked asked) {
        Claim claim = candidate.isStored() ? taken(candidate.deliveryId()) : candidate.claim();
        ObjectNode what = JsonNodeFactory.instance.objectNode().put("destination", destination);
        if (candidate.isStored()) {
            what.put("activity", claim.activityId());
        } else {
            what.put("recordKey", claim.recordKey());
        }
        Instant begun = Instant.now();
        LiveTrial.Watched watched = null;
        boolean noted = false;
        try {
            audit.note(new Audit.Deed(asked.who(), "try", what, 1, null));
            noted = true;
            watched = within(() -> live.deliver(claim, candidate.isStored()));
        } finally {
            if (candidate.isStored()) {
                Attempt attempt = watched == null ? brokenOff(claim, noted) : watched.attempt();
                queue.settle(List.of(settlement(claim, attempt, begun)));
            }
        }
        Attempt attempt = watched.attempt();
        audit.note(new Audit.Deed(asked.who(), "try_ended", what, null, outcome(attempt)));
        List<TrialReport.Exchange> exchanges =
                watched.exchanges().isEmpty() ? exchanges(rehearsed.requests()) : watched(watched.exchanges());
        notes.add(written(candidate, attempt));
        return report(destination, true, candidate, attempt, exchanges, notes);
    }

    private Claim taken(String deliveryId) {
        String owner = ManagementFactory.getRuntimeMXBean().getName() + "/try-" + UUID.randomUUID();
        return trials.take(deliveryId, owner, LEASE)
                .orElseThrow(
                        () -> new TrialRefusedException(
                                409,
                                "busy",
                                "This record is being delivered there now, or was changed meanwhile. Try it again in a moment."));
    }

    private static LiveTrial.Watched within(Supplier<LiveTrial.Watched> delivery) {
        ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
            Thread worker = new Thread(work, "trial");
            worker.setDaemon(true);
            return worker;
        });
        try {
            Future<LiveTrial.Watched> result = thread.submit(delivery::get);
            return result.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            return new LiveTrial.Watched(
                    new Attempt(
                            new Outcome.Retry("attempt_timeout", null, true),
                            "no end within " + LONGEST.toSeconds() + " s",
                            null,
                            null),
                    List.of());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible.getCause());
        } finally {
            thread.shutdownNow();
        }
    }

    /** @param mayHaveArrived whether anything may have been sent by then */
    private static Attempt brokenOff(Claim claim, boolean mayHaveArrived) {
        return new Attempt(
                new Outcome.Retry("unexpected_error", null, mayHaveArrived),
                "the trial broke off",
                null,
                claim.progress());
    }

    /** What did not arrive waits again, and is recorded as before. */
    private static Settlement settlement(Claim claim, Attempt attempt, Instant begun) {
        boolean delivered = attempt.outcome() instanceof Outcome.Delivered;
        Outcome.Delivered to = delivered ? (Outcome.Delivered) attempt.outcome() : null;
        return new Settlement(
                claim.deliveryId(),
                claim.attempt(),
                delivered ? DeliveryState.DELIVERED : DeliveryState.PENDING,
                delivered ? null : Duration.ZERO,
                Mode.LIVE,
                word(attempt.outcome()),
                reason(attempt.outcome()),
                Masking.mask(attempt.detail()),
                attempt.statusCode(),
                delivered ? to.externalId() : null,
                delivered ? to.externalUrl() : null,
                attempt.progress(),
                begun,
                Duration.between(begun, Instant.now()));
    }

    private static String written(Candidate candidate, Attempt attempt) {
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

    private static TrialReport report(
            String destination,
            boolean sent,
            Candidate candidate,
            Attempt attempt,
            List<TrialReport.Exchange> exchanges,
            List<String> notes) {
        Outcome.Delivered to = attempt.outcome() instanceof Outcome.Delivered delivered ? delivered : null;
        return new TrialReport(
                destination,
                sent,
                candidate.isStored() ? candidate.claim().activityId() : null,
                candidate.claim().part(),
                word(attempt.outcome()).equals("ambiguous") ? "retry" : word(attempt.outcome()),
                reason(attempt.outcome()),
                attempt.detail(),
                to == null || !sent ? null : to.externalId(),
                to == null || !sent ? null : to.externalUrl(),
                exchanges,
                List.copyOf(notes));
    }

    private static List<TrialReport.Exchange> exchanges(List<RecordedRequest> requests) {
        return requests.stream()
                .map(request ->
                        new TrialReport.Exchange(request.kind(), request.lookup(), request.description(), null, null))
                .toList();
    }

    /** What a question was answered says something of people. */
    private static List<TrialReport.Exchange> watched(List<AttemptEvidence.Exchanged> exchanges) {
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

    private static String outcome(Attempt attempt) {
        if (attempt.outcome() instanceof Outcome.Delivered delivered) {
            return "delivered" + (delivered.externalId() == null ? "" : " as " + delivered.externalId());
        }
        String reason = reason(attempt.outcome());
        return word(attempt.outcome()) + (reason == null ? "" : ": " + reason);
    }

    private static String word(Outcome outcome) {
        if (outcome instanceof Outcome.Delivered) {
            return "delivered";
        }
        if (outcome instanceof Outcome.Rejected) {
            return "rejected";
        }
        if (outcome instanceof Outcome.Pause) {
            return "pause";
        }
        return ((Outcome.Retry) outcome).ambiguous() ? "ambiguous" : "retry";
    }

    private static String reason(Outcome outcome) {
        if (outcome instanceof Outcome.Rejected rejected) {
            return rejected.reason();
        }
        if (outcome instanceof Outcome.Pause pause) {
            return pause.reason();
        }
        return outcome instanceof Outcome.Retry retry ? retry.reason() : null;
    }
}
