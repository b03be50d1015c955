package org.activityrelay.relay.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.activityrelay.relay.routing.Decision;

/** Stored records with the plan that each got, for comparing rules. Read in short transactions, a page at a time. */
public interface PlannedRecords {

    /** Most records of a page. */
    int MOST = 500;

    /**
     * The newest first, every revision.
     *
     * @param before id of the last one of the page before, or null
     * @param from the oldest reception that is wanted, or null
     * @param limit 1 to {@link #MOST}
     */
    List<Planned> page(String before, Instant from, int limit);

    /**
     * How many there are, up to a number.
     *
     * @param from the oldest reception that is wanted, or null
     */
    int count(Instant from, int most);

    /**
     * One stored revision.
     *
     * @param canonical the merged canonical record
     * @param unroutedReason bounded word, or null
     * @param failedAt the routing step that failed, or null
     * @param deliveries those that a rule asked for; what follows an earlier revision is not among them
     */
    record Planned(
            String id,
            int revision,
            String tenant,
            Instant receivedAt,
            ObjectNode canonical,
            String unroutedReason,
            Decision failedAt,
            String configurationHash,
            List<Delivery> deliveries) {}

    /** One delivery of the plan. */
    record Delivery(String destination, String part, SortedMap<String, String> arguments, Decision decision) {}
}
