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
import java.util.stream.Collectors;

/** The rows of deliveries, as storing a record makes and replaces them. */
final class DeliveryStore {

    private static final String INSERT = """
            insert into delivery (id, activity_id, revision, destination, part, record_key, arguments, decision, mode,
                state, due_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', {now})
            on conflict (activity_id, destination, part) do nothing
            """;
    private static final String SUPERSEDE = """
            update delivery
            set state = case when state = 'in_flight' then state else 'superseded' end,
                final_at = case when state = 'in_flight' then final_at else {now} end,
                overtaken = true
            where id = ?
            """;
    private static final Rows EARLIER = new Rows("""
            select d.id, a.head_id, d.revision, d.destination, d.part, d.record_key, d.arguments, d.mode, d.state,
                d.ambiguous
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

    /** What a delivery goes to: at most one of a revision goes there. */
    record Place(String destination, String part) {}

    /** A delivery that is there already. */
    record Known(
            String id,
            String headId,
            int revision,
            Place place,
            String recordKey,
            String arguments,
            Mode mode,
            DeliveryState state,
            boolean ambiguous) {

        /** Whether the receiver has that revision, or may have it. */
        boolean mayBeHeld(Mode now) {
            boolean forReal = mode == Mode.LIVE || now == Mode.DRY_RUN;
            return forReal && (ambiguous || state == DeliveryState.DELIVERED);
        }

        boolean isUndelivered() {
            return !state.isFinal() || state == DeliveryState.PARKED;
        }
    }

    /** A delivery to be made. */
    record New(String activityId, int revision, Place place, String recordKey, String arguments, String decision) {

        static New of(String activityId, int revision, Content.Planned planned) {
            return new New(
                    activityId,
                    revision,
                    new Place(planned.destination(), planned.part()),
                    planned.recordKey(),
                    planned.arguments(),
                    planned.decision());
        }
    }

    /** The deliveries of all revisions of these interactions, locked, by head. */
    Map<String, List<Known>> lock(Session session, Collection<String> headIds) throws SQLException {
        Map<String, List<Known>> byHead = new HashMap<>();
        if (headIds.isEmpty()) {
            return byHead;
        }
        try (ResultSet row = session.query(EARLIER, new ArrayList<>(headIds))) {
            while (row.next()) {
                Known delivery = known(row);
                byHead.computeIfAbsent(delivery.headId(), head -> new ArrayList<>())
                        .add(delivery);
            }
        }
        return byHead;
    }

    private static Known known(ResultSet row) throws SQLException {
        return new Known(
                row.getString("id"),
                row.getString("head_id"),
                row.getInt("revision"),
                new Place(row.getString("destination"), row.getString("part")),
                row.getString("record_key"),
                row.getString("arguments"),
                Words.mode(row.getString("mode")),
                Words.state(row.getString("state")),
                row.getBoolean("ambiguous"));
    }

    /** Takes undelivered ones out of the queue; those in flight may end, but are not repeated. */
    void supersede(Session session, Collection<Known> deliveries) throws SQLException {
        List<Known> undelivered =
                deliveries.stream().filter(Known::isUndelivered).toList();
        if (undelivered.isEmpty()) {
            return;
        }
        Parameters parameters = session.prepare(SUPERSEDE);
        for (Known delivery : undelivered) {
            parameters.id(delivery.id()).add();
        }
        parameters.runBatch();
    }

    /**
     * Deliveries of a revision to places that it would not go to by itself: to destinations that follow, where an
     * earlier revision is held.
     *
     * @param earlier deliveries of earlier revisions
     * @param there where the revision goes already
     */
    List<New> following(String activityId, int revision, List<Known> earlier, Set<Place> there) {
        Map<Place, Known> held = new HashMap<>();
        for (Known delivery : earlier) {
            Place place = delivery.place();
            if (!there.contains(place)
                    && traits.follows(place.destination())
                    && delivery.mayBeHeld(traits.mode(place.destination()))) {
                held.merge(place, delivery, (a, b) -> a.revision() > b.revision() ? a : b);
            }
        }
        return held.values().stream()
                .map(last -> new New(activityId, revision, last.place(), last.recordKey(), last.arguments(), null))
                .toList();
    }

    /** Where a revision goes already. */
    static Set<Place> places(Collection<Known> deliveries, int revision) {
        return deliveries.stream()
                .filter(delivery -> delivery.revision() == revision)
                .map(Known::place)
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** Adds deliveries that are not there yet, due now. */
    void insert(Session session, List<New> deliveries) throws SQLException {
        if (deliveries.isEmpty()) {
            return;
        }
        Parameters parameters = session.prepare(INSERT);
        for (New delivery : deliveries) {
            parameters
                    .id(newId())
                    .id(delivery.activityId())
                    .number(delivery.revision())
                    .text(delivery.place().destination())
                    .text(delivery.place().part())
                    .id(delivery.recordKey())
                    .text(delivery.arguments())
                    .text(delivery.decision())
                    .text(mode(delivery))
                    .add();
        }
        parameters.runBatch();
    }

    String newId() {
        return ids.next();
    }

    /** The word for the mode that its destination is in now. */
    String mode(New delivery) {
        return traits.mode(delivery.place().destination()).word();
    }
}
