package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;

/**
 * Keyed hashes of erased interactions, so that a late duplicate does not come back. Whoever stores a first revision asks
 * within the same transaction.
 */
final class Tombstones {

    private final PersonHash hash;

    Tombstones(PersonHash hash) {
        this.hash = hash;
    }

    /** What stands for an interaction once it is erased. */
    byte[] of(InteractionKey key) {
        return hash.interaction(key);
    }

    boolean isErased(Session session, InteractionKey key) throws SQLException {
        try (ResultSet row = session.prepare("select 1 from tombstone where hash = ?")
                .bytes(of(key))
                .query()) {
            return row.next();
        }
    }

    /** Whether nothing was ever erased, as is nearly always so. */
    static boolean isEmpty(Session session) throws SQLException {
        try (ResultSet row = session.prepare("select 1 from tombstone limit 1").query()) {
            return !row.next();
        }
    }

    void put(Session session, Collection<InteractionKey> keys) throws SQLException {
        Parameters parameters = session.prepare(
                "insert into tombstone (hash, erased_at) values (?, {now}) on conflict (hash) do nothing");
        for (InteractionKey key : keys) {
            parameters.bytes(of(key)).add();
        }
        parameters.runBatch();
    }
}
