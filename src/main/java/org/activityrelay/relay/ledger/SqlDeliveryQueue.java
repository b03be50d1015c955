package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.activityrelay.relay.activity.Activity;

/** The delivering side in SQL: leases, by the database's clock. */
final class SqlDeliveryQueue implements DeliveryQueue, Trials {

    private static final Rows CONTENTS = new Rows("""
            select a.id, a.received_at, c.canonical
            from activity a join activity_content c on c.activity_id = a.id
            where a.id in (#)
            """, "?");

    /**
     * The unique index on what is in flight would refuse a second revision of one record key; the count only keeps the
     * statement from running into it. "Not exists" would say the same, but PostgreSQL makes a join of that, and reads for each
     * candidate all that is in flight when it believes that nothing is. A clock as a query of its own is read once: so the
     * index is read as far as it says, and not through all that is due later.
     */
    private static final String CLAIM = """
            with due as materialized (
                select d.id from delivery d
                where d.destination = ? and d.state = 'pending' and d.due_at <= (select {now})
                  and 0 = (
                    select count(*) from delivery f where f.record_key = d.record_key and f.state = 'in_flight')
                order by d.due_at, d.id limit ? {for update skip locked})
            update delivery
            set state = 'in_flight', attempts = attempts + 1, lease_owner = ?, claimed_at = {now},
                lease_until = {now} + ?
            where id {among select id from due}
            returning id, activity_id, revision, destination, part, record_key, arguments, attempts, schedule_from,
                progress, due_at, lease_until
            """;

    /** What somebody wants to see go for real. */
    private static final String TAKE = """
            update delivery
            set state = 'in_flight', attempts = attempts + 1, lease_owner = ?, claimed_at = {now},
                lease_until = {now} + ?, final_at = null
            where id = ? and (state in ('pending', 'parked') or state = 'delivered' and mode = 'dry-run')
              and overtaken = ? and cancel_asked = ?
              and exists (
                select 1 from activity a join interaction_head h on h.id = a.head_id
                where a.id = delivery.activity_id and h.current_activity = a.id)
              and not exists (
                select 1 from delivery f where f.record_key = delivery.record_key and f.state = 'in_flight')
            returning id, activity_id, revision, destination, part, record_key, arguments, attempts, schedule_from,
                progress, due_at, lease_until
            """;

    private static final String RELEASE = """
            update delivery
            set state = case when overtaken = true then 'superseded'
                             when cancel_asked = true then 'cancelled' else 'pending' end,
                final_at = case when overtaken = true or cancel_asked = true then {now} end,
                attempts = attempts - 1, lease_owner = null, lease_until = null, cancel_asked = ?
            where id = ? and attempts = ? and lease_owner = ? and state || '' = 'in_flight'
            """;

    private static final String LEASED_TO = """
            select id, attempts, destination from delivery
            where state = 'in_flight' and lease_owner = ?
            """;

    private static final String RENEW = """
            update delivery set lease_until = {now} + ?
            where id = ? and attempts = ? and lease_owner = ? and state || '' = 'in_flight'
            """;

    private final Database database;
    private final SettlementStore settlements;
    private final DueSignal due;
    private final Clock clock;

    SqlDeliveryQueue(Database database, SettlementStore settlements, DueSignal due, Clock clock) {
        this.database = database;
        this.settlements = settlements;
        this.due = due;
        this.clock = clock;
    }

    /** One claimed row, before its record is read. */
    private record Leased(
            String id,
            String activityId,
            int revision,
            String destination,
            String part,
            String recordKey,
            String arguments,
            int attempt,
            int scheduled,
            String progress,
            long dueAt,
            long leaseUntil) {}

    private record Content(String canonical, long receivedAt) {}

    @Override
    public List<Claim> claim(String owner, Map<String, Integer> wanted, Duration lease) {
        settlements.endExpired();
        List<Leased> leased = new ArrayList<>();
        Map<String, Content> contents = new HashMap<>();
        database.writeOrUnavailable(session -> {
            leased.clear();
            contents.clear();
            for (Map.Entry<String, Integer> entry : wanted.entrySet()) {
                if (entry.getValue() > 0) {
                    lease(session, owner, entry.getKey(), entry.getValue(), lease, leased);
                }
            }
            readContents(session, leased, contents);
            return null;
        });
        return claims(leased, contents);
    }

