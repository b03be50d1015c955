package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.time.Duration;

/** A database that holds the ledger: what differs between SQLite and PostgreSQL. Thread-safe. */
abstract class Database implements AutoCloseable {

    /** When a sender may try again after the database failed. */
    static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** How often work is done again after a conflict before the database counts as unavailable. */
    static final int CONFLICTS = 5;

    /** Work on one connection. */
    interface Work<T> {
        T in(Session session) throws SQLException;
    }

    /** How a failed statement is to be understood. */
    enum Failure {
        /** This record, or something in it, is refused and would be again. */
        REFUSED,
        /** Lost against another transaction; the same again may well succeed. */
        CONFLICT,
        /** The database is not there, full, or broken: nothing else will succeed either. */
        GONE,
        /** Anything else: may be the fault of this one statement. */
        OTHER
    }

    /** Runs the work in one transaction that is synced to disk when this returns. */
    abstract <T> T write(Work<T> work) throws SQLException;

    /**
     * As {@link #write}, but a crash of the database may undo it as long as no {@link #write} begun after it has returned. One
     * at a time, and the other work waits for none of it.
     */
    <T> T writeUnsynced(Work<T> work) throws SQLException {
        return write(work);
    }

    /**
     * As {@link #write}, for work that erases: no first revision is stored beside it, and as far as the database can tell
     * nothing of what it deletes is left in its files.
     */
    abstract <T> T erase(Work<T> work) throws SQLException;

    /** Runs the work on a connection that only reads, and sees everything committed before. */
    abstract <T> T read(Work<T> work) throws SQLException;

    /** Fails when the database does not answer. Waits for nobody else's work. */
    void check() throws SQLException {
        read(Database::answers);
    }

    static boolean answers(Session session) throws SQLException {
        try (ResultSet row = session.prepare("select {now}").query()) {
            return row.next();
        }
    }

    /** How revisions are inserted quickest. */
    RevisionInserts inserts(DeliveryStore deliveries, Tombstones tombstones) {
        return new RevisionInserts(deliveries, tombstones);
    }

    /** Whether no other process can use it. */
    abstract boolean isExclusive();

    abstract Failure classify(SQLException e);

    @Override
    public abstract void close();

    /** As {@link #write}, for callers who can only be told that the ledger is unavailable. */
    final <T> T writeOrUnavailable(Work<T> work) {
        return orUnavailable(() -> write(work));
    }

    /** As {@link #writeUnsynced}, for callers who can only be told that the ledger is unavailable. */
    final <T> T writeUnsyncedOrUnavailable(Work<T> work) {
        return orUnavailable(() -> writeUnsynced(work));
    }

    private interface Write<T> {
        T run() throws SQLException;
    }

    private <T> T orUnavailable(Write<T> write) {
        for (int conflicts = 0; ; conflicts++) {
            try {
                return write.run();
            } catch (SQLException e) {
                if (!isConflict(e) || conflicts == CONFLICTS) {
                    throw unavailable(e);
                }
            }
        }
    }

    /** Whether the same work may well succeed when it is done again. */
    final boolean isConflict(SQLException e) {
        return e instanceof SQLTransactionRollbackException || classify(e) == Failure.CONFLICT;
    }

    /** As {@link #read}, for callers who can only be told that the ledger is unavailable. */
    final <T> T readOrUnavailable(Work<T> work) {
        try {
            return read(work);
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    static LedgerUnavailableException unavailable(Throwable cause) {
        return new LedgerUnavailableException(
                "The ledger's database does not answer as it should.", RETRY_AFTER, cause);
    }
}
