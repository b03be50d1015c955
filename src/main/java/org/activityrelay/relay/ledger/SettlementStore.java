package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Ends attempts. What an attempt of an outdated revision leaves undone is not repeated; and where it may have reached a
 * destination that follows, that destination gets the current revision.
 */
final class SettlementStore {

    private static final int DETAIL = 2_000;
    private static final int EXPIRED_AT_ONCE = Rows.MOST;
    private static final String AMBIGUOUS = "ambiguous";
    private static final Rows READ = new Rows(
            "select id, activity_id, destination, attempts, state, lease_until, overtaken, cancel_asked from delivery"
                    + " where id in (#)",
            "?");
    private static final String INSERT_ATTEMPT = """
            insert into attempt (delivery_id, number, mode, started_at, took, outcome, reason, status_code, detail)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (delivery_id, number) do nothing
            """;

    private static final Rows LOCK_HEADS = new Rows("""
            select a.id as activity_id, h.id, h.current_revision, h.current_activity
            from activity a join interaction_head h on h.id = a.head_id
            where a.id in (#)
            order by h.id {for update of h}
            """, "?");
    private static final String SELECT_EXPIRED = """
            select id, attempts, mode, claimed_at, lease_until, {now} as now_at from delivery
            where state = 'in_flight' and lease_until is not null and lease_until < (select {now})
            order by lease_until limit %d
            """.formatted(EXPIRED_AT_ONCE);
    private static final String SELECT_IN_FLIGHT = """
            select id, attempts, mode, claimed_at, lease_until, {now} as now_at from delivery
            where state = 'in_flight' order by lease_until limit %d
            """.formatted(EXPIRED_AT_ONCE);
    /**
     * While a delivery waits, {@code claimed_at} is when it was given its time: see {@link ClockSteps}. State and lease are
     * compared as expressions: to PostgreSQL the small indexes of what is in flight or leased look cheaper than the
     * key, and it then reads all that was claimed together.
     */
    private static final String UPDATE = """
            update delivery
            set state = ?, mode = ?, due_at = case when ? then {now} + ? else due_at end,
                claimed_at = case when ? then {now} else claimed_at end, lease_owner = null,
                lease_until = null, ambiguous = (ambiguous or ?), external_id = coalesce(?, external_id),
                external_url = coalesce(?, external_url), reason = ?, detail = ?, progress = coalesce(?, progress),
                final_at = case when ? then {now} end, cancel_asked = ?
            where id = ? and attempts = ? and state || '' = 'in_flight' and overtaken = ? and cancel_asked = ?
                and lease_until + 0 = ?
            """;

    private final Database database;
    private final DeliveryStore deliveries;
    private final DueSignal due;
    private boolean mayBeAbandoned;

    SettlementStore(Database database, DeliveryStore deliveries, DueSignal due) {
        this.database = database;
        this.deliveries = deliveries;
        this.due = due;
        this.mayBeAbandoned = database.isExclusive();
    }

    /**
     * The end of one attempt.
     *
     * @param expired the lease that ran out, if nobody told how the attempt ended
     */
    private record Ending(Settlement settlement, Long expired) {

        String id() {
            return settlement.deliveryId();
        }

        boolean mayHaveArrived() {
            return settlement.next() == DeliveryState.DELIVERED || isAmbiguous();
        }

        boolean isAmbiguous() {
            return AMBIGUOUS.equals(settlement.outcome());
        }
    }

    /** The attempt that the database knows of. */
    private record Current(
            String activityId,
            String destination,
            int attempt,
            boolean inFlight,
            long leaseUntil,
            boolean overtaken,
            boolean cancelAsked) {

        boolean isOf(Ending ending) {
            boolean sameLease = ending.expired() == null || ending.expired() == leaseUntil;
            return inFlight && attempt == ending.settlement().attempt() && sameLease;
        }

        /** An outdated revision, or one that was taken back, is not tried again, nor shown as parked. */
        DeliveryState next(Ending ending) {
            DeliveryState next = ending.settlement().next();
            if (next == DeliveryState.DELIVERED) {
                return next;
            }
            return overtaken ? DeliveryState.SUPERSEDED : cancelAsked ? DeliveryState.CANCELLED : next;
        }
    }