    @Override
    public Optional<Claim> take(String deliveryId, String owner, Duration lease) {
        List<Leased> leased = new ArrayList<>();
        Map<String, Content> contents = new HashMap<>();
        database.writeOrUnavailable(session -> {
            leased.clear();
            contents.clear();
            Parameters parameters = session.prepare(TAKE)
                    .text(owner)
                    .number(lease.toMillis())
                    .id(deliveryId)
                    .flag(false)
                    .flag(false);
            try (ResultSet row = parameters.query()) {
                while (row.next()) {
                    leased.add(leased(row));
                }
            }
            readContents(session, leased, contents);
            return null;
        });
        return claims(leased, contents).stream().findFirst();
    }

    private void lease(
            Session session, String owner, String destination, int wanted, Duration lease, List<Leased> leased)
            throws SQLException {
        Parameters parameters = session.prepare(CLAIM)
                .text(destination)
                .number(wanted)
                .text(owner)
                .number(lease.toMillis());
        try (ResultSet row = parameters.query()) {
            while (row.next()) {
                leased.add(leased(row));
            }
        }
    }

    private static Leased leased(ResultSet row) throws SQLException {
        return new Leased(
                row.getString("id"),
                row.getString("activity_id"),
                row.getInt("revision"),
                row.getString("destination"),
                row.getString("part"),
                row.getString("record_key"),
                row.getString("arguments"),
                row.getInt("attempts"),
                row.getInt("attempts") - row.getInt("schedule_from"),
                row.getString("progress"),
                row.getLong("due_at"),
                row.getLong("lease_until"));
    }

    private static void readContents(Session session, List<Leased> leased, Map<String, Content> contents)
            throws SQLException {
        List<String> ids = new ArrayList<>(
                new LinkedHashSet<>(leased.stream().map(Leased::activityId).toList()));
        for (int from = 0; from < ids.size(); from += Rows.MOST) {
            List<String> some = ids.subList(from, Math.min(ids.size(), from + Rows.MOST));
            try (ResultSet row = session.query(CONTENTS, some)) {
                while (row.next()) {
                    contents.put(row.getString(1), new Content(row.getString(3), row.getLong(2)));
                }
            }
        }
    }

    /** Outside the transaction: parsing takes longer than the statements. */
    private static List<Claim> claims(List<Leased> leased, Map<String, Content> contents) {
        Map<String, Activity> activities = new HashMap<>();
        leased.sort(Comparator.comparingLong(Leased::dueAt).thenComparing(Leased::id));
        List<Claim> claims = new ArrayList<>(leased.size());
        for (Leased row : leased) {
            Content content = contents.get(row.activityId());
            Activity activity =
                    activities.computeIfAbsent(row.activityId(), id -> Activity.of(Json.object(content.canonical())));
            claims.add(new Claim(
                    row.id(),
                    row.activityId(),
                    row.destination(),
                    row.part(),
                    Json.arguments(row.arguments()),
                    activity,
                    row.revision(),
                    row.attempt(),
                    row.scheduled(),
                    row.recordKey(),
                    RecordKey.delivery(row.recordKey(), row.revision()),
                    Json.tree(row.progress()),
                    Instant.ofEpochMilli(content.receivedAt()),
                    Instant.ofEpochMilli(row.leaseUntil())));
        }
        return claims;
    }

    @Override
    public Set<String> renew(String owner, Collection<Claim> claims, Duration lease) {
        List<Claim> sorted = sorted(claims);
        if (sorted.isEmpty()) {
            return Set.of();
        }
        return database.writeOrUnavailable(session -> {
            Parameters parameters = session.prepare(RENEW);
            for (Claim claimed : sorted) {
                parameters
                        .number(lease.toMillis())
                        .id(claimed.deliveryId())
                        .number(claimed.attempt())
                        .text(owner)
                        .add();
            }
            return unchanged(parameters.runBatch(), sorted);
        });
    }

