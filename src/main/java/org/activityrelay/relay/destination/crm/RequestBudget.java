package org.activityrelay.relay.destination.crm;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.activityrelay.relay.delivery.Reason;
import org.activityrelay.relay.destination.CrmSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests of a day (UTC) by destination: warns before the budget is spent, and holds the destination when it is. What
 * this process sent is counted from its start; what the CRM itself tells of its limit counts everybody's. Thread-safe.
 */
final class RequestBudget {

    private static final Logger log = LoggerFactory.getLogger(RequestBudget.class);

    private final Map<String, Day> days = new ConcurrentHashMap<>();
    private final Clock clock;
    private final MeterRegistry meters;

    RequestBudget(Clock clock, MeterRegistry meters) {
        this.clock = clock;
        this.meters = meters;
    }

    /** One destination's day. */
    private static final class Day {
        private final Counter requests;
        private LocalDate date;
        private long sent;
        private boolean warned;
        private volatile double used;

        Day(Counter requests) {
            this.requests = requests;
        }

        /** Answers whether this is the first time today that so much is used. */
        private boolean warn(long count, long limit, int percent) {
            used = limit <= 0 ? 0 : (double) count / limit;
            boolean now = !warned && limit > 0 && count * 100 >= limit * (long) percent;
            warned |= now;
            return now;
        }
    }

    /** Counts one request that is about to be sent. */
    void spend(String destination, CrmSettings.Budget budget) {
        Day day = day(destination);
        boolean warn;
        long sent;
        synchronized (day) {
            turn(day);
            if (budget.limit() > 0 && day.sent >= budget.limit()) {
                throw CrmRefusal.pause(
                        Reason.QUOTA_SPENT,
                        untilTomorrow(),
                        "the budget of " + budget.limit() + " requests for today is spent (relay.destination."
                                + destination + ".crm.budget.per-day); it goes on at midnight UTC");
            }
            sent = ++day.sent;
            warn = budget.limit() > 0 && day.warn(sent, budget.limit(), budget.warning());
        }
        day.requests.increment();
        if (warn) {
            log.warn(
                    "Destination {} has used {} of its budget of {} requests for today",
                    destination,
                    sent,
                    budget.limit());
        }
    }

    /** The CRM has told how much of its own limit is used. */
    void told(String destination, CrmSettings.Budget budget, Crm.Allowance allowance) {
        Day day = day(destination);
        boolean warn;
        synchronized (day) {
            turn(day);
            warn = budget.limit() == 0 && day.warn(allowance.used(), allowance.limit(), budget.warning());
        }
        if (warn) {
            log.warn(
                    "The CRM of destination {} says that {} of {} requests of the day are used",
                    destination,
                    allowance.used(),
                    allowance.limit());
        }
    }

    private Day day(String destination) {
        return days.computeIfAbsent(destination, name -> {
            Day day = new Day(Counter.builder("relay.requests.sent")
                    .description("Requests sent to a CRM, lookups among them")
                    .tag("destination", name)
                    .register(meters));
            Gauge.builder("relay.quota.used", day, known -> known.used)
                    .description("Part of the day's requests that is used, of the budget set or of the CRM's own limit")
                    .tag("destination", name)
                    .register(meters);
            return day;
        });
    }

    private void turn(Day day) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        if (!today.equals(day.date)) {
            day.date = today;
            day.sent = 0;
            day.warned = false;
            day.used = 0;
        }
    }

    private Duration untilTomorrow() {
        Instant now = clock.instant();
        Instant midnight = LocalDate.ofInstant(now, ZoneOffset.UTC)
                .plusDays(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        return Duration.between(now, midnight);
    }
}
