package org.activityrelay.relay.ledger;

import java.util.Set;

/** Hears, on any thread, that deliveries may have become due; returns quickly. */
@FunctionalInterface
public interface DueListener {

    /** Of any destination. */
    Set<String> ANY = Set.of();

    /** @param destinations whose deliveries; {@link #ANY} when that is not known */
    void due(Set<String> destinations);
}