    private static List<Claim> sorted(Collection<Claim> claims) {
        return claims.stream().sorted(Comparator.comparing(Claim::deliveryId)).toList();
    }

    private static Set<String> unchanged(int[] counts, List<Claim> claims) {
        Set<String> unchanged = new HashSet<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == 0) {
                unchanged.add(claims.get(i).deliveryId());
            }
        }
        return unchanged;
    }

    @Override
    public Set<String> settle(Collection<Settlement> outcomes) {
        return settlements.settle(outcomes);
    }

    @Override
    public void release(String owner, Collection<Claim> claims) {
        List<Claim> sorted = sorted(claims);
        if (sorted.isEmpty()) {
            return;
        }
        release(
                owner,
                sorted.stream()
                        .map(claim -> new Held(claim.deliveryId(), claim.attempt(), claim.destination()))
                        .toList());
    }

    /** A lease by its attempt. */
    private record Held(String id, int attempt, String destination) {}

    private int release(String owner, List<Held> leases) {
        int released = database.writeOrUnavailable(session -> {
            Parameters parameters = session.prepare(RELEASE);
            for (Held lease : leases) {
                parameters
                        .flag(false)
                        .id(lease.id())
                        .number(lease.attempt())
                        .text(owner)
                        .add();
            }
            return Arrays.stream(parameters.runBatch()).sum();
        });
        due.raiseFor(leases.stream().map(Held::destination).collect(Collectors.toSet()));
        return released;
    }

    @Override
    public int releaseAllBut(String owner, Set<String> held) {
        List<Held> unknown = database.readOrUnavailable(session -> {
            List<Held> found = new ArrayList<>();
            Parameters parameters = session.prepare(LEASED_TO);
            try (ResultSet row = parameters.text(owner).query()) {
                while (row.next()) {
                    found.add(new Held(row.getString(1), row.getInt(2), row.getString(3)));
                }
            }
            found.removeIf(lease -> held.contains(lease.id()));
            found.sort(Comparator.comparing(Held::id));
            return found;
        });
        return unknown.isEmpty() ? 0 : release(owner, unknown);
    }

    @Override
    public Optional<Instant> nextDue(Collection<String> destinations) {
        if (destinations.isEmpty()) {
            return Optional.empty();
        }
        return database.readOrUnavailable(session -> {
            Optional<Long> earliest = Optional.empty();
            for (String destination : destinations) {
                earliest = earlier(earliest, nextDue(session, destination));
            }
            if (earliest.isEmpty()) {
                return Optional.<Instant>empty();
            }
            long wait = earliest.get() - databaseTime(session);
            return Optional.of(clock.instant().plusMillis(wait));
        });
    }

    private static Optional<Long> earlier(Optional<Long> a, Optional<Long> b) {
        return a.isEmpty() || b.isPresent() && b.get() < a.get() ? b : a;
    }

    /** The oldest one that nothing of its record key in flight holds back; else when such a lease ends. */
    private static Optional<Long> nextDue(Session session, String destination) throws SQLException {
        Parameters parameters = session.prepare("""
                select min(due_at) from (
                    select (
                        select d.due_at from delivery d
                        where d.destination = ? and d.state = 'pending'
                          and 0 = (
                            select count(*) from delivery f where f.record_key = d.record_key and f.state = 'in_flight')
                        order by d.due_at, d.id limit 1) as due_at
                    union all
                    select min(lease_until) as due_at from delivery where destination = ? and state = 'in_flight'
                ) next
                """);
        try (ResultSet row = parameters.text(destination).text(destination).query()) {
            row.next();
            long dueAt = row.getLong(1);
            return row.wasNull() ? Optional.empty() : Optional.of(dueAt);
        }
    }

    private static long databaseTime(Session session) throws SQLException {
        try (ResultSet row = session.prepare("select {now}").query()) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void onDue(DueListener listener) {
        due.add(listener);
    }
}
