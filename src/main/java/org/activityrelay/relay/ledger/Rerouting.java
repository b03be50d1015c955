package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.activityrelay.relay.routing.Plan;

/** Gives stored records another plan. */
final class Rerouting {

    private final Database database;
    private final DeliveryStore deliveries;
    private final DueSignal due;

    Rerouting(Database database, DeliveryStore deliveries, DueSignal due) {
        this.database = database;
        this.deliveries = deliveries;
        this.due = due;
    }

    /**
     * The record, with its head locked.
     *
     * @param current the revision that replaces others
     */
    private record Target(String id, int revision, String headId, int current, InteractionKey key) {}

    /** Adds what the record lacks; an old revision whose place another has taken gets nothing. */
    int reroute(String activityId, Plan plan) {
        String id = Text.id(activityId);
        if (id == null) {
            return 0;
        }
        int added = database.writeOrUnavailable(session -> {
            Optional<Target> target = lock(session, id);
            return target.isEmpty() ? 0 : reroute(session, target.get(), plan);
        });
        if (added > 0) {
            due.raise();
        }
        return added;
    }

    /** The head first, as when a revision is stored: the two never see each other half done. */
    private Optional<Target> lock(Session session, String id) throws SQLException {
        Parameters parameters = session.prepare("""
                select h.id, h.current_revision, a.revision, h.interaction_key, h.tenant, h.kind, h.agent_key
                from activity a join interaction_head h on h.id = a.head_id
                where a.id = ?
                {for update of h}
                """);
        try (ResultSet row = parameters.id(id).query()) {
            if (!row.next()) {
                return Optional.empty();
            }
            InteractionKey key =
                    new InteractionKey(row.getString(4), row.getString(5), row.getString(6), row.getString(7));
            return Optional.of(new Target(id, row.getInt(3), row.getString(1), row.getInt(2), key));
        }
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
        List<DeliveryStore.Known> all =
                deliveries.lock(session, List.of(target.headId())).getOrDefault(target.headId(), List.of());
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
