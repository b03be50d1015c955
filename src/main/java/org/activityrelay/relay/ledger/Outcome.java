package org.activityrelay.relay.ledger;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a search asks of deliveries: state, destination and external id are about one and the same delivery.
 *
 * @param condition on {@code delivery d}
 * @param isIndexed whether an index leads to the deliveries that meet it
 */
record Outcome(Clause condition, boolean isIndexed) {

    /** The condition of the index delivery_set_aside: SQLite uses a partial index only if the query repeats its text. */
    private static final String SET_ASIDE = " and d.state in ('parked', 'superseded', 'cancelled')";

    /** Empty if deliveries do not matter. */
    static Optional<Outcome> of(Records.Query query) {
        DeliveryState state = deliveryState(query.status()).orElse(null);
        if (state == null && query.destination() == null && query.externalId() == null) {
            return Optional.empty();
        }
        Clause condition = Clause.of("true");
        if (state != null) {
            // Text of the statement, because the indexes are partial ones.
            condition = condition.and(" and d.state = '" + state.word() + "'" + (isSetAside(state) ? SET_ASIDE : ""));
        }
        if (query.destination() != null) {
            condition = condition.and(
                    Clause.of(" and d.destination = ?", parameters -> parameters.text(query.destination())));
        }
        if (query.externalId() != null) {
            condition = condition.and(
                    Clause.of(" and d.external_id = ?", parameters -> parameters.text(query.externalId())));
        }
        boolean unusualState = state != null && state != DeliveryState.DELIVERED;
        return Optional.of(new Outcome(condition, unusualState || query.externalId() != null));
    }

    private static boolean isSetAside(DeliveryState state) {
        return switch (state) {
            case PARKED, SUPERSEDED, CANCELLED -> true;
            case PENDING, IN_FLIGHT, DELIVERED -> false;
        };
    }

    /** The status of records that is asked for, if it is not one of deliveries. */
    static Optional<ActivityStatus> activityStatus(String status) {
        if (status == null || deliveryState(status).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(Stream.of(ActivityStatus.values())
                .filter(value -> value.word().equals(word(status)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'status' must be one of " + known())));
    }

    private static Optional<DeliveryState> deliveryState(String status) {
        return status == null
                ? Optional.empty()
                : Stream.of(DeliveryState.values())
                        .filter(state -> state.word().equals(word(status)))
                        .findFirst();
    }

    private static String word(String status) {
        return status.strip().toLowerCase(Locale.ROOT);
    }

    private static String known() {
        Stream<String> records =
                Stream.of(ActivityStatus.ROUTED, ActivityStatus.UNROUTED).map(ActivityStatus::word);
        return Stream.concat(records, Stream.of(DeliveryState.values()).map(DeliveryState::word))
                .collect(Collectors.joining(", "));
    }
}
