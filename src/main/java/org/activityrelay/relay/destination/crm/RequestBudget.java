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
import java.util.function.Supplier;
import org.activityrelay.relay.delivery.Reason;
import org.activityrelay.relay.destination.CrmSettings;
import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.activityrelay.relay.ledger.RequestCounts;
import org.activityrelay.relay.ledger.RequestCounts.Taken;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests of a day (UTC) by destination: warns before the budget is spent, and holds the destination when it is. The ledger
 * counts for all processes. A process takes a few at a time, so that not every request costs a transaction; what it has
 * taken and not sent when it is killed counts as sent, so that a budget is never exceeded. Thread-safe.
 */
final class RequestBudget implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RequestBudget.class);

    /** Of 200 requests one asks the ledger, and at most so many are set aside. */
    private static final int PART = 200;

    private static final int MOST_AT_ONCE = 50;

    /** What a CRM says of its own limit is of no use any longer than that. */
    private static final Duration KNOWN_FOR = Duration.ofDays(1);

    private final Map<String, Day> days = new ConcurrentHashMap<>();
    private final Supplier<RequestCounts> counts;
    private final Clock clock;
    private final MeterRegistry meters;

    /** @param counts asked as soon as something is sent; answers null where there is no ledger */
    RequestBudget(Supplier<RequestCounts> counts, Clock clock, MeterRegistry meters) {
        this.counts = counts;
        this.clock = clock;
        this.meters = meters;
    }

    /** One destination's day. */
    private static final class Day {
        private final Counter requests;
        private LocalDate warnedOn;
        private Instant ends = Instant.MIN;
        private long day;
        private long taken;
        private int left;
        private volatile double used;
        private volatile Instant usedUntil = Instant.MIN;

        Day(Counter requests) {
            this.requests = requests;
        }

        /** Answers whether this is the first time today that so much is used. */
        private boolean warn(long count, long limit, int percent, LocalDate today, Instant until) {
            used = limit <= 0 ? 0 : (double) count / limit;
            usedUntil = until;
            boolean now = !today.equals(warnedOn) && limit > 0 && count * 100 >= limit * (long) percent;
            if (now) {
                warnedOn = today;
            }
            return now;
        }
    }

    /** Counts one request that is about to be sent. */
    void spend(String destination, CrmSettings.Budget budget) {
        Day day = day(destination);
        if (budget.limit() > 0 && counts.get() != null) {
            spend(destination, day, budget);
        }
        day.requests.increment();
    }

    private void spend(String destination, Day day, CrmSettings.Budget budget) {
        boolean warn;
        long sent;
        synchronized (day) {
            Instant now = clock.instant();
            if (day.left == 0 || !now.isBefore(day.ends)) {
                take(destination, day, budget, now);
            }
            day.left--;
            sent = day.taken - day.left;
            warn = day.warn(sent, budget.limit(), budget.warning(), today(), day.ends);
        }
        if (warn) {
            log.warn(
                    "Destination {} has used {} of its budget of {} requests for today",
                    destination,
                    sent,
                    budget.limit());
        }
    }

    private void take(String destination, Day day, CrmSettings.Budget budget, Instant now) {
        int wanted = Math.max(1, Math.min(MOST_AT_ONCE, budget.limit() / PART));
        Taken taken = counts.get().take(destination, wanted, budget.limit());
        day.day = taken.day();
        day.taken = taken.taken();
        day.left = taken.granted();
        day.ends = now.plus(taken.left());
        if (taken.granted() == 0) {
            day.warn(taken.taken(), budget.limit(), budget.warning(), today(), day.ends);
            throw CrmRefusal.pause(
                    Reason.QUOTA_SPENT,
                    taken.left(),
                    "the budget of " + budget.limit() + " requests for today is spent (relay.destination." + destination
                            + ".crm.budget.per-day); it goes on at midnight UTC, and nothing is lost meanwhile");
        }
    }

    /** The CRM has told how much of its own limit is used. */
    void told(String destination, CrmSettings.Budget budget, Crm.Allowance allowance) {
        Day day = day(destination);
        boolean warn;
        synchronized (day) {
            warn = budget.limit() == 0
                    && day.warn(
                            allowance.used(),
                            allowance.limit(),
                            budget.warning(),
                            today(),
                            clock.instant().plus(KNOWN_FOR));
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
            Gauge.builder("relay.quota.used", day, this::used)
                    .description("Part of the day's requests that is used, of the budget set or of the CRM's own limit")
                    .tag("destination", name)
                    .register(meters);
            return day;
        });
    }

    /** Nothing as soon as a new day has begun, also while nothing is sent in it. */
    private double used(Day day) {
        return clock.instant().isBefore(day.usedUntil) ? day.used : 0;
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /** What was set aside and not sent may be sent by others. */
    @Override
    public void close() {
        days.forEach((destination, day) -> {
            synchronized (day) {
                try {
                    if (day.left > 0) {
                        counts.get().giveBack(destination, day.day, day.left);
                        day.left = 0;
                    }
                } catch (LedgerUnavailableException kept) {
                    log.info(
                            "{} requests of destination {} count as sent, although they were not",
                            day.left,
                            destination);
                }
            }
        });
    }
}
