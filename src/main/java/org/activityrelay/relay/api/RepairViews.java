package org.activityrelay.relay.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.activityrelay.relay.ledger.Deliveries;
import org.activityrelay.relay.ledger.Repairs;
import org.activityrelay.relay.ledger.Repairs.Candidate;
import org.activityrelay.relay.ledger.Repairs.Done;
import org.activityrelay.relay.ledger.Repairs.Forecast;
import org.activityrelay.relay.ledger.Repairs.RerouteForecast;

/** Repairs as the API shows them. */
final class RepairViews {

    private RepairViews() {}

    /**
     * A replay or a cancellation.
     *
     * @param count how many matched
     * @param done how many were changed, or null in a dry run
     * @param more whether more match than are done at once
     * @param atMost how many are done at once
     * @param outdated how many matched but are of a revision whose place another has taken; they are left alone
     * @param asOf what ended later is left alone: repeat a request with it, and nothing is done twice
     * @param audit id of the deed, or null
     */
    record Repair(
            boolean dryRun,
            int count,
            Integer done,
            boolean more,
            int atMost,
            int countedUpTo,
            Instant asOf,
            Map<String, Integer> overwritten,
            Map<String, Integer> sentAgain,
            Set<String> stillInDryRun,
            int outdated,
            List<DeliveryViews.Brief> sample,
            String audit) {

        static Repair of(Forecast forecast, Instant asOf, int most) {
            return of(forecast, asOf, most, true, null, forecast.count() > most, null);
        }

        static Repair of(Forecast forecast, Instant asOf, int most, Done done) {
            return of(forecast, asOf, most, false, done.count(), done.more(), done.audit());
        }

        private static Repair of(
                Forecast forecast, Instant asOf, int most, boolean dryRun, Integer done, boolean more, String audit) {
            return new Repair(
                    dryRun,
                    forecast.count(),
                    done,
                    more,
                    most,
                    Deliveries.MOST_COUNTED,
                    asOf,
                    forecast.overwritten(),
                    forecast.sentAgain(),
                    forecast.stillInDryRun(),
                    forecast.outdated(),
                    forecast.sample().stream().map(DeliveryViews.Brief::of).toList(),
                    audit);
        }
    }

    /**
     * A re-route.
     *
     * @param asked records that the rules were asked for, or null in a dry run
     * @param routed records that got something
     * @param added deliveries
     */
    record Reroute(
            boolean dryRun,
            int count,
            Integer asked,
            Integer routed,
            Integer added,
            boolean more,
            int atMost,
            int countedUpTo,
            List<Sample> sample,
            String audit) {

        static Reroute of(RerouteForecast forecast, int most) {
            return new Reroute(
                    true,
                    forecast.count(),
                    null,
                    null,
                    null,
                    forecast.count() > most,
                    most,
                    Deliveries.MOST_COUNTED,
                    sample(forecast),
                    null);
        }

        static Reroute of(RerouteForecast forecast, int most, Repairs.Rerouted rerouted) {
            return new Reroute(
                    false,
                    forecast.count(),
                    rerouted.asked(),
                    rerouted.routed(),
                    rerouted.added(),
                    rerouted.more(),
                    most,
                    Deliveries.MOST_COUNTED,
                    sample(forecast),
                    rerouted.audit());
        }

        private static List<Sample> sample(RerouteForecast forecast) {
            return forecast.sample().stream().map(Sample::of).toList();
        }
    }

    /** @param destinations of the plan that the rules that run now would make */
    record Sample(DeliveryViews.Owner activity, String reason, List<String> destinations) {

        static Sample of(Candidate candidate) {
            return new Sample(
                    new DeliveryViews.Owner(
                            candidate.activityId(),
                            ActivityViews.address(candidate.activityId()),
                            candidate.tenant(),
                            candidate.interactionId(),
                            candidate.revision(),
                            candidate.receivedAt()),
                    candidate.reason(),
                    candidate.destinations());
        }
    }
}
