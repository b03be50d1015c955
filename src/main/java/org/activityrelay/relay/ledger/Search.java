package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One page of a search, as SQL. Ids grow with time, so the newest come first by going down an index that ends with the
 * id, and a range of time is a range of ids. What few records have is looked up first, what many have is checked on the
 * way.
 */
final class Search {

    /** States that few deliveries are in, each with an index of its own. */
    private static final Set<DeliveryState> RARE = EnumSet.of(
            DeliveryState.PENDING,
            DeliveryState.IN_FLIGHT,
            DeliveryState.PARKED,
            DeliveryState.SUPERSEDED,
            DeliveryState.CANCELLED);

    private interface Binding {
        void to(Parameters parameters) throws SQLException;
    }

    private final List<String> conditions = new ArrayList<>();
    private final List<Binding> bindings = new ArrayList<>();
    private final int limit;
    private String from = "activity a";
    private String id = "a.id";

    private Search(int limit) {
        this.limit = limit;
    }

    /**
     * Empty when nothing can match.
     *
     * @throws IllegalArgumentException when a criterion makes no sense
     */
    static Optional<Search> of(Records.Query query, int limit, Persons persons) {
        Search search = new Search(limit);
        boolean possible = search.agent(query.agent(), persons)
                && search.persons(
                        query.phone(), query.phone() == null ? null : persons.phone(query.tenant(), query.phone()))
                && search.persons(query.email(), query.email() == null ? null : persons.email(query.email()))
                && search.page(query);
        if (!possible) {
            return Optional.empty();
        }
        search.interaction(query.interactionId());
        search.keyed("a.global_key", query.globalInteractionId());
        search.keyed("a.service_key", query.service());
        search.keyed("a.disposition_key", query.disposition());
        search.keyed("a.type", query.type());
        search.text("a.tenant", query.tenant());
        search.outcome(query);
        return Optional.of(search);
    }

    /** An agent has many records: walk down the agent's own part of the index. */
    private boolean agent(String agent, Persons persons) {
        if (agent != null) {
            from = "person p join activity a on a.id = p.activity_id";
            id = "p.activity_id";
            add("p.hash = ?", parameters -> parameters.bytes(persons.agent(agent)));
        }
        return true;
    }

    private boolean persons(String asTyped, List<byte[]> hashes) {
        if (asTyped == null) {
            return true;
        }
        if (hashes.isEmpty()) {
            return false;
        }
        String marks = hashes.stream().map(hash -> "?").collect(Collectors.joining(", "));
        conditions.add("a.id in (select activity_id from person where hash in (" + marks + "))");
        hashes.forEach(hash -> bindings.add(parameters -> parameters.bytes(hash)));
        return true;
    }

    /** Where the page begins, and the range of time. */
    private boolean page(Records.Query query) {
        if (query.after() != null) {
            String after = Text.id(query.after());
            if (after == null) {
                throw new IllegalArgumentException("'after' is not an id that a page before gave as 'next'");
            }
            add(id + " < ?", parameters -> parameters.id(after));
        }
        bound(" >= ?", query.receivedFrom());
        bound(" < ?", query.receivedTo());
        return true;
    }

    private void bound(String comparison, Instant time) {
        if (time != null) {
            String lowest = TimeOrderedIds.lowest(Math.max(0, time.toEpochMilli()));
            add(id + comparison, parameters -> parameters.id(lowest));
        }
    }

    private void interaction(String interactionId) {
        if (interactionId != null) {
            String key = InteractionKey.fold(interactionId);
            add(
                    "a.head_id in (select id from interaction_head where interaction_key = ?)",
                    parameters -> parameters.text(key));
        }
    }

    private void keyed(String column, String asTyped) {
        text(column, asTyped == null ? null : InteractionKey.fold(asTyped));
    }

    private void text(String column, String value) {
        if (value != null) {
            add(column + " = ?", parameters -> parameters.text(value));
        }
    }

    /** Status, destination and external id: these are about one and the same delivery. */
    private void outcome(Records.Query query) {
        DeliveryState state = null;
        if (query.status() != null) {
            String word = query.status().strip().toLowerCase(Locale.ROOT);
            state = deliveryState(word);
            if (state == null) {
                // As text of the statement, because the index of the unrouted ones is a partial one.
                conditions.add("a.status = '" + activityStatus(word).word() + "'");
            }
        }
        if (state != null || query.destination() != null || query.externalId() != null) {
            delivery(state, query.destination(), query.externalId());
        }
    }

    private void delivery(DeliveryState state, String destination, String externalId) {
        boolean few = externalId != null || state != null && RARE.contains(state);
        StringBuilder sql = new StringBuilder(
                few
                        ? "a.id in (select d.activity_id from delivery d where true"
                        : "exists (select 1 from delivery d where d.activity_id = a.id");
        if (state != null) {
            sql.append(" and d.state = '").append(state.word()).append("'");
        }
        if (destination != null) {
            sql.append(" and d.destination = ?");
            bindings.add(parameters -> parameters.text(destination));
        }
        if (externalId != null) {
            sql.append(" and d.external_id = ?");
            bindings.add(parameters -> parameters.text(externalId));
        }
        conditions.add(sql.append(")").toString());
    }

    private static DeliveryState deliveryState(String word) {
        return Stream.of(DeliveryState.values())
                .filter(state -> state.word().equals(word))
                .findFirst()
                .orElse(null);
    }

    private static ActivityStatus activityStatus(String word) {
        return Stream.of(ActivityStatus.values())
                .filter(status -> status.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'status' must be one of "
                        + Stream.concat(
                                        Stream.of(ActivityStatus.ROUTED, ActivityStatus.UNROUTED)
                                                .map(ActivityStatus::word),
                                        Stream.of(DeliveryState.values()).map(DeliveryState::word))
                                .collect(Collectors.joining(", "))));
    }

    private void add(String condition, Binding binding) {
        conditions.add(condition);
        bindings.add(binding);
    }

    List<String> run(Session session) throws SQLException {
        String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
        Parameters parameters =
                session.prepare("select " + id + " from " + from + where + " order by " + id + " desc limit ?");
        for (Binding binding : bindings) {
            binding.to(parameters);
        }
        parameters.number(limit);
        List<String> ids = new ArrayList<>();
        try (ResultSet row = parameters.query()) {
            while (row.next()) {
                ids.add(row.getString(1));
            }
        }
        return ids;
    }
}
