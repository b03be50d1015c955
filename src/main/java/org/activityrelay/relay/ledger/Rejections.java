package org.activityrelay.relay.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Refused bodies. */
public interface Rejections {

    /** Keeps a refused body, synced to disk; answers its id. Throws {@link LedgerUnavailableException}. */
    String keep(Rejection rejection);

    Optional<Kept> find(String id);

    /** Newest first, older than {@code before} (an id, or null), without the bodies of those already corrected. */
    List<Kept> list(String before, int limit);

    /** Notes that a corrected body was stored as this activity. */
    void corrected(String id, String activityId);

    /** A kept rejection; {@code activityId} is null until a corrected body was stored. */
    record Kept(String id, Instant receivedAt, Rejection rejection, String activityId) {}
}
