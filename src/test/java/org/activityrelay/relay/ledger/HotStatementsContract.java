package org.activityrelay.relay.ledger;

import static org.activityrelay.relay.ledger.LedgerFixture.LEASE;
import static org.activityrelay.relay.ledger.LedgerFixture.delivered;
import static org.activityrelay.relay.ledger.LedgerFixture.plan;
import static org.activityrelay.relay.ledger.LedgerFixture.record;
import static org.activityrelay.relay.ledger.LedgerFixture.retry;
import static org.activityrelay.relay.ledger.LedgerFixture.submission;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.activityrelay.relay.ledger.Audit.Deed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is done often, or while somebody waits, reads no large table as a whole, on any database: every statement of it,
 * as it is run on a ledger with many records, is shown to the database's planner.
 */
abstract class HotStatementsContract {

    private static final int MANY = 20_000;
    private static final int WINDOW = 100;

    /** What is done, by name. */
    private final Map<String, Runnable> work = new LinkedHashMap<>();

    /** A row for each destination, and for each process. */
    private static final Pattern SMALL =
            Pattern.compile("^\\s*(update|delete from|insert into) (destination|attempt_tally)\\s");

    private WatchedDatabase database;
    private OpenLedger open;
    private Records records;

    abstract TestDatabase database();

    abstract Dialect dialect();

    /** An expression for the id number {@code n}, in one of several spaces. */
    abstract String id(String space);

    /** An expression for bytes that are different for each {@code n}. */
    abstract String bytes();

    /** Why the statement reads too much, or null. */
    abstract String fault(WatchedDatabase database, String sql) throws SQLException;

    abstract Database open(LedgerSettings settings);

    @BeforeEach
    void fill() throws SQLException {
        LedgerSettings settings = database().settings();
        database = new WatchedDatabase(open(settings), dialect());
        open = new OpenLedger(
                database,
                settings,
                new TestContent(),
                activity -> plan("database"),
                new Traits(),
                Clock.systemUTC(),
                new SimpleMeterRegistry());
        records = new SqlRecords(database, open.persons(), new Traits(), WINDOW);
        database.write(session -> {
            try (Statement statement = session.connection().createStatement()) {
                for (String sql : manyRows()) {
                    statement.execute(sql);
                }
            }
            return null;
        });
        database.statements();
        work();
    }

    record Traits() implements DestinationTraits {

        @Override
        public boolean follows(String destination) {
            return true;
        }

        @Override
        public Mode mode(String destination) {
            return Mode.LIVE;
        }

        @Override
        public boolean isMissing(String destination) {
            return destination.equals("email");
        }
    }

    @AfterEach
    void close() {
        open.close();
    }

    private List<String> manyRows() {
        String many = " from (with recursive s(n) as (select 1 union all select n + 1 from s where n < " + MANY
                + ") select n from s) s";
        String state = "case n % 1000 when 0 then 'parked' when 1 then 'superseded' when 2 then 'cancelled' "
                + "when 3 then 'pending' else 'delivered' end";
        List<String> rows = new ArrayList<>();
        rows.add("insert into interaction_head (id, interaction_key, tenant, kind, agent_key, latest_revision, "
                + "current_revision, current_activity) select " + id("1")
                + ", 'old-' || n, 'default', 'interaction', '',"
                + " 1, 1, " + id("1") + many);
        rows.add("insert into activity (id, head_id, revision, tenant, kind, interaction_id, fingerprint, "
                + "merged_fingerprint, received_at, status, intake, type, disposition_key, service_key, global_key) "
                + "select " + id("1") + ", " + id("1") + ", 1, 'default', 'interaction', 'old-' || n, " + bytes() + ", "
                + bytes() + ", n, case when n % 1000 = 4 then 'unrouted' else 'routed' end, 'http', 'voice', 'sold', "
                + "'billing', 'g-' || n" + many);
        rows.add("insert into activity_content (activity_id, canonical) select " + id("1")
                + ", '{\"tenant\":\"default\",\"kind\":\"interaction\",\"interactionId\":\"old\",\"type\":\"voice\"}'"
                + many);
        rows.add("insert into person (activity_id, hash) select " + id("1") + ", " + bytes() + many);
        rows.add(
                "insert into delivery (id, activity_id, revision, destination, part, record_key, arguments, mode, state, "
                        + "due_at, final_at, external_id) select " + id("2") + ", " + id("1") + ", 1, 'crm', '', "
                        + id("2")
                        + ", '{}', 'live', 'delivered', n, n, 'e-' || n" + many);
        rows.add(
                "insert into delivery (id, activity_id, revision, destination, part, record_key, arguments, mode, state, "
                        + "due_at, final_at) select " + id("3") + ", " + id("1") + ", 1, 'email', '', " + id("3")
                        + ", '{}', 'live', " + state + ", n, case when n % 1000 <> 3 then n end" + many);
        rows.add("insert into attempt (delivery_id, number, mode, started_at, took, outcome) select " + id("2")
                + ", 1, 'live', n, 1, 'delivered'" + many);
        rows.add("insert into dry_run (record_key, number, delivery_id, revision, kept_at, kind, lookup, description) "
                + "select " + id("6") + ", 1, " + id("7") + ", 1, n, 'http', false, '{}'" + many);
        rows.add("insert into write_log (delivery_id, record_key, revision, held, changed_at) select " + id("2") + ", "
                + id("2") + ", 1, '{}', n" + many);
        rows.add("insert into rejection (id, received_at, problems) select " + id("4") + ", n, '[]'" + many);
        rows.add("insert into audit (id, at, who, action) select " + id("5") + ", n, 'me', 'replay'" + many);
        return rows;
    }

