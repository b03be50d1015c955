package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * Stores a whole round of first revisions in one statement: on the way to a server, and for the server itself, what
 * counts is how often they speak. Columns go as arrays, so that one plan serves every size. Heads go in in the order of
 * their keys, so that two processes never wait for each other.
 *
 * <p>That an interaction was erased is asked in the same statement. It cannot be erased beside it: erasing locks
 * the tombstones, and this statement waits for them before it looks at anything (see {@link PostgresDatabase#erase}).
 */
final class PostgresInserts extends RevisionInserts {

    private static final String INSERT = """
            with revision as (
                select * from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as r (
                    id, interaction_key, tenant, kind, agent_key, interaction_id, fingerprint, received_at, status,
                    unrouted_reason, unrouted_detail, failed_at, configuration_hash, intake, principal, type,
                    disposition_key, service_key, global_key, canonical, original, tombstone)),
            head as (
                insert into interaction_head (id, interaction_key, tenant, kind, agent_key, latest_revision,
                    current_revision, current_activity)
                select id, interaction_key, tenant, kind, agent_key, 1, 1, id from revision
                where not exists (select 1 from tombstone t where t.hash = revision.tombstone)
                order by interaction_key, tenant, kind, agent_key
                on conflict do nothing
                returning id),
            activity_row as (
                insert into activity (id, head_id, revision, tenant, kind, interaction_id, fingerprint, received_at,
                    status, unrouted_reason, unrouted_detail, failed_at, configuration_hash, intake, principal, type,
                    disposition_key, service_key, global_key)
                select r.id, r.id, 1, r.tenant, r.kind, r.interaction_id, r.fingerprint, r.received_at, r.status,
                    r.unrouted_reason, r.unrouted_detail, r.failed_at, r.configuration_hash, r.intake, r.principal,
                    r.type, r.disposition_key, r.service_key, r.global_key
                from revision r join head using (id) order by r.id),
            content_row as (
                insert into activity_content (activity_id, canonical, original)
                select r.id, r.canonical, r.original from revision r join head using (id) order by r.id),
            person_row as (
                insert into person (activity_id, hash)
                select p.activity_id, p.hash from unnest(?, ?) as p (activity_id, hash)
                join head on head.id = p.activity_id),
            delivery_row as (
                insert into delivery (id, activity_id, revision, destination, part, record_key, arguments, decision,
                    mode, state, due_at)
                select d.id, d.activity_id, 1, d.destination, d.part, d.record_key, d.arguments, d.decision, d.mode,
                    'pending', {now}
                from unnest(?, ?, ?, ?, ?, ?, ?, ?) as d (
                    id, activity_id, destination, part, record_key, arguments, decision, mode)
                join head on head.id = d.activity_id
                order by d.id)
            select id from head
            """;

    private final DeliveryStore deliveries;
    private final Tombstones tombstones;

    PostgresInserts(DeliveryStore deliveries, Tombstones tombstones) {
        super(deliveries, tombstones);
        this.deliveries = deliveries;
        this.tombstones = tombstones;
    }

    private record Person(String activityId, byte[] hash) {}

    @Override
    Set<String> insertFirst(Session session, List<RevisionRow> rows) throws SQLException {
        Parameters parameters = session.prepare(INSERT);
        bindRevisions(parameters, rows);
        bindPersons(parameters, rows);
        bindDeliveries(parameters, rows);
        Set<String> inserted = new HashSet<>();
        try (ResultSet row = parameters.query()) {
            while (row.next()) {
                inserted.add(row.getString(1));
            }
        }
        return inserted;
    }

    private void bindRevisions(Parameters parameters, List<RevisionRow> rows) throws SQLException {
        ids(parameters, rows, RevisionRow::id);
        texts(parameters, rows, row -> row.entry().key.interaction());
        texts(parameters, rows, row -> row.entry().key.tenant());
        texts(parameters, rows, row -> row.entry().key.kind());
        texts(parameters, rows, row -> row.entry().key.agent());
        texts(parameters, rows, row -> row.entry().submission.activity().interactionId());
        bytes(parameters, rows, row -> row.content().fingerprint());
        parameters.array("int8", column(rows, row -> TimeOrderedIds.millis(row.id()), Long[]::new));
        texts(parameters, rows, row -> RevisionStore.status(row.content().plan())
                .word());
        texts(parameters, rows, row -> RevisionStore.word(row.content().plan().unrouted()));
        texts(parameters, rows, row -> row.content().plan().detail());
        texts(parameters, rows, row -> Json.write(row.content().plan().failedAt()));
        texts(parameters, rows, row -> row.content().plan().configurationHash());
        texts(parameters, rows, row -> row.entry().submission.intake());
        texts(parameters, rows, row -> row.entry().submission.principal());
        texts(parameters, rows, row -> row.content().type());
        texts(parameters, rows, row -> row.content().disposition());
        texts(parameters, rows, row -> row.content().service());
        texts(parameters, rows, row -> row.content().globalInteractionId());
        texts(parameters, rows, row -> row.content().canonical());
        bytes(parameters, rows, row -> row.entry().submission.original());
        bytes(parameters, rows, row -> tombstones.of(row.entry().key));
    }

    private static void bindPersons(Parameters parameters, List<RevisionRow> rows) throws SQLException {
        List<Person> persons = rows.stream()
                .flatMap(row -> row.content().persons().stream().map(hash -> new Person(row.id(), hash)))
                .toList();
        ids(parameters, persons, Person::activityId);
        bytes(parameters, persons, Person::hash);
    }

    private void bindDeliveries(Parameters parameters, List<RevisionRow> rows) throws SQLException {
        List<DeliveryStore.New> all =
                rows.stream().flatMap(row -> row.deliveries().stream()).toList();
        ids(parameters, all, delivery -> deliveries.newId());
        ids(parameters, all, DeliveryStore.New::activityId);
        texts(parameters, all, delivery -> delivery.place().destination());
        texts(parameters, all, delivery -> delivery.place().part());
        ids(parameters, all, DeliveryStore.New::recordKey);
        texts(parameters, all, DeliveryStore.New::arguments);
        texts(parameters, all, DeliveryStore.New::decision);
        texts(parameters, all, deliveries::mode);
    }

    private static <R> void ids(Parameters parameters, List<R> rows, Function<R, String> value) throws SQLException {
        parameters.array("uuid", column(rows, value, String[]::new));
    }

    private static <R> void texts(Parameters parameters, List<R> rows, Function<R, String> value) throws SQLException {
        parameters.array("text", column(rows, value.andThen(Text::clean), String[]::new));
    }

    private static <R> void bytes(Parameters parameters, List<R> rows, Function<R, byte[]> value) throws SQLException {
        parameters.array("bytea", column(rows, value, byte[][]::new));
    }

    private static <R, V> V[] column(List<R> rows, Function<R, V> value, IntFunction<V[]> array) {
        Stream<V> column = rows.stream().map(value);
        return column.toArray(array);
    }
}
