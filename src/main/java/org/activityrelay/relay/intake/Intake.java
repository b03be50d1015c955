package org.activityrelay.relay.intake;

import java.util.concurrent.CompletableFuture;

/** Takes bodies from any door, reads the records in them, and stores them. */
public interface Intake {

    /**
     * Reads and stores everything in one body: a record, an array, NDJSON, or a CloudEvents envelope. Order is kept.
     * Items that are not records are kept as rejections and reported; good neighbours are stored all the same.
     *
     * @return completes after everything is committed; fails with
     *     {@link org.activityrelay.relay.ledger.LedgerUnavailableException} when nothing could be stored
     */
    CompletableFuture<Receipt> accept(Body body);
}