    // ---- what is done

    private void work() {
        accepting();
        delivering();
        work.put("find", () -> records.find(first()));
        work.put("poll for waiting senders", () -> records.deliveries(List.of(first())));
        work.put("list rejections", () -> open.rejections().list(null, 50));
        work.put("list the audit trail", () -> open.audit().list(null, 50));
        work.put("compare rules", () -> {
            assertThat(open.planned().page(null, Instant.EPOCH, 200)).hasSize(200);
            open.planned().page(first(), null, 200);
            open.planned().count(Instant.EPOCH, 100);
        });
        work.put("note a deed", () -> open.audit().note(new Deed("me", "replay", null, 1, null)));
        work.put("reroute", () -> open.ledger().reroute(first(), plan("database", "email", "crm"), "me"));
        searching();
        looking();
        repairing();
    }

    private void accepting() {
        work.put("accept", () -> accept("new-1", "A"));
        work.put("accept a duplicate", () -> accept("new-1", "A"));
        work.put("accept a later revision", () -> accept("new-1", "B"));
        work.put("accept a revision of an old record", () -> accept("old-7", "B"));
        work.put("set a revision aside that anybody may have sent", () -> {
            Submission one = submission(record("old-8", "disposition", "B"), plan("database"));
            open.ledger()
                    .accept(new Submission(one.activity(), one.original(), "collector", "page", one.plan(), true))
                    .join();
        });
    }

    private String accept(String interaction, String disposition) {
        return open.ledger()
                .accept(submission(record(interaction, "disposition", disposition), plan("database")))
                .join()
                .id();
    }

    private void delivering() {
        DeliveryQueue queue = open.queue();
        work.put("claim, renew and settle", () -> {
            List<Claim> claims = queue.claim("me", Map.of("email", 2, "database", 2), LEASE);
            assertThat(claims).hasSizeGreaterThan(2);
            queue.renew("me", claims, LEASE);
            queue.settle(List.of(delivered(claims.get(0)), retry(claims.get(1), LEASE)));
            queue.release("me", claims.subList(2, claims.size()));
            queue.releaseAllBut("me", Set.of());
        });
        work.put("overtake one in flight", () -> {
            List<Claim> claims = queue.claim("me", Map.of("email", 1), LEASE);
            accept("old-" + Long.parseLong(claims.get(0).activityId().substring(24), 16), "C");
            queue.settle(List.of(delivered(claims.get(0))));
        });
        work.put("end expired leases", () -> {
            queue.claim("dead", Map.of("email", 2), Duration.ofMillis(-1));
            queue.claim("me", Map.of("nothing", 1), LEASE);
        });
        work.put("take requests of a day's budget", () -> {
            RequestCounts.Taken taken = open.requestCounts().take("email", 5, 100);
            open.requestCounts().giveBack("email", taken.day(), 1);
        });
        work.put("keep and show a dry run", () -> {
            Claim claim = queue.claim("me", Map.of("email", 1), LEASE).get(0);
            DryRuns dryRuns = open.dryRuns();
            dryRuns.keep(
                    claim,
                    List.of(new DryRuns.Request("http", false, claim.activity().json())));
            assertThat(dryRuns.delivery(claim.deliveryId())).isPresent();
            assertThat(dryRuns.requests(claim.deliveryId())).hasSize(1);
        });
        work.put("keep and confirm a write", () -> {
            Claim claim = queue.claim("me", Map.of("email", 1), LEASE).get(0);
            WriteLog writes = open.writeLog();
            assertThat(writes.of(claim.deliveryId())).isEmpty();
            assertThat(writes.before(claim)).isEmpty();
            writes.begin(claim, claim.activity().json());
            writes.refuse(claim);
            writes.confirm(claim, claim.activity().json(), "e-1");
        });
        work.put("next due", () -> queue.nextDue(List.of("email", "database", "crm")));
    }

