package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.routing.Plan;
import org.activityrelay.relay.routing.UnroutedReason;

/** The rows of interactions and their revisions. */
final class RevisionStore {

    private static final String ADVANCE_HEAD = """
            update interaction_head
            set latest_revision = ?, current_revision = ?, current_activity = ?, shared = (shared or ?)
            where id = ? and latest_revision = ? and current_revision = ?
            """;
    private static final Rows NO_LONGER_UNROUTED = new Rows("""
            update activity set status = 'superseded'
            where head_id in (#) and status = 'unrouted' and unrouted_reason in ('no_rule_matched', 'routing_failed')
            """, "?");

    private final TimeOrderedIds ids;
    private final DeliveryStore deliveries;
    private final RevisionInserts inserts;

    RevisionStore(TimeOrderedIds ids, DeliveryStore deliveries, RevisionInserts inserts) {
        this.ids = ids;
        this.deliveries = deliveries;
        this.inserts = inserts;
    }

    static ActivityStatus status(Plan plan) {
        return plan.unrouted() == null ? ActivityStatus.ROUTED : ActivityStatus.UNROUTED;
    }

    /**
     * What one transaction stored.
     *
     * @param destinations that got deliveries
     */
    record Stored(Map<Entry, Accepted> accepted, Set<String> destinations) {}

    /**
     * Stores first revisions whose interaction is new, and later revisions whose base is still the latest. The others are
     * missing in the answer.
     *
     * @param first at most one per interaction
     * @param later at most one per interaction, none of which is in {@code first}
     */
    Stored store(Session session, List<Entry> first, List<Revision> later) throws SQLException {
        List<RevisionRow> rows = new ArrayList<>(firstRevisions(session, first));
        List<RevisionRow> laterRows = laterRevisions(session, later);
        inserts.insert(session, laterRows);
        rows.addAll(laterRows);
        Map<Entry, Accepted> accepted = new HashMap<>();
        Set<String> destinations = new HashSet<>();
        for (RevisionRow row : rows) {
            accepted.put(row.entry(), row.accepted());
            row.deliveries()
                    .forEach(delivery -> destinations.add(delivery.place().destination()));
        }
        return new Stored(accepted, destinations);
    }

    private List<RevisionRow> firstRevisions(Session session, List<Entry> entries) throws SQLException {
        if (entries.isEmpty()) {
            return List.of();
        }
        List<RevisionRow> rows = entries.stream().map(this::firstRevision).toList();
        Set<String> inserted = inserts.insertFirst(session, rows);
        return rows.stream().filter(row -> inserted.contains(row.id())).toList();
    }

    private RevisionRow firstRevision(Entry entry) {
        String id = ids.next();
        return new RevisionRow(id, id, 1, entry, entry.content, planned(id, 1, entry.content));
    }

    private static List<DeliveryStore.New> planned(String id, int revision, Content content) {
        List<DeliveryStore.New> planned = new ArrayList<>();
        for (Content.Planned delivery : content.deliveries()) {
            planned.add(DeliveryStore.New.of(id, revision, delivery));
        }
        return planned;
    }

    private List<RevisionRow> laterRevisions(Session session, List<Revision> revisions) throws SQLException {
        if (revisions.isEmpty()) {
            return List.of();
        }
        List<Revision> sorted = revisions.stream()
                .sorted(Comparator.comparing(revision -> revision.base().id()))
                .toList();
        Map<Revision, String> won = advanceHeads(session, sorted);
        List<String> replaced = won.keySet().stream()
                .filter(Revision::replaces)
                .map(r -> r.base().id())
                .toList();
        Map<String, List<DeliveryStore.Known>> earlier = replace(session, replaced);
        List<RevisionRow> rows = new ArrayList<>();
        for (Revision revision : sorted) {
            if (won.containsKey(revision)) {
                rows.add(laterRevision(
                        revision,
                        won.get(revision),
                        earlier.getOrDefault(revision.base().id(), List.of())));
            }
        }
        return rows;
    }

