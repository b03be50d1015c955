package org.activityrelay.relay.ledger;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A real database that notes each statement that is run on it, as the database gets it. */
final class WatchedDatabase extends Database {

    private final Database real;
    private final Dialect dialect;
    private final Map<String, String> statements = new LinkedHashMap<>();

    WatchedDatabase(Database real, Dialect dialect) {
        this.real = real;
        this.dialect = dialect;
    }

    /** The statements since the last call; on PostgreSQL with the values of their parameters. */
    synchronized List<String> statements() {
        List<String> noted = List.copyOf(statements.values());
        statements.clear();
        return noted;
    }

    private synchronized void note(String sql, String asRun) {
        statements.put(sql, asRun);
    }

    @Override
    <T> T write(Work<T> work) throws SQLException {
        return real.write(session -> watched(session, work));
    }

    @Override
    <T> T read(Work<T> work) throws SQLException {
        return real.read(session -> watched(session, work));
    }

    private <T> T watched(Session session, Work<T> work) throws SQLException {
        Map<String, PreparedStatement> prepared = new LinkedHashMap<>();
        try (Session own = new Session(watched(session.connection(), prepared), dialect)) {
            T result = work.in(own);
            prepared.forEach((sql, statement) -> note(sql, asRun(sql, statement)));
            return result;
        }
    }

    private static Connection watched(Connection connection, Map<String, PreparedStatement> prepared) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(connection, arguments);
                        if (method.getName().equals("prepareStatement")) {
                            prepared.put((String) arguments[0], (PreparedStatement) result);
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** PostgreSQL's driver shows a statement with its parameters; the pool's wrapper puts a word before it. */
    private String asRun(String sql, PreparedStatement statement) {
        return dialect == Dialect.POSTGRESQL ? statement.toString().replaceFirst("^\\S+ wrapping ", "") : sql;
    }

    /** The first column of a query's answer, in a transaction of which nothing stays. */
    List<String> explain(String sql) throws SQLException {
        return real.write(session -> {
            var before = session.connection().setSavepoint();
            List<String> lines = new ArrayList<>();
            try (var statement = session.connection().createStatement();
                    var row = statement.executeQuery(sql)) {
                while (row.next()) {
                    lines.add(row.getString(row.getMetaData().getColumnCount()));
                }
            } finally {
                session.connection().rollback(before);
            }
            return lines;
        });
    }

    @Override
    RevisionInserts inserts(DeliveryStore deliveries) {
        return real.inserts(deliveries);
    }

    @Override
    boolean isExclusive() {
        return real.isExclusive();
    }

    @Override
    Failure classify(SQLException e) {
        return real.classify(e);
    }

    @Override
    public void close() {
        real.close();
    }
}
