package org.activityrelay.relay.privacy;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** A place beside the ledger where this service keeps what records say. */
public interface Copies {

    /** What the place is called in answers, for example {@code dry-run files}. */
    String place();

    /**
     * Whether the ledger may forget an erased interaction although this place could not be reached: so if what is there
     * can be found without it.
     */
    default boolean isFoundWithoutLedger() {
        return false;
    }

    /**
     * Erases everything that holds one of the traces.
     *
     * @param onlyCount whether to leave it where it is
     * @return how many things (rows, files, records in files, messages) held one; empty when there is no such place
     * @throws IOException when the place cannot be reached or refuses; to be repeated then
     */
    Optional<Integer> erase(Traces traces, boolean onlyCount) throws IOException;

    /**
     * Deletes what is older.
     *
     * @param settled until when finished things were put there that may go
     * @param open the same of things that wait for a person to do something
     * @return how many things
     * @throws IOException when the place cannot be reached or refuses; to be repeated then
     */
    default int purge(Instant settled, Instant open) throws IOException {
        return 0;
    }
}
