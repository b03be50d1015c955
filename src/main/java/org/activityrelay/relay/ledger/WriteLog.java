package org.activityrelay.relay.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What receivers were sent that are looked after field by field. A request is kept before it leaves, so that it is
 * resent unchanged, whatever becomes of the mapping, until the receiver has answered definitely; then what it holds is
 * kept, so that a later write sends only what has changed. Rows go with their interaction. All of it throws {@link
 * LedgerUnavailableException}.
 */
public interface WriteLog {

    /** What is known of a delivery. */
    Optional<Entry> of(String deliveryId);

    /** What is known of the thing that a delivery writes, by the latest other delivery of it that was perhaps sent. */
    Optional<Entry> before(Claim claim);

    /** A request is about to be sent. Returns when it is kept. */
    void begin(Claim claim, JsonNode request);

    /**
     * The receiver has it.
     *
     * @param held all fields that this service has put there
     * @param externalId what the receiver calls it, or null
     */
    void confirm(Claim claim, JsonNode held, String externalId);

    /** The receiver has refused the request for good; what it held before it still holds. */
    void refuse(Claim claim);

    /**
     * What one delivery wrote.
     *
     * @param request not answered yet, or null
     * @param held confirmed, or null
     * @param externalId what the receiver calls it, or null
     */
    record Entry(int revision, JsonNode request, JsonNode held, String externalId) {}
}
