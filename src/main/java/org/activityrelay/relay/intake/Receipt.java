package org.activityrelay.relay.intake;

import java.util.List;
import org.activityrelay.relay.ledger.Accepted;

/**
 * The answer to one body, item by item, in the order of the body.
 *
 * @param batch whether the body was an array or NDJSON
 * @param items at least one
 */
public record Receipt(boolean batch, List<Item> items) {

    /** One item: stored, refused, or not stored now. */
    public sealed interface Item {}

    /** Stored, or a duplicate of something stored. */
    public record Stored(Accepted accepted) implements Item {}

    /**
     * Not a record.
     *
     * @param rejectionId where the body is kept
     * @param status the HTTP status that fits: 400, 413 or 422
     * @param problems what is wrong and where
     */
    public record Refused(String rejectionId, int status, List<Problem> problems) implements Item {}

    /** Fine, but the ledger could not store it; the sender keeps it and tries again. */
    public record NotStored(String detail) implements Item {}

    /**
     * @param pointer JSON Pointer into the item (RFC 6901), empty for the whole
     * @param detail what is wrong and what to do
     */
    public record Problem(String pointer, String detail) {}
}
