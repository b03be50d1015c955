package org.activityrelay.relay.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** What deliveries in dry-run would have sent, in the ledger. All of it throws {@link LedgerUnavailableException}. */
public interface DryRuns {

    /** Whether several processes may share this ledger: then dry-run results belong here, and not into files of one. */
    boolean areShared();

    /** Keeps the requests of one delivery in place of those that an earlier revision or attempt of its record kept. */
    void keep(Claim claim, List<Request> requests);

    /** The requests of a delivery in their order; none if a later one of the same record has replaced them. */
    List<Request> requests(String deliveryId);

    /** The delivery whose requests somebody wants to see. */
    Optional<Delivery> delivery(String deliveryId);

    /**
     * One request as it would have been sent.
     *
     * @param kind {@code http}, {@code mail}, {@code sql}, {@code jms} or another scheme
     * @param lookup whether it only asks (a lookup or a token)
     * @param description its parts, with secrets masked
     */
    record Request(String kind, boolean lookup, JsonNode description) {}

    /**
     * A delivery.
     *
     * @param tenant whose record it is
     * @param recordKey names the thing written: the same for every revision
     * @param replaced whether a later revision has been delivered in dry-run to the same place
     */
    record Delivery(String id, String tenant, String destination, String recordKey, boolean replaced) {}
}
