package org.activityrelay.relay.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves what SQLite has committed from its write-ahead log into the database file, beside the writer instead of within
 * its commits: a commit that does it itself takes many times as long. When the log has become large, the writer is held
 * up for the little that came in meanwhile, because only a log that has been moved completely begins anew.
 */
final class Checkpoints implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Checkpoints.class);

    /** Often: while much is written to the database file, each sync of the log takes longer. */
    private static final long EVERY_MILLIS = 200;

    /** 64 MiB in pages of 4 KiB. */
    private static final int LARGE = 16_384;

    /** How often what came in during one move is moved too, before the writer is held up for the rest. */
    private static final int APPROACHES = 4;

    private final DataSource source;
    private final Lock turn;
    private final WriteBack file;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "ledger-checkpoint");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean written;
    private Connection connection;
    private boolean healthy = true;

    /**
     * @param turn held by whoever writes
     * @param file the database
     */
    Checkpoints(DataSource source, Lock turn, WriteBack file) {
        this.source = source;
        this.turn = turn;
        this.file = file;
        timer.scheduleWithFixedDelay(this::run, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Something was committed. */
    void written() {
        written = true;
    }

    private void run() {
        if (!written) {
            return;
        }
        written = false;
        try {
            int length = move();
            file.run();
            if (length >= LARGE) {
                beginAnew();
            }
            healthy = true;
        } catch (SQLException e) {
            if (healthy) {
                log.warn("SQLite's write-ahead log cannot be moved into the ledger now: {}", e.getMessage());
            }
            healthy = false;
            written = true;
            closeConnection();
        }
    }

    /** Each move takes less time than the one before, so less comes in meanwhile: the last one, with the turn, is short. */
    private void beginAnew() throws SQLException {
        for (int i = 0; i < APPROACHES; i++) {
            move();
        }
        turn.lock();
        try {
            move();
        } finally {
            turn.unlock();
        }
    }

    /** Empties the log and cuts its file; throws SQLException when readers keep it busy for too long. */
    void truncate() throws SQLException {
        turn.lock();
        try {
            cut();
        } finally {
            turn.unlock();
        }
    }

    /** Not while the other thread moves: SQLite refuses a second checkpoint at once, whatever the busy timeout. */
    private synchronized void cut() throws SQLException {
        try (Connection own = source.getConnection();
                Statement statement = own.createStatement();
                ResultSet row = statement.executeQuery("pragma wal_checkpoint(truncate)")) {
            row.next();
            if (row.getInt(1) != 0) {
                throw new SQLException("Readers keep the write-ahead log busy.");
            }
        }
    }

    /** Answers the length of the log in pages. */
    private synchronized int move() throws SQLException {
        if (connection == null) {
            connection = source.getConnection();
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("pragma wal_checkpoint(passive)")) {
            row.next();
            return row.getInt(2);
        }
    }

    private void closeConnection() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                log.debug("A broken connection did not close", e);
            }
            connection = null;
        }
    }

    /** Lets a move end: an interrupt would close the file, and with it SQLite's locks. */
    @Override
    public void close() {
        timer.shutdown();
        try {
            timer.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closeConnection();
    }
}
