package org.activityrelay.relay.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/** What people did to records and destinations. An action that changes the ledger is noted in its own transaction. */
public interface Audit {

    /** Notes what changed nothing in the ledger, synced to disk; answers its id. Throws {@link LedgerUnavailableException}. */
    String note(Deed deed);

    /** Newest first, older than {@code before} (an id, or null); at most 200. */
    List<Noted> list(String before, int limit);

    /** Newest first, not younger than {@code time}; at most 200. */
    List<Noted> until(Instant time, int limit);

    /**
     * Somebody's doing.
     *
     * @param who name of the API key, or of the part of this service that did it by itself
     * @param action a bounded word in snake case: {@code replay}, {@code pause}, {@code erase}, …
     * @param filter what it was asked to act on, without personal data, or null
     * @param count on how many it acted, or null
     * @param detail a few words, without personal data, or null
     */
    record Deed(String who, String action, JsonNode filter, Integer count, String detail) {}

    /** A deed as it was noted. */
    record Noted(String id, Instant at, Deed deed) {}
}
