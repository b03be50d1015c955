package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.activityrelay.relay.routing.PlannedDelivery;

/** The rows of deliveries, as storing a record makes and replaces them. */
final class DeliveryStore {

    private static final String INSERT = """
            insert into delivery (id, activity_id, revision, destination, part, record_key, arguments, decision, mode,
                state, due_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', {now})
            on conflict (activity_id, destination, part) do nothing
            """;
    private static final Rows EARLIER = new Rows("""
            select d.id, a.head_id, d.revision, d.destination, d.part, d.arguments, d.mode, d.state, d.ambiguous
            from activity a join delivery d on d.activity_id = a.id
            where a.head_id in (#)
            order by d.id {for update of d}
            """, "?");

    private final TimeOrderedIds ids;
    private final DestinationTraits traits;

    DeliveryStore(TimeOrderedIds ids, DestinationTraits traits) {
        this.ids = ids;
        this.traits = traits;
    }

    /** A delivery of an earlier revision. */
    record Earlier(
            String id,
            String headId,
            int revision,
            String destination,
            String part,
            String arguments,
            Mode mode,
            DeliveryState state,
            boolean ambiguous) {

        /** Whether the receiver has that revision, or may have it. */
        boolean mayBeHeld(Mode now) {
            boolean seriously = mode == Mode.LIVE || now == Mode.DRY_RUN;
            return seriously && (ambiguous || state == DeliveryState.DELIVERED);
        }

        boolean isUndelivered() {
            return !state.isFinal() || state == DeliveryState.PARKED;
        }
    }

    /** A delivery to be made. */
    record New(
            String activityId,
            int revision,
            InteractionKey key,
            String destination,
            String part,
            String arguments,
            String decision) {

        static New of(String activityId, int revision, InteractionKey key, PlannedDelivery planned) {
            return new New(
                    activityId,
                    revision,
                    key,
                    planned.destination(),
                    planned.part(),
                    Json.write(planned.arguments()),
                    Json.write(planned.decision()));
        }
    }

    /** The deliveries of these interactions so far, locked, by head. */
    Map<String, List<Earlier>> lockEarlier(Session session, Collection<String> headIds) throws SQLException {
        Map<String, List<Earlier>> byHead = new HashMap<>();
        if (headIds.isEmpty()) {
            return byHead;
        }
        List<String> padded = Rows.padded(new ArrayList<>(headIds));
        Parameters parameters = session.prepare(EARLIER.sql(padded.size()));
        for (String id : padded) {
            parameters.id(id);
        }
        try (ResultSet rows = parameters.query()) {
            while (rows.next()) {
                Earlier delivery = earlier(rows);
                byHead.computeIfAbsent(delivery.headId(), head -> new ArrayList<>())
                        .add(delivery);
            }
        }
        return byHead;
    }

    private static Earlier earlier(ResultSet row) throws SQLException {
        return new Earlier(
                row.getString("id"),
                row.getString("head_id"),
                row.getInt("revision"),
                row.getString("destination"),
                row.getString("part"),
                row.getString("arguments"),
                Words.mode(row.getString("mode")),
                Words.state(row.getString("state")),
                row.getBoolean("ambiguous"));
    }

    /** Takes undelivered ones out of the queue; those in flight may end, but are not repeated. */
    void supersede(Session session, Collection<Earlier> deliveries) throws SQLException {
        List<Earlier> undelivered =
                deliveries.stream().filter(Earlier::isUndelivered).toList();
        if (undelivered.isEmpty()) {
            return;
        }
        Parameters parameters = session.prepare("""
                update delivery
                set state = case when state = 'in_flight' then state else 'superseded' end, overtaken = true
                where id = ?
                """);
        for (Earlier delivery : undelivered) {
            parameters.id(delivery.id()).add();
        }
        parameters.runBatch();
    }

    /** Deliveries which a plan lacks, of destinations that hold an earlier revision and follow. */
    List<New> following(
            String activityId,
            int revision,
            InteractionKey key,
            Collection<PlannedDelivery> plan,
            List<Earlier> earlier) {
        Set<String> planned = new HashSet<>();
        plan.forEach(delivery -> planned.add(place(delivery.destination(), delivery.part())));
        Map<String, Earlier> held = new HashMap<>();
        for (Earlier delivery : earlier) {
            if (!planned.contains(place(delivery.destination(), delivery.part()))
                    && traits.follows(delivery.destination())
                    && delivery.mayBeHeld(traits.mode(delivery.destination()))) {
                held.merge(
                        place(delivery.destination(), delivery.part()),
                        delivery,
                        (a, b) -> a.revision() > b.revision() ? a : b);
            }
        }
        return held.values().stream()
                .map(last ->
                        new New(activityId, revision, key, last.destination(), last.part(), last.arguments(), null))
                .toList();
    }

    /** Where a revision goes already. */
    static Set<String> places(Collection<Earlier> deliveries, int revision) {
        Set<String> places = new HashSet<>();
        deliveries.stream()
                .filter(delivery -> delivery.revision() == revision)
                .forEach(delivery -> places.add(place(delivery.destination(), delivery.part())));
        return places;
    }

    static String place(String destination, String part) {
        return destination + '\n' + part;
    }

    /** Adds deliveries that are not there yet, due now. */
    void insert(Session session, List<New> deliveries) throws SQLException {
        if (deliveries.isEmpty()) {
            return;
        }
        Parameters parameters = session.prepare(INSERT);
        for (New delivery : deliveries) {
            parameters
                    .id(ids.next())
                    .id(delivery.activityId())
                    .number(delivery.revision())
                    .text(delivery.destination())
                    .text(delivery.part())
                    .id(RecordKey.of(delivery.key(), delivery.destination(), delivery.part()))
                    .text(delivery.arguments())
                    .text(delivery.decision())
                    .text(traits.mode(delivery.destination()).word())
                    .add();
        }
        parameters.runBatch();
    }
}
