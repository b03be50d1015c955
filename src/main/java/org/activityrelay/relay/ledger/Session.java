package org.activityrelay.relay.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One connection; each statement is prepared once and kept until the session is closed. Not thread-safe. */
final class Session implements AutoCloseable {

    private final Connection connection;
    private final Dialect dialect;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    Session(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    /** The statement, written as {@link Dialect} says, ready for its parameters. */
    Parameters prepare(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(dialect.translate(sql));
            statements.put(sql, statement);
        } else {
            statement.clearBatch();
        }
        return new Parameters(statement, dialect.hasNativeIds());
    }

    /** Runs a statement with a list of ids as its only parameters. */
    ResultSet query(Rows sql, List<String> ids) throws SQLException {
        List<String> padded = Rows.padded(ids);
        Parameters parameters = prepare(sql.sql(padded.size()));
        for (String id : padded) {
            parameters.id(id);
        }
        return parameters.query();
    }

    Connection connection() {
        return connection;
    }

    /** Closes the statements; the connection stays with its owner. */
    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
        statements.clear();
    }
}
