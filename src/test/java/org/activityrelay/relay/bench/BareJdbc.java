package org.activityrelay.relay.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.contract.SharedPostgres;
import org.activityrelay.relay.ledger.LedgerFixture;
import org.activityrelay.relay.ledger.Submission;

/** What a programmer would write first: the ledger's inserts, one synced transaction per record, a connection each. */
final class BareJdbc implements AutoCloseable {

    private static final String[] INSERTS = {
        """
        insert into interaction_head (id, interaction_key, tenant, kind, agent_key, latest_revision, current_revision,
            current_activity)
        values (?, ?, 'default', 'interaction', '', 1, 1, ?)
        on conflict do nothing
        """,
        """
        insert into activity (id, head_id, revision, tenant, kind, interaction_id, fingerprint, received_at, status,
            configuration_hash, intake, principal, type, disposition_key, service_key, global_key)
        values (?, ?, 1, 'default', 'interaction', ?, ?, ?, 'routed', 'hash', 'http', 'bench', ?, ?, ?, ?)
        """,
        "insert into activity_content (activity_id, canonical, original) values (?, ?, ?)",
        "insert into person (activity_id, hash) values (?, ?)",
        """
        insert into delivery (id, activity_id, revision, destination, part, record_key, arguments, decision, mode, state,
            due_at)
        values (?, ?, 1, ?, '', ?, '{"table":"crm"}', '{"routeId":"routing","line":7}', 'live', 'pending', ?)
        """
    };

    private final AtomicLong sequence = new AtomicLong(System.currentTimeMillis() << 16);
    private final boolean sqlite;
    private final HikariDataSource pool;
    private final Connection single;
    private final PreparedStatement[] prepared;

    private BareJdbc(boolean sqlite, HikariDataSource pool, Connection single) throws SQLException {
        this.sqlite = sqlite;
        this.pool = pool;
        this.single = single;
        prepared = single == null ? null : prepare(single);
    }

    static BareJdbc open(String url, int connections) throws SQLException {
        LedgerFixture.open(url, SharedPostgres.username(), SharedPostgres.password())
                .close(); // makes the tables
        if (url.startsWith("jdbc:sqlite:")) {
            Connection connection = DriverManager.getConnection(url);
            try (Statement statement = connection.createStatement()) {
                statement.execute("pragma journal_mode = wal");
                statement.execute("pragma synchronous = full");
            }
            connection.setAutoCommit(false);
            return new BareJdbc(true, null, connection);
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(SharedPostgres.username());
        config.setPassword(SharedPostgres.password());
        config.setMaximumPoolSize(connections);
        config.setAutoCommit(false);
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        return new BareJdbc(false, new HikariDataSource(config), null);
    }

    private static PreparedStatement[] prepare(Connection connection) throws SQLException {
        PreparedStatement[] statements = new PreparedStatement[INSERTS.length];
        for (int i = 0; i < INSERTS.length; i++) {
            statements[i] = connection.prepareStatement(INSERTS[i]);
        }
        return statements;
    }

    void store(Submission submission) throws SQLException {
        if (sqlite) {
            synchronized (this) {
                store(submission, prepared);
                single.commit();
            }
            return;
        }
        try (Connection connection = pool.getConnection()) {
            PreparedStatement[] statements = prepare(connection);
            store(submission, statements);
            connection.commit();
            for (PreparedStatement statement : statements) {
                statement.close();
            }
        }
    }

    private void store(Submission submission, PreparedStatement[] statements) throws SQLException {
        Activity activity = submission.activity();
        String text = activity.json().toString();
        Object id = id();
        run(statements[0], id, activity.interactionId().toLowerCase(), id);
        run(
                statements[1],
                id,
                id,
                activity.interactionId(),
                ByteBuffer.allocate(32).putInt(0, text.hashCode()).array(),
                System.currentTimeMillis(),
                activity.type(),
                activity.disposition(),
                activity.service(),
                activity.globalInteractionId());
        run(statements[2], id, text, submission.original());
        byte[] person = UUID.nameUUIDFromBytes(activity.phoneNumber().getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, 16)
                .getBytes(StandardCharsets.UTF_8);
        run(statements[3], id, person);
        for (String destination : new String[] {"database", "crm"}) {
            bind(statements[4], id(), id, destination, random(), System.currentTimeMillis());
            statements[4].addBatch();
        }
        statements[4].executeBatch();
    }

    private Object id() {
        UUID id = new UUID(sequence.incrementAndGet(), 0x8000_0000_0000_0000L);
        return sqlite ? id.toString() : id;
    }

    private Object random() {
        UUID id = UUID.randomUUID();
        return sqlite ? id.toString() : id;
    }

    private static void run(PreparedStatement statement, Object... values) throws SQLException {
        bind(statement, values);
        statement.executeUpdate();
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof byte[] bytes) {
                statement.setBytes(i + 1, bytes);
            } else {
                statement.setObject(i + 1, values[i]);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        if (single != null) {
            single.close();
        } else {
            pool.close();
        }
    }
}
