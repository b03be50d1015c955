package org.activityrelay.relay.ledger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.activityrelay.relay.ledger.Audit.Deed;
import org.activityrelay.relay.routing.Plan;

/** Gives stored records another plan. */
final class Rerouting {

    /** The heads first, as when a revision is stored: the two never see each other half done. */
    private static final Rows LOCK = new Rows("""
            select a.id as activity_id, h.id, h.current_revision, a.revision, h.interaction_key, h.tenant, h.kind,
                h.agent_key
            from activity a join interaction_head h on h.id = a.head_id
            where a.id in (#)
            order by h.id
            {for update of h}
            """, "?");

    private final Database database;
    private final DeliveryStore deliveries;
    private final RepairStore repairs;
    private final DueSignal due;

    Rerouting(Database database, DeliveryStore deliveries, RepairStore repairs, DueSignal due) {
        this.database = database;
        this.deliveries = deliveries;
        this.repairs = repairs;
        this.due = due;
    }

    /**
     * The record, with its head and the deliveries of all its revisions locked.
     *
     * @param current the revision that replaces others
     */
    private record Target(
            String id,
            int revision,
            String headId,
            int current,
            InteractionKey key,
            List<DeliveryStore.Known> deliveries) {

        Target with(List<DeliveryStore.Known> locked) {
            return new Target(id, revision, headId, current, key, locked);
        }
    }

    /** Adds what the record lacks; an old revision whose place another has taken gets nothing. */
    int reroute(String activityId, Plan plan, String who) {
        String id = Text.id(activityId);
        if (id == null) {
            return 0;
        }
        Deed deed =
                new Deed(who, "reroute", JsonNodeFactory.instance.objectNode().put("activity", id), 0, null);
        int added = database.writeOrUnavailable(session -> {
            int more = reroute(session, Map.of(id, plan)).getOrDefault(id, 0);
            repairs.note(session, null, deed, more);
            return more;
        });
        if (added > 0) {
            due.raise();
        }
        return added;
    }

    /**
     * The same for several records within a transaction; answers how many deliveries each got.
     *
     * @param plans by record, at most {@link Rows#MOST}
     */
    Map<String, Integer> reroute(Session session, Map<String, Plan> plans) throws SQLException {
        Map<String, Integer> added = new HashMap<>();
        for (Target target : lock(session, new ArrayList<>(plans.keySet()))) {
            added.put(target.id(), reroute(session, target, plans.get(target.id())));
        }
        return added;
    }

    private List<Target> lock(Session session, List<String> ids) throws SQLException {
        List<Target> targets = new ArrayList<>();
        try (ResultSet row = session.query(LOCK, ids)) {
            while (row.next()) {
                targets.add(target(row));
            }
        }
        Map<String, List<DeliveryStore.Known>> known =
                deliveries.lock(session, targets.stream().map(Target::headId).toList());
        return targets.stream()
                .map(target -> target.with(known.getOrDefault(target.headId(), List.of())))
                .toList();
    }

    private static Target target(ResultSet row) throws SQLException {
        InteractionKey key = new InteractionKey(row.getString(5), row.getString(6), row.getString(7), row.getString(8));
        return new Target(row.getString(1), row.getInt(4), row.getString(2), row.getInt(3), key, List.of());
    }

    private int reroute(Session session, Target target, Plan plan) throws SQLException {
        if (target.revision() < target.current()) {
            session.prepare("update activity set status = 'superseded' where id = ? and status = 'unrouted'")
                    .id(target.id())
                    .update();
            return 0;
        }
        if (plan.deliveries().isEmpty()) {
            noteStillUnrouted(session, target, plan);
            return 0;
        }
        noteRouted(session, target, plan);
        return add(session, target, plan);
    }

    private int add(Session session, Target target, Plan plan) throws SQLException {
        List<DeliveryStore.Known> all = target.deliveries();
        List<DeliveryStore.Known> older = all.stream()
                .filter(delivery -> delivery.revision() < target.revision())
                .toList();
        if (target.revision() > target.current()) {
            deliveries.supersede(session, older);
            makeCurrent(session, target);
        }
        Set<DeliveryStore.Place> there = DeliveryStore.places(all, target.revision());
        List<DeliveryStore.New> missing = new ArrayList<>();
        for (Content.Planned planned : Content.planned(target.key(), plan)) {
            DeliveryStore.New delivery = DeliveryStore.New.of(target.id(), target.revision(), planned);
            if (there.add(delivery.place())) {
                missing.add(delivery);
            }
        }
        missing.addAll(deliveries.following(target.id(), target.revision(), older, there));
        deliveries.insert(session, missing);
        return missing.size();
    }

    private static void makeCurrent(Session session, Target target) throws SQLException {
        session.prepare("update interaction_head set current_revision = ?, current_activity = ? where id = ?")
                .number(target.revision())
                .id(target.id())
                .id(target.headId())
                .update();
    }

    private static void noteRouted(Session session, Target target, Plan plan) throws SQLException {
        session.prepare("""
                        update activity
                        set status = 'routed', unrouted_reason = null, unrouted_detail = null, failed_at = null,
                            configuration_hash = ?
                        where id = ?
                        """).text(plan.configurationHash()).id(target.id()).update();
    }

    /** The latest reason is the interesting one, unless the record was set aside for what it is. */
    private static void noteStillUnrouted(Session session, Target target, Plan plan) throws SQLException {
        session.prepare("""
                        update activity
                        set unrouted_reason = ?, unrouted_detail = ?, failed_at = ?, configuration_hash = ?
                        where id = ? and status = 'unrouted' and unrouted_reason in ('no_rule_matched', 'routing_failed')
                        """)
                .text(RevisionStore.word(plan.unrouted()))
                .text(plan.detail())
                .text(Json.write(plan.failedAt()))
                .text(plan.configurationHash())
                .id(target.id())
                .update();
    }
}