    private void searching() {
        search("newest", q -> q);
        search("tenant", q -> q.tenant("default"));
        search("interaction id", q -> q.interactionId("old-9"));
        search("global interaction id", q -> q.globalInteractionId("g-9"));
        search("phone", q -> q.phone("+14155550100"));
        search("email", q -> q.email("a@example.com"));
        search("agent", q -> q.agent("u-1"));
        search("service", q -> q.service("billing"));
        search("rare service", q -> q.service("rare"));
        search("type", q -> q.type("voice"));
        search("disposition", q -> q.disposition("sold"));
        search("destination", q -> q.destination("crm"));
        search("external id", q -> q.externalId("e-9"));
        search("external id at a destination", q -> q.externalId("e-9").destination("crm"));
        search("received from", q -> q.receivedFrom(Instant.parse("2026-01-01T00:00:00Z")));
        search("received to", q -> q.receivedTo(Instant.parse("2026-01-01T00:00:00Z")));
        for (ActivityStatus status : List.of(ActivityStatus.ROUTED, ActivityStatus.UNROUTED)) {
            search("status " + status.word(), q -> q.status(status.word()));
        }
        for (DeliveryState state : DeliveryState.values()) {
            search("status " + state.word(), q -> q.status(state.word()));
            search("status " + state.word() + " at a destination", q -> q.status(state.word())
                    .destination("email"));
            search("status " + state.word() + " of a type", q -> q.status(state.word())
                    .type("voice"));
        }
    }

    private void looking() {
        Deliveries deliveries = new SqlDeliveries(database, new Traits(), WINDOW);
        work.put("show a delivery", () -> deliveries.find(delivery()));
        work.put("count for the status", () -> deliveries.counts(null));
        work.put("count for the status of a tenant", () -> deliveries.counts("default"));
        work.put("count what came in", () -> records.received(null));
        work.put("count what came in for a tenant", () -> records.received("default"));
        work.put("count what waits for a destination", () -> open.destinations().backlog("email"));
        work.put(
                "look whether the clock was set back", () -> open.destinations().followClock(LEASE));
        work.put("name destinations with work", () -> open.destinations().awaited());
        for (Map.Entry<String, DeliveryFilter> filter : filters().entrySet()) {
            work.put("list deliveries by " + filter.getKey(), () -> {
                Deliveries.Page page = deliveries.list(filter.getValue(), null, 20);
                if (page.next() != null) {
                    deliveries.list(filter.getValue(), page.next(), 20);
                }
            });
        }
    }

    private static String delivery() {
        return "00000000-0000-7000-8003-000000000001";
    }

    /** Every state, and each criterion once. */
    private static Map<String, DeliveryFilter> filters() {
        Map<String, DeliveryFilter> filters = new LinkedHashMap<>();
        for (DeliveryState state : DeliveryState.values()) {
            filters.put(
                    "state " + state.word(), new FilterBuilder().state(state).build());
        }
        Instant time = Instant.parse("2026-01-01T00:00:00Z");
        filters.put("nothing", new FilterBuilder().build());
        filters.put("record", new FilterBuilder().activityId(first()).build());
        filters.put("destination", new FilterBuilder().destination("email").build());
        filters.put("reason", new FilterBuilder().reason("http_400").build());
        filters.put(
                "missing destination",
                new FilterBuilder().reason("destination_missing").build());
        filters.put(
                "reason of what waits",
                new FilterBuilder()
                        .state(DeliveryState.PENDING)
                        .reason("http_400")
                        .build());
        filters.put("mode", new FilterBuilder().mode(Mode.DRY_RUN).build());
        filters.put("tenant", new FilterBuilder().tenant("default").build());
        filters.put("type", new FilterBuilder().type("voice").build());
        filters.put("disposition", new FilterBuilder().disposition("sold").build());
        filters.put("service", new FilterBuilder().service("billing").build());
        filters.put(
                "reception", new FilterBuilder().received(Instant.EPOCH, time).build());
        filters.put("due time", new FilterBuilder().due(Instant.EPOCH, time).build());
        filters.put("end", new FilterBuilder().ended(Instant.EPOCH, time).build());
        return filters;
    }