    /** Records outcomes; answers the ids of deliveries whose attempt had been overtaken. */
    Set<String> settle(Collection<Settlement> outcomes) {
        return end(outcomes.stream()
                .map(settlement -> new Ending(settlement, null))
                .toList());
    }

    /** Makes deliveries claimable again whose lease ran out; what became of those attempts is not known. */
    void endExpired() {
        endAbandoned();
        List<Ending> expired = database.readOrUnavailable(session -> expired(session, SELECT_EXPIRED));
        if (!expired.isEmpty()) {
            end(expired);
        }
    }

    /** Where nobody else can hold a lease, all that are there at the start are those of a process that died. */
    private synchronized void endAbandoned() {
        while (mayBeAbandoned) {
            List<Ending> abandoned = database.readOrUnavailable(session -> expired(session, SELECT_IN_FLIGHT));
            end(abandoned);
            mayBeAbandoned = !abandoned.isEmpty();
        }
    }

    private static List<Ending> expired(Session session, String sql) throws SQLException {
        List<Ending> expired = new ArrayList<>();
        try (ResultSet row = session.prepare(sql).query()) {
            while (row.next()) {
                expired.add(expired(row));
            }
        }
        return expired;
    }

    private static Ending expired(ResultSet row) throws SQLException {
        long startedAt = row.getLong("claimed_at");
        Settlement lost = new Settlement(
                row.getString("id"),
                row.getInt("attempts"),
                DeliveryState.PENDING,
                null,
                Words.mode(row.getString("mode")),
                AMBIGUOUS,
                "lease_expired",
                "Nobody told how this attempt ended; it may overlap with the next.",
                null,
                null,
                null,
                null,
                Instant.ofEpochMilli(startedAt),
                Duration.ofMillis(Math.max(0, row.getLong("now_at") - startedAt)));
        return new Ending(lost, row.getLong("lease_until"));
    }

    private Set<String> end(List<Ending> endings) {
        if (endings.isEmpty()) {
            return Set.of();
        }
        List<Ending> sorted =
                endings.stream().sorted(Comparator.comparing(Ending::id)).toList();
        Set<String> again = new HashSet<>();
        Set<String> lost = database.writeOrUnavailable(session -> {
            Set<String> overtaken = new HashSet<>();
            again.clear();
            for (int from = 0; from < sorted.size(); from += Rows.MOST) {
                List<Ending> some = sorted.subList(from, Math.min(sorted.size(), from + Rows.MOST));
                again.addAll(end(session, some, overtaken));
            }
            return overtaken;
        });
        due.raiseFor(again);
        return lost;
    }

    /** Answers the destinations for which something may be due now. Locks heads before deliveries, as storing a revision does. */
    private Set<String> end(Session session, List<Ending> endings, Set<String> lost) throws SQLException {
        Map<String, Current> known = read(session, endings);
        List<Ending> valid = new ArrayList<>();
        for (Ending ending : endings) {
            Current current = known.get(ending.id());
            if (current != null && current.isOf(ending)) {
                valid.add(ending);
            } else {
                lost.add(ending.id());
            }
        }
        List<Ending> outdated = valid.stream()
                .filter(ending -> known.get(ending.id()).overtaken())
                .toList();
        Map<String, Target> heads = lockHeads(session, outdated, known);
        update(session, valid, known);
        insertAttempts(session, valid);
        follow(session, outdated, known, heads);
        return valid.stream()
                .filter(ending ->
                        outdated.contains(ending) || ending.settlement().next() == DeliveryState.PENDING)
                .map(ending -> known.get(ending.id()).destination())
                .collect(Collectors.toSet());
    }

    private static Map<String, Current> read(Session session, List<Ending> endings) throws SQLException {
        Map<String, Current> known = new HashMap<>();
        try (ResultSet row =
                session.query(READ, endings.stream().map(Ending::id).toList())) {
            while (row.next()) {
                known.put(
                        row.getString("id"),
                        new Current(
                                row.getString("activity_id"),
                                row.getString("destination"),
                                row.getInt("attempts"),
                                Words.state(row.getString("state")) == DeliveryState.IN_FLIGHT,
                                row.getLong("lease_until"),
                                row.getBoolean("overtaken"),
                                row.getBoolean("cancel_asked")));
            }
        }
        return known;
    }

