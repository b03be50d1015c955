package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.activityrelay.relay.routing.Plan;

/** Inserts revisions, table by table. */
class RevisionInserts {

    private static final Rows INSERT_HEADS = new Rows("""
            insert into interaction_head (id, interaction_key, tenant, kind, agent_key, latest_revision,
                current_revision, current_activity)
            values #
            on conflict do nothing
            returning id
            """, "(?, ?, ?, ?, ?, 1, 1, ?)");
    private static final String INSERT_ACTIVITY = """
            insert into activity (id, head_id, revision, tenant, kind, interaction_id, fingerprint, merged_fingerprint,
                received_at, status, unrouted_reason, unrouted_detail, failed_at, configuration_hash, intake, principal,
                type, disposition_key, service_key, global_key)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String INSERT_CONTENT =
            "insert into activity_content (activity_id, canonical, original) values (?, ?, ?)";
    private static final String INSERT_PERSON = "insert into person (activity_id, hash) values (?, ?)";

    private final DeliveryStore deliveries;
    private final Tombstones tombstones;

    RevisionInserts(DeliveryStore deliveries, Tombstones tombstones) {
        this.deliveries = deliveries;
        this.tombstones = tombstones;
    }

    /** Stores first revisions whose interaction is new, and was not erased; answers their ids. */
    Set<String> insertFirst(Session session, List<RevisionRow> rows) throws SQLException {
        Set<String> inserted = insertHeads(session, withoutErased(session, rows));
        insert(session, rows.stream().filter(row -> inserted.contains(row.id())).toList());
        return inserted;
    }

    private List<RevisionRow> withoutErased(Session session, List<RevisionRow> rows) throws SQLException {
        if (Tombstones.isEmpty(session)) {
            return rows;
        }
        List<RevisionRow> wanted = new ArrayList<>(rows.size());
        for (RevisionRow row : rows) {
            if (!tombstones.isErased(session, row.entry().key)) {
                wanted.add(row);
            }
        }
        return wanted;
    }

    /** In the order of keys, so that two processes never wait for each other; answers the ids of those that are new. */
    private static Set<String> insertHeads(Session session, List<RevisionRow> rows) throws SQLException {
        List<RevisionRow> sorted = rows.stream()
                .sorted(Comparator.comparing(row -> row.entry().key))
                .toList();
        Set<String> inserted = new HashSet<>();
        for (int from = 0; from < sorted.size(); ) {
            int size = Rows.atMost(sorted.size() - from);
            insertHeads(session, sorted.subList(from, from + size), inserted);
            from += size;
        }
        return inserted;
    }

    private static void insertHeads(Session session, List<RevisionRow> rows, Set<String> inserted) throws SQLException {
        Parameters parameters = session.prepare(INSERT_HEADS.sql(rows.size()));
        for (RevisionRow row : rows) {
            InteractionKey key = row.entry().key;
            parameters
                    .id(row.id())
                    .text(key.interaction())
                    .text(key.tenant())
                    .text(key.kind())
                    .text(key.agent())
                    .id(row.id());
        }
        try (ResultSet result = parameters.query()) {
            while (result.next()) {
                inserted.add(result.getString(1));
            }
        }
    }

    /** Stores revisions whose head is there and locked. */
    final void insert(Session session, List<RevisionRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        insertActivities(session, rows);
        insertContents(session, rows);
        insertPersons(session, rows);
        deliveries.insert(
                session, rows.stream().flatMap(row -> row.deliveries().stream()).toList());
    }

    private static void insertActivities(Session session, List<RevisionRow> rows) throws SQLException {
        Parameters parameters = session.prepare(INSERT_ACTIVITY);
        for (RevisionRow row : rows) {
            Entry entry = row.entry();
            Content content = row.content();
            Plan plan = content.plan();
            parameters
                    .id(row.id())
                    .id(row.headId())
                    .number(row.revision())
                    .text(entry.key.tenant())
                    .text(entry.key.kind())
                    .text(entry.submission.activity().interactionId())
                    .bytes(entry.content.fingerprint())
                    .bytes(row.mergedFingerprint())
                    .number(TimeOrderedIds.millis(row.id()))
                    .text(RevisionStore.status(plan).word())
                    .text(RevisionStore.word(plan.unrouted()))
                    .text(plan.detail())
                    .text(Json.write(plan.failedAt()))
                    .text(plan.configurationHash())
                    .text(entry.submission.intake())
                    .text(entry.submission.principal())
                    .text(content.type())
                    .text(content.disposition())
                    .text(content.service())
                    .text(content.globalInteractionId())
                    .add();
        }
        parameters.runBatch();
    }

    private static void insertContents(Session session, List<RevisionRow> rows) throws SQLException {
        Parameters parameters = session.prepare(INSERT_CONTENT);
        for (RevisionRow row : rows) {
            parameters
                    .id(row.id())
                    .text(row.content().canonical())
                    .bytes(row.entry().submission.original())
                    .add();
        }
        parameters.runBatch();
    }

    private static void insertPersons(Session session, List<RevisionRow> rows) throws SQLException {
        Parameters parameters = session.prepare(INSERT_PERSON);
        boolean any = false;
        for (RevisionRow row : rows) {
            for (byte[] hash : row.content().persons()) {
                parameters.id(row.id()).bytes(hash).add();
                any = true;
            }
        }
        if (any) {
            parameters.runBatch();
        }
    }
}
