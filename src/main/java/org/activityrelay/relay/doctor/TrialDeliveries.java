package org.activityrelay.relay.doctor;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.configuration.RunningContexts;
import org.activityrelay.relay.intake.Body;
import org.activityrelay.relay.intake.BodyReader;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.Identity;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.ledger.RecordKey;
import org.activityrelay.relay.ledger.Records;
import org.activityrelay.relay.ledger.Records.StoredActivity;
import org.activityrelay.relay.ledger.Records.StoredDelivery;
import org.activityrelay.relay.routing.PlannedDelivery;

/** Which delivery is tried: the one that the rules made of a stored record, or would make of one that is not. */
final class TrialDeliveries {

    private final Function<RunningContexts, BodyReader> reader;
    private final Records records;
    private final Identity identity;

    TrialDeliveries(Function<RunningContexts, BodyReader> reader, Records records, Identity identity) {
        this.reader = reader;
        this.records = records;
        this.identity = identity;
    }

    /** @throws TrialRefusedException when there is none, or it is not to be tried */
    TrialDelivery ofStored(String destination, String activityId, RecordTrial.Asked asked) {
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
        return new TrialDelivery(first.id(), claim, true, there.size());
    }

    /** @throws TrialRefusedException when the body is not one record, or that record is stored */
    TrialDelivery ofBody(RunningContexts contexts, String destination, byte[] body, RecordTrial.Asked asked) {
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
        return new TrialDelivery(null, claim, first != null, planned.size());
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
                Instant.now().plus(TrialAttempt.LEASE));
    }
}
