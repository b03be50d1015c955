package org.activityrelay.relay.destination;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.activityrelay.relay.ledger.RequestCounts;

/** What is used of the budgets of requests that operators have set, over all processes. */
public final class RequestBudgets {

    private final DestinationsSettings settings;
    private final RequestCounts counts;

    public RequestBudgets(DestinationsSettings settings, RequestCounts counts) {
        this.settings = settings;
        this.counts = counts;
    }

    /**
     * One destination's day (UTC).
     *
     * @param used requests, with those that a process has set aside for its next ones
     * @param perDay the budget
     * @param warnAt percent of it at which a warning comes
     */
    public record Day(long used, long perDay, int warnAt) {

        /** Whether so much is used that somebody should know. */
        public boolean isScarce() {
            return used * 100 >= perDay * warnAt;
        }

        /** Whether nothing more is sent today. */
        public boolean isSpent() {
            return used >= perDay;
        }

        /** When the next day begins. */
        public Instant renewedAt(Instant now) {
            return LocalDate.ofInstant(now, ZoneOffset.UTC)
                    .plusDays(1)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
        }
    }

    /** By destination; those without a budget are not in it. */
    public Map<String, Day> today() {
        Map<String, Day> days = new TreeMap<>();
        settings.destination().keySet().forEach(name -> {
            CrmSettings.Budget budget = settings.of(name).crm().budget();
            if (budget.limit() > 0) {
                days.put(name, new Day(0, budget.limit(), budget.warning()));
            }
        });
        if (!days.isEmpty()) {
            counts.today()
                    .forEach((name, used) ->
                            days.computeIfPresent(name, (same, day) -> new Day(used, day.perDay(), day.warnAt())));
        }
        return days;
    }
}