    /** Locks the heads, in order; answers the ids of the revisions whose base was still the latest. */
    private Map<Revision, String> advanceHeads(Session session, List<Revision> sorted) throws SQLException {
        Parameters parameters = session.prepare(ADVANCE_HEAD);
        List<String> newIds = new ArrayList<>();
        for (Revision revision : sorted) {
            Head base = revision.base();
            String id = ids.next();
            newIds.add(id);
            parameters
                    .number(revision.number())
                    .number(revision.replaces() ? revision.number() : base.currentRevision())
                    .id(revision.replaces() ? id : base.currentActivity())
                    .flag(revision.anotherAgent())
                    .id(base.id())
                    .number(base.latestRevision())
                    .number(base.currentRevision())
                    .add();
        }
        int[] counts = parameters.runBatch();
        Map<Revision, String> won = new IdentityHashMap<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == 1) {
                won.put(sorted.get(i), newIds.get(i));
            }
        }
        return won;
    }

    /** Takes what older revisions still have to do off the table; answers all their deliveries by head. */
    private Map<String, List<DeliveryStore.Known>> replace(Session session, Collection<String> heads)
            throws SQLException {
        Map<String, List<DeliveryStore.Known>> earlier = deliveries.lock(session, heads);
        deliveries.supersede(
                session, earlier.values().stream().flatMap(List::stream).toList());
        settleUnrouted(session, heads);
        return earlier;
    }

    private static void settleUnrouted(Session session, Collection<String> heads) throws SQLException {
        if (heads.isEmpty()) {
            return;
        }
        List<String> padded = Rows.padded(new ArrayList<>(heads));
        Parameters parameters = session.prepare(NO_LONGER_UNROUTED.sql(padded.size()));
        for (String head : padded) {
            parameters.id(head);
        }
        parameters.update();
    }

    private RevisionRow laterRevision(Revision revision, String id, List<DeliveryStore.Known> earlier) {
        int number = revision.number();
        List<DeliveryStore.New> wanted = planned(id, number, revision.content());
        Set<DeliveryStore.Place> there = new HashSet<>();
        wanted.forEach(delivery -> there.add(delivery.place()));
        wanted.addAll(deliveries.following(id, number, earlier, there));
        return new RevisionRow(id, revision.base().id(), number, revision.entry(), revision.content(), wanted);
    }

    static String word(UnroutedReason reason) {
        return reason == null ? null : reason.word();
    }

    /** The head of an interaction, if it is known. */
    static Optional<Head> head(Session session, InteractionKey key) throws SQLException {
        Parameters parameters = session.prepare("""
                select id, latest_revision, current_revision, current_activity, shared
                from interaction_head
                where interaction_key = ? and tenant = ? and kind = ? and agent_key = ?
                """);
        parameters.text(key.interaction()).text(key.tenant()).text(key.kind()).text(key.agent());
        try (ResultSet row = parameters.query()) {
            if (!row.next()) {
                return Optional.empty();
            }
            return Optional.of(
                    new Head(row.getString(1), row.getInt(2), row.getInt(3), row.getString(4), row.getBoolean(5)));
        }
    }

    /**
     * The first revision that says the same, if there is one.
     *
     * @param untrusted whether one counts that was set aside because anybody may have sent it; for a sender who is trusted
     *     it does not, or his word would be taken for said and never acted on
     */
    static Optional<Accepted> same(Session session, Head head, byte[] fingerprint, boolean untrusted)
            throws SQLException {
        Parameters parameters = session.prepare("""
                select id, interaction_id, revision, status from activity
                where head_id = ? and fingerprint = ? and (? or coalesce(unrouted_reason, '') <> 'untrusted_revision')
                union all
                select id, interaction_id, revision, status from activity
                where head_id = ? and merged_fingerprint is not null and merged_fingerprint = ?
                    and (? or coalesce(unrouted_reason, '') <> 'untrusted_revision')
                order by revision limit 1
                """);
        parameters
                .id(head.id())
                .bytes(fingerprint)
                .flag(untrusted)
                .id(head.id())
                .bytes(fingerprint)
                .flag(untrusted);
        try (ResultSet row = parameters.query()) {
            if (!row.next()) {
                return Optional.empty();
            }
            return Optional.of(new Accepted(
                    row.getString(1), row.getString(2), row.getInt(3), Words.status(row.getString(4)), true));
        }
    }

    /** Whether another stored a revision; those that were set aside as untrusted do not count. */
    static boolean hasOtherPrincipals(Session session, Head head, String principal) throws SQLException {
        Parameters parameters = session.prepare("""
                select 1 from activity
                where head_id = ? and coalesce(principal, '') <> ?
                    and coalesce(unrouted_reason, '') <> 'untrusted_revision'
                limit 1
                """);
        try (ResultSet row = parameters
                .id(head.id())
                .text(principal == null ? "" : principal)
                .query()) {
            return row.next();
        }
    }

    /** Nothing if it was erased since its head was read. */
    static Optional<Activity> canonical(Session session, String activityId) throws SQLException {
        Parameters parameters = session.prepare("select canonical from activity_content where activity_id = ?");
        try (ResultSet row = parameters.id(activityId).query()) {
            return row.next() ? Optional.of(Activity.of(Json.object(row.getString(1)))) : Optional.empty();
        }
    }

    /**
     * When the revision so many before the next one was stored (epoch milliseconds), if there are as many. Those set aside
     * as untrusted do not count: anybody could send many, to make the next good one look suspicious.
     */
    static Optional<Long> storedBack(Session session, Head head, int count) throws SQLException {
        Parameters parameters = session.prepare("""
                select received_at from activity
                where head_id = ? and coalesce(unrouted_reason, '') <> 'untrusted_revision'
                order by revision desc limit 1 offset ?
                """);
        try (ResultSet row = parameters.id(head.id()).number(count - 1).query()) {
            return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
        }
    }
}
