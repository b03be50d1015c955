package org.activityrelay.relay.ledger;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What operators do to many deliveries or records at once, or to one: counted first, then done in short transactions,
 * each audited as it is done. All may be repeated after a crash. Every method throws {@link LedgerUnavailableException}.
 */
public interface Repairs {

    /** What replaying would do. */
    Forecast forecast(Replay replay);

    /** Makes them due now, oldest record first. Of those that changed since {@code asOf} none is touched. */
    Done replay(Replay replay, int most, String who);

    Forecast forecast(Cancellation cancellation);

    /** Takes them back; what is in flight may end, but is not repeated. */
    Done cancel(Cancellation cancellation, int most, String who);

    RerouteForecast forecast(RecordFilter filter);

    /** Asks the rules that run now; adds what is missing, repeats nothing. */
    Rerouted reroute(RecordFilter filter, int most, String who);

    /** The database's clock. */
    Instant now();

    /**
     * Deliveries of the newest revisions to be delivered again: those parked, unless the filter names another state, or a
     * reason that only those have that are pending.
     * With the mode dry-run also what was only recorded, where the destination is live by now.
     *
     * @param includeDelivered also what the receiver has already; never without it, whatever state the filter names
     * @param deliveryId the only one, or null
     * @param asOf leave alone what ended later: what a replay did already is then never done twice
     */
    record Replay(DeliveryFilter filter, boolean includeDelivered, String deliveryId, Instant asOf) {}

    /**
     * Deliveries to be taken back: those that are pending, in flight or parked, unless the filter names one of these.
     *
     * @param deliveryId the only one, or null
     */
    record Cancellation(DeliveryFilter filter, String deliveryId, Instant asOf) {}

    /**
     * @param count at most {@link Deliveries#MOST_COUNTED}
     * @param overwritten how many that are delivered would be written again, by destination that takes updates
     * @param sentAgain how many that are delivered would arrive a second time, by destination
     * @param stillInDryRun destinations whose recorded deliveries are left alone
     * @param outdated how many match but are left alone, because a newer revision has taken their place
     * @param sample the first of them
     */
    record Forecast(
            int count,
            SortedMap<String, Integer> overwritten,
            SortedMap<String, Integer> sentAgain,
            SortedSet<String> stillInDryRun,
            int outdated,
            List<Deliveries.Item> sample) {}

    /** @param sample the first of them, with the destinations that they would get now */
    record RerouteForecast(int count, List<Candidate> sample) {}

    /** @param destinations of the plan that the rules make now */
    record Candidate(
            String activityId,
            String tenant,
            String interactionId,
            int revision,
            Instant receivedAt,
            String reason,
            List<String> destinations) {}

    /**
     * @param audit id of the deed, or null when nothing was done
     * @param more whether more match than were allowed
     */
    record Done(int count, boolean more, String audit) {}

    /**
     * @param asked records that the rules were asked for
     * @param routed records that got something
     * @param added deliveries
     */
    record Rerouted(int asked, int routed, int added, boolean more, String audit) {}
}
