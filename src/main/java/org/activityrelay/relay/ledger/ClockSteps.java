package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the database's clock was set back, and brings forward what would otherwise wait for as long as that was:
 * retries, leases and pauses then last what they would have lasted. Each of these rows knows when it was given its time; if
 * that lies ahead, so was the clock. So it does no harm to look twice, or from several processes.
 */
final class ClockSteps {

    private static final Logger LOG = LoggerFactory.getLogger(ClockSteps.class);

    /** Less is what clocks do that are kept right, and how long an answer may take. */
    private static final Duration NOTICED = Duration.ofSeconds(2);

    /** Since a pending delivery was given its time, {@code claimed_at} says when; one that was never claimed was due at once. */
    private static final String WAITING = """
            update delivery
            set due_at = {now} + case when due_at > claimed_at then due_at - claimed_at else 0 end, claimed_at = {now}
            where destination = ? and state = 'pending' and due_at > {now} and coalesce(claimed_at, due_at) > {now}
            """;

    /**
     * Never shorter than a lease of this process: who holds it counts by another clock, and renews it in time. What is
     * given back later is due then.
     */
    private static final String LEASED = """
            update delivery
            set lease_until = case
                    when lease_until > {now} + ? and lease_until - claimed_at > ? then {now} + lease_until - claimed_at
                    when lease_until > {now} + ? then {now} + ?
                    else lease_until end,
                due_at = case when due_at > {now} then {now} else due_at end, claimed_at = {now}
            where state = 'in_flight' and claimed_at > {now}
            """;

    private static final String PAUSED = """
            update destination
            set paused_until = {now} + paused_until - changed_at,
                paused_at = case when paused_at > {now} then {now} else paused_at end, changed_at = {now}
            where paused_until < ? and changed_at > {now}
            """;

    private final Database database;
    private final LongSupplier nanos;
    private boolean looked;
    /** The database's clock less the monotonic one, in milliseconds: the most that was seen. */
    private long lead;

    /** @param nanos a clock that nobody sets */
    ClockSteps(Database database, LongSupplier nanos) {
        this.database = database;
        this.nanos = nanos;
    }

    /**
     * To be called about once a second; the first call counts as a step, because nobody knows what the clock did before.
     *
     * @param lease of this process
     * @param names of destinations that anything waits for; asked only after a step
     */
    synchronized void follow(Duration lease, Supplier<? extends Iterable<String>> names) {
        long before = nanos.getAsLong();
        long now = database.readOrUnavailable(ClockSteps::now) - TimeUnit.NANOSECONDS.toMillis(before);
        long step = looked ? lead - now : 0;
        if (looked && step < NOTICED.toMillis()) {
            lead = Math.max(lead, now);
            return;
        }
        int mended = mend(lease, names.get());
        if (mended > 0 || looked) {
            LOG.warn(
                    "The ledger's clock was set back{}: {} deliveries and pauses wait no longer for that",
                    looked ? " by " + TimeUnit.MILLISECONDS.toSeconds(step) + " s" : " before this start",
                    mended);
        }
        looked = true;
        lead = now;
    }

    private int mend(Duration lease, Iterable<String> names) {
        int mended = 0;
        for (String name : names) {
            mended += database.writeOrUnavailable(
                    session -> session.prepare(WAITING).text(name).update());
        }
        long millis = lease.toMillis();
        return mended
                + database.writeOrUnavailable(session -> session.prepare(LEASED)
                                .number(millis)
                                .number(millis)
                                .number(millis)
                                .number(millis)
                                .update()
                        + session.prepare(PAUSED).number(Long.MAX_VALUE).update());
    }

    private static long now(Session session) throws SQLException {
        try (ResultSet row = session.prepare("select {now}").query()) {
            row.next();
            return row.getLong(1);
        }
    }
}