    private void repairing() {
        Repairs repairs = repairs();
        for (Map.Entry<String, DeliveryFilter> filter : filters().entrySet()) {
            String by = " by " + filter.getKey();
            work.put(
                    "count for a replay" + by,
                    () -> repairs.forecast(new Repairs.Replay(filter.getValue(), true, null, repairs.now())));
            work.put(
                    "replay" + by,
                    () -> repairs.replay(new Repairs.Replay(filter.getValue(), true, null, repairs.now()), 3, "me"));
            work.put(
                    "count for a cancellation" + by,
                    () -> repairs.forecast(new Repairs.Cancellation(filter.getValue(), null, repairs.now())));
            work.put(
                    "cancel" + by,
                    () -> repairs.cancel(new Repairs.Cancellation(filter.getValue(), null, repairs.now()), 3, "me"));
        }
        for (ActivityStatus status : List.of(ActivityStatus.UNROUTED, ActivityStatus.ROUTED)) {
            RecordFilter filter = new RecordFilter(null, null, status, null, null, null, "voice", null, null);
            work.put("count for a re-route of " + status.word(), () -> repairs.forecast(filter));
            work.put("route " + status.word() + " again", () -> repairs.reroute(filter, 3, "me"));
        }
        RecordFilter gone = new RecordFilter(
                null, null, ActivityStatus.ROUTED, "destination_missing", null, null, null, null, null);
        work.put("count for a re-route of what waits for a missing destination", () -> repairs.forecast(gone));
        work.put("route again what waits for a missing destination", () -> repairs.reroute(gone, 3, "me"));
        RecordFilter one = new RecordFilter(null, first(), ActivityStatus.ROUTED, null, null, null, null, null, null);
        work.put("route one again", () -> repairs.reroute(one, 3, "me"));
    }

    private Repairs repairs() {
        Traits traits = new Traits();
        TimeOrderedIds ids = new TimeOrderedIds(Clock.systemUTC());
        DueSignal due = new DueSignal();
        RepairStore store = new RepairStore(traits, new SqlAudit(database, ids));
        Rerouting rerouting = new Rerouting(database, new DeliveryStore(ids, traits), store, due);
        return new SqlRepairs(database, traits, store, rerouting, activity -> plan("database"), due, WINDOW);
    }

    /** The search, its second page, and the same in a range of time. */
    private void search(String what, UnaryOperator<QueryBuilder> criteria) {
        work.put(
                "search by " + what,
                () -> records.search(criteria.apply(new QueryBuilder()).build()));
        work.put(
                "next page of a search by " + what,
                () -> records.search(
                        criteria.apply(new QueryBuilder()).after(middle()).build()));
    }

    private static String first() {
        return "00000000-0000-7000-8001-000000000001";
    }

    private static String middle() {
        return "00000000-0000-7000-8001-%012x".formatted(MANY / 2);
    }

    // ---- what must hold

    @Test
    void noHotStatementReadsALargeTableAsAWhole() throws SQLException {
        Map<String, String> faults = new LinkedHashMap<>();
        int looked = 0;
        for (Map.Entry<String, Runnable> done : work.entrySet()) {
            done.getValue().run();
            List<String> statements = database.statements();
            assertThat(statements).as(done.getKey()).isNotEmpty();
            for (String sql : statements) {
                if (SMALL.matcher(sql).find()) {
                    continue;
                }
                looked++;
                String fault = fault(database, sql);
                if (fault != null) {
                    faults.put(done.getKey() + ": " + sql, fault);
                }
            }
        }

        assertThat(looked).isGreaterThan(100);
        assertThat(faults).isEmpty();
    }

    @Test
    void aStatementThatReadsALargeTableAsAWholeIsNoticed() throws SQLException {
        for (String sql : List.of(
                "select count(*) from delivery d where d.reason = 'x'",
                "select id from delivery where state = 'delivered' and detail = 'x'",
                "update delivery set mode = 'live' where mode = 'nothing'",
                "select a.id from activity a join interaction_head h on h.id = a.head_id where h.latest_revision = 7",
                "select activity_id from person p order by hash desc")) {
            assertThat(fault(database, sql)).as(sql).isNotNull();
        }
    }
}
