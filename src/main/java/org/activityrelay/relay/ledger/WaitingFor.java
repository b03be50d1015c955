package org.activityrelay.relay.ledger;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Why a delivery is where it is, as it is shown and found: a destination that is missing now is more than how the last attempt
 * ended, and one that has come back is no reason any more, whatever was written down meanwhile.
 */
final class WaitingFor {

    private static final String MISSING = "destination_missing";
    private static final Clause NOTHING = Clause.of("1 = 0");

    private WaitingFor() {}

    /** @param last why the last attempt did not deliver, or null */
    static String reason(DestinationTraits traits, DeliveryState state, String destination, String last) {
        if (state != DeliveryState.PENDING) {
            return last;
        }
        if (traits.isMissing(destination)) {
            return MISSING;
        }
        return MISSING.equals(last) ? null : last;
    }

    /** Whether that reason is one that only waiting deliveries have. */
    static boolean isMissing(String reason) {
        return MISSING.equals(reason);
    }

    /** A condition on {@code delivery d}: it is shown with that reason. */
    static Clause because(Session session, DestinationTraits traits, String reason) throws SQLException {
        Clause missing = missing(session, traits);
        Clause stored = Clause.of("d.reason = ?", parameters -> parameters.text(reason));
        return isMissing(reason)
                ? Clause.of("(")
                        .and(missing)
                        .and(" or d.state <> 'pending' and ")
                        .and(stored)
                        .and(")")
                : stored.and(" and not (").and(missing).and(")");
    }

    /** A condition on {@code delivery d}: it waits for a destination that the running configuration does not have. */
    static Clause missing(Session session, DestinationTraits traits) throws SQLException {
        List<Clause.Binding> names = new ArrayList<>();
        for (String name : SqlDestinationStates.awaited(session)) {
            if (traits.isMissing(name)) {
                names.add(parameters -> parameters.text(name));
            }
        }
        String marks = String.join(", ", Collections.nCopies(names.size(), "?"));
        return names.isEmpty()
                ? NOTHING
                : new Clause("d.state = 'pending' and d.destination in (" + marks + ")", names);
    }
}
