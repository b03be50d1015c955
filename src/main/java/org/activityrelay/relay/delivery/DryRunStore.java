package org.activityrelay.relay.delivery;

import java.io.IOException;
import java.util.List;
import org.activityrelay.relay.ledger.Claim;

/** Keeps what dry-run deliveries would have sent, where people can look at it. */
public interface DryRunStore {

    /**
     * Keeps the requests of one delivery in place of those that an earlier revision or attempt of the same record kept.
     *
     * @throws IOException when they could not be kept; the delivery is then not done
     */
    void keep(Claim claim, List<RecordedRequest> requests) throws IOException;

    /** What is kept of that record for that destination, in the order in which it would have been sent; none: empty. */
    default List<Kept> find(String destination, String recordKey) throws IOException {
        return List.of();
    }

    /**
     * One request that was not sent.
     *
     * @param name under which it is kept
     * @param text of it: a mail, or JSON
     * @param lookup whether it only asks
     */
    record Kept(String name, String text, boolean lookup) {

        /** Without the text. */
        @Override
        public String toString() {
            return name;
        }
    }
}
