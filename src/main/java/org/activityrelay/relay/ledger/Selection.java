package org.activityrelay.relay.ledger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a repair is about: the walks that find it, and the words that the audit trail keeps of it. */
final class Selection {

    private static final List<DeliveryState> CANCELLABLE =
            List.of(DeliveryState.PARKED, DeliveryState.PENDING, DeliveryState.IN_FLIGHT);

    private static final Clause NEWEST =
            Clause.of(" and h.current_activity = a.id and d.overtaken = ?", parameters -> parameters.flag(false));

    private Selection() {}

    /** Only what is to be delivered again: of the newest revisions. */
    static List<DeliverySearch> of(DestinationTraits traits, Repairs.Replay replay, int window) {
        return searches(traits, replay, NEWEST, window);
    }

    /** Also what matches, but is of a revision whose place another has taken. */
    static List<DeliverySearch> ofAnyRevision(DestinationTraits traits, Repairs.Replay replay, int window) {
        return searches(traits, replay, Clause.of(""), window);
    }

    private static List<DeliverySearch> searches(
            DestinationTraits traits, Repairs.Replay replay, Clause revisions, int window) {
        Clause which = revisions
                .and(only(replay.deliveryId()))
                .and(Clause.of(
                        " and coalesce(d.final_at, 0) <= ?",
                        parameters -> parameters.number(replay.asOf().toEpochMilli())));
        return searches(traits, states(replay), replay.filter(), which, window);
    }

    private static List<DeliveryState> states(Repairs.Replay replay) {
        DeliveryFilter filter = replay.filter();
        if (filter.state() != null) {
            return List.of(filter.state());
        }
        if (WaitingFor.isMissing(filter.reason())) {
            return List.of(DeliveryState.PENDING);
        }
        boolean delivered = replay.includeDelivered() || filter.mode() == Mode.DRY_RUN;
        return delivered ? List.of(DeliveryState.PARKED, DeliveryState.DELIVERED) : List.of(DeliveryState.PARKED);
    }

    static List<DeliverySearch> of(DestinationTraits traits, Repairs.Cancellation cancellation, int window) {
        DeliveryState state = cancellation.filter().state();
        Clause open = Clause.of(
                        " and d.overtaken = ? and d.cancel_asked = ?",
                        parameters -> parameters.flag(false),
                        parameters -> parameters.flag(false))
                .and(only(cancellation.deliveryId()))
                .and(Clause.of(
                        " and coalesce(d.final_at, 0) <= ?",
                        parameters -> parameters.number(cancellation.asOf().toEpochMilli())));
        return searches(traits, state == null ? CANCELLABLE : List.of(state), cancellation.filter(), open, window);
    }

    private static List<DeliverySearch> searches(
            DestinationTraits traits, List<DeliveryState> states, DeliveryFilter filter, Clause more, int window) {
        List<DeliverySearch> searches = new ArrayList<>();
        states.forEach(state -> searches.add(new DeliverySearch(traits, filter, state, more, false, window)));
        return searches;
    }

    private static Clause only(String deliveryId) {
        return deliveryId == null ? Clause.of("") : Clause.of(" and d.id = ?", parameters -> parameters.id(deliveryId));
    }

    static ObjectNode describe(Repairs.Replay replay) {
        ObjectNode words = describe(replay.filter(), replay.deliveryId());
        if (replay.includeDelivered()) {
            words.put("includeDelivered", true);
        }
        return words;
    }

    static ObjectNode describe(Repairs.Cancellation cancellation) {
        return describe(cancellation.filter(), cancellation.deliveryId());
    }

    private static ObjectNode describe(DeliveryFilter filter, String deliveryId) {
        ObjectNode words = JsonNodeFactory.instance.objectNode();
        put(words, "delivery", deliveryId);
        put(words, "tenant", filter.tenant());
        put(words, "activity", filter.activityId());
        put(words, "destination", filter.destination());
        put(words, "state", filter.state() == null ? null : filter.state().word());
        put(words, "reason", filter.reason());
        put(words, "mode", filter.mode() == null ? null : filter.mode().word());
        put(words, "receivedFrom", filter.receivedFrom());
        put(words, "receivedTo", filter.receivedTo());
        put(words, "dueFrom", filter.dueFrom());
        put(words, "dueTo", filter.dueTo());
        put(words, "endedFrom", filter.endedFrom());
        put(words, "endedTo", filter.endedTo());
        put(words, "type", filter.type());
        put(words, "disposition", filter.disposition());
        put(words, "service", filter.service());
        return words;
    }

    static ObjectNode describe(RecordFilter filter) {
        ObjectNode words = JsonNodeFactory.instance.objectNode();
        put(words, "tenant", filter.tenant());
        put(words, "activity", filter.activityId());
        put(words, "status", filter.status().word());
        put(words, "reason", filter.reason());
        put(words, "receivedFrom", filter.receivedFrom());
        put(words, "receivedTo", filter.receivedTo());
        put(words, "type", filter.type());
        put(words, "disposition", filter.disposition());
        put(words, "service", filter.service());
        return words;
    }

    private static void put(ObjectNode words, String name, String value) {
        if (value != null) {
            words.put(name, value);
        }
    }

    private static void put(ObjectNode words, String name, Instant time) {
        put(words, name, time == null ? null : time.toString());
    }
}
