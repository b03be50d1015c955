package org.activityrelay.relay.destination;

import java.util.LinkedHashMap;
import java.util.Map;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.ledger.Claim;

/** The delivery that runs on this thread, as plain values for mappings and templates. */
public final class DeliveryFacts {

    private DeliveryFacts() {}

    /** Facts of the current attempt; empty outside an attempt. Nothing in them changes from one attempt to the next. */
    public static Map<String, Object> current() {
        AttemptEvidence evidence = AttemptEvidence.current();
        return evidence == null ? Map.of() : of(evidence.claim());
    }

    private static Map<String, Object> of(Claim claim) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", claim.deliveryId());
        facts.put("activityId", claim.activityId());
        facts.put("destination", claim.destination());
        facts.put("part", claim.part());
        facts.put("arguments", claim.arguments());
        facts.put("revision", claim.revision());
        facts.put("recordKey", claim.recordKey());
        facts.put("deliveryKey", claim.deliveryKey());
        facts.put(
                "receivedAt",
                claim.receivedAt() == null ? null : claim.receivedAt().toEpochMilli());
        return facts;
    }
}