    /** The current revision of an interaction. */
    private record Target(String headId, int revision, String activityId) {}

    private Map<String, Target> lockHeads(Session session, List<Ending> outdated, Map<String, Current> known)
            throws SQLException {
        Map<String, Target> heads = new HashMap<>();
        if (outdated.isEmpty()) {
            return heads;
        }
        List<String> activities = outdated.stream()
                .map(ending -> known.get(ending.id()).activityId())
                .toList();
        try (ResultSet row = session.query(LOCK_HEADS, activities)) {
            while (row.next()) {
                heads.put(row.getString(1), new Target(row.getString(2), row.getInt(3), row.getString(4)));
            }
        }
        return heads;
    }

    private void update(Session session, List<Ending> endings, Map<String, Current> known) throws SQLException {
        if (endings.isEmpty()) {
            return;
        }
        Parameters parameters = session.prepare(UPDATE);
        for (Ending ending : endings) {
            update(parameters, ending, known.get(ending.id()));
        }
        for (int count : parameters.runBatch()) {
            if (count == 0) {
                // Renewed, overtaken or taken back since it was read: begin again.
                throw new SQLTransactionRollbackException("a delivery changed meanwhile");
            }
        }
    }

    private static void update(Parameters parameters, Ending ending, Current current) throws SQLException {
        Settlement settlement = ending.settlement();
        DeliveryState next = current.next(ending);
        boolean again = next == DeliveryState.PENDING && ending.expired() == null;
        long retryIn = settlement.retryIn() == null ? 0 : settlement.retryIn().toMillis();
        parameters
                .text(next.word())
                .text(settlement.mode().word())
                .flag(again)
                .number(retryIn)
                .flag(again)
                .flag(ending.isAmbiguous())
                .text(settlement.externalId())
                .text(settlement.externalUrl())
                .text(settlement.reason())
                .text(Text.limit(settlement.detail(), DETAIL))
                .text(Json.write(settlement.progress()))
                .flag(next.isFinal())
                .flag(false)
                .id(ending.id())
                .number(settlement.attempt())
                .flag(current.overtaken())
                .flag(current.cancelAsked())
                .number(current.leaseUntil())
                .add();
    }

    private static void insertAttempts(Session session, List<Ending> endings) throws SQLException {
        if (endings.isEmpty()) {
            return;
        }
        Parameters parameters = session.prepare(INSERT_ATTEMPT);
        for (Ending ending : endings) {
            Settlement settlement = ending.settlement();
            parameters
                    .id(ending.id())
                    .number(settlement.attempt())
                    .text(settlement.mode().word())
                    .number(settlement.startedAt().toEpochMilli())
                    .number(settlement.took().toMillis())
                    .text(settlement.outcome())
                    .text(settlement.reason())
                    .number(settlement.statusCode())
                    .text(Text.limit(settlement.detail(), DETAIL))
                    .add();
        }
        parameters.runBatch();
    }

    private void follow(Session session, List<Ending> outdated, Map<String, Current> known, Map<String, Target> heads)
            throws SQLException {
        Set<String> arrived = new HashSet<>();
        Map<String, Target> touched = new HashMap<>();
        for (Ending ending : outdated) {
            if (ending.mayHaveArrived()) {
                Target target = heads.get(known.get(ending.id()).activityId());
                touched.put(target.headId(), target);
                arrived.add(ending.id());
            }
        }
        Map<String, List<DeliveryStore.Known>> all = deliveries.lock(session, touched.keySet());
        List<DeliveryStore.New> missing = new ArrayList<>();
        for (Target target : touched.values()) {
            missing.addAll(following(target, all.get(target.headId()), arrived));
        }
        deliveries.insert(session, missing);
    }

    private List<DeliveryStore.New> following(Target target, List<DeliveryStore.Known> all, Set<String> arrived) {
        List<DeliveryStore.Known> held =
                all.stream().filter(delivery -> arrived.contains(delivery.id())).toList();
        return deliveries.following(
                target.activityId(), target.revision(), held, DeliveryStore.places(all, target.revision()));
    }
}
