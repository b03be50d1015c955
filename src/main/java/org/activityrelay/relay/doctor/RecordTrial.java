package org.activityrelay.relay.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.activityrelay.relay.configuration.InvalidSettingException;
import org.activityrelay.relay.configuration.LiveTrial;
import org.activityrelay.relay.configuration.RefusedConfigurationException;
import org.activityrelay.relay.configuration.Rehearsed;
import org.activityrelay.relay.configuration.RelayContexts;
import org.activityrelay.relay.configuration.RunningContexts;
import org.activityrelay.relay.configuration.UsableContexts;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.RecordedRequest;
import org.activityrelay.relay.delivery.Rehearsal;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.LiveDestinations;
import org.activityrelay.relay.intake.BodyReader;
import org.activityrelay.relay.ledger.Audit;
import org.activityrelay.relay.ledger.DeliveryQueue;
import org.activityrelay.relay.ledger.Identity;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.ledger.Records;
import org.activityrelay.relay.ledger.Trials;

/**
 * Sends one record for real to a destination that is in dry-run: by the route, the judgement and the write log of every
 * delivery, and nothing else beside it. Of a stored record its own delivery is taken, so that the ledger knows afterwards
 * what the receiver has. Thread-safe.
 */
public final class RecordTrial {

    private final UsableContexts running;
    private final Supplier<RelayContexts> builder;
    private final DestinationsSettings settings;
    private final TrialDeliveries deliveries;
    private final TrialAttempt attempt;

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
        this.settings = settings;
        this.deliveries = new TrialDeliveries(reader, records, identity);
        this.attempt = new TrialAttempt(trials, queue, audit);
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

    /**
     * Tries a stored record.
     *
     * @throws TrialRefusedException when it cannot be
     */
    public TrialReport stored(String destination, String activityId, Asked asked) {
        return running.with(contexts -> {
            accept(contexts, destination);
            return tried(contexts, destination, deliveries.ofStored(destination, activityId, asked), asked);
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
            return tried(contexts, destination, deliveries.ofBody(contexts, destination, body, asked), asked);
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

    private TrialReport tried(RunningContexts contexts, String destination, TrialDelivery candidate, Asked asked) {
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
        List<String> notes = TrialWords.notes(candidate, rehearsed, crm[0]);
        String lacking = lacking(destination);
        if (lacking != null && asked.send()) {
            throw new TrialRefusedException(409, "not_set_up", lacking);
        }
        if (lacking != null) {
            notes.add("It cannot be sent yet. " + lacking);
        }
        if (!asked.send() || !(rehearsed.attempt().outcome() instanceof Outcome.Delivered)) {
            return TrialWords.report(
                    destination,
                    false,
                    candidate,
                    rehearsed.attempt(),
                    TrialWords.exchanges(rehearsed.requests()),
                    notes);
        }
        try (LiveTrial live = builder.get().buildLive(contexts.snapshot(), destination)) {
            LiveTrial.Watched watched = attempt.run(destination, candidate, live, asked.who());
            List<TrialReport.Exchange> exchanges = watched.exchanges().isEmpty()
                    ? TrialWords.exchanges(rehearsed.requests())
                    : TrialWords.watched(watched.exchanges());
            notes.add(TrialWords.written(candidate, watched.attempt()));
            return TrialWords.report(destination, true, candidate, watched.attempt(), exchanges, notes);
        } catch (RefusedConfigurationException refused) {
            throw new TrialRefusedException(
                    409,
                    "not_loadable",
                    "The route cannot be live: " + refused.getMessage().replaceAll("\\s+", " "));
        }
    }
}
