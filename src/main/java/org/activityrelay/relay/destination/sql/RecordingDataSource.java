package org.activityrelay.relay.destination.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.destination.Recording;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * A database that is none: keeps every statement with the values that would have gone to the driver. A query finds no
 * rows; anything else changes one.
 */
final class RecordingDataSource extends AbstractDataSource {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, List<String>> parameterNames = new ConcurrentHashMap<>();

    /** Tells how the parameters of a statement are called, in their order. */
    void name(String statement, List<String> parameters) {
        parameterNames.put(statement, parameters);
    }

    @Override
    public Connection getConnection() {
        return proxy(Connection.class, (connection, method, args) -> switch (method.getName()) {
            case "prepareStatement" -> statement((Connection) connection, (String) args[0]);
            case "getAutoCommit" -> true;
            case "getMetaData" -> proxy(DatabaseMetaData.class, RecordingDataSource::nothing);
            case "createStatement", "prepareCall" -> throw notRecorded(method);
            default -> nothing(connection, method, args);
        });
    }

    @Override
    public Connection getConnection(String username, String password) {
        return getConnection();
    }

    private PreparedStatement statement(Connection connection, String sql) {
        Map<Integer, Object> values = new TreeMap<>();
        boolean query = Placeholders.isQuery(sql);
        return proxy(PreparedStatement.class, (statement, method, args) -> switch (method.getName()) {
            case "execute" -> {
                record(sql, values, query);
                yield query;
            }
            case "executeBatch" -> new int[] {1};
            case "addBatch" -> {
                record(sql, values, query);
                values.clear();
                yield null;
            }
            case "getUpdateCount" -> query ? -1 : 1;
            case "getResultSet", "getGeneratedKeys" -> proxy(ResultSet.class, RecordingDataSource::noRows);
            case "getParameterMetaData" ->
                proxy(
                        ParameterMetaData.class,
                        (metaData, asked, none) -> asked.getName().equals("getParameterCount")
                                ? Placeholders.count(sql)
                                : nothing(metaData, asked, none));
            case "getConnection" -> connection;
            case "setNull" -> values.put((Integer) args[0], null);
            default -> {
                if (method.getName().startsWith("set")
                        && args != null
                        && args.length >= 2
                        && args[0] instanceof Integer position) {
                    values.put(position, args[1]);
                    yield null;
                }
                yield nothing(statement, method, args);
            }
        });
    }

    private void record(String sql, Map<Integer, Object> values, boolean lookup) throws SQLException {
        AttemptEvidence evidence = AttemptEvidence.current();
        if (evidence == null) {
            throw new SQLException("a recording context sends nothing outside an attempt");
        }
        ObjectNode description = JsonNodeFactory.instance.objectNode();
        description.put("statement", sql);
        List<String> names = parameterNames.getOrDefault(sql, List.of());
        if (names.size() == values.size() && !names.isEmpty()) {
            ObjectNode parameters = description.putObject("parameters");
            values.forEach((position, value) -> parameters.set(names.get(position - 1), JSON.valueToTree(value)));
        } else {
            ArrayNode parameters = description.putArray("parameters");
            values.values().forEach(value -> parameters.add(JSON.<JsonNode>valueToTree(value)));
        }
        evidence.recorded(Recording.of("sql", description, lookup));
    }

    private static Object noRows(Object rows, Method method, Object[] args) throws SQLException {
        if (method.getName().equals("getMetaData")) {
            return proxy(ResultSetMetaData.class, RecordingDataSource::nothing);
        }
        return nothing(rows, method, args);
    }

    /** What a call answers that changes nothing: false, zero or null. */
    private static Object nothing(Object self, Method method, Object[] args) throws SQLException {
        Class<?> type = method.getReturnType();
        if (type == boolean.class) {
            return method.getName().equals("equals") && self == args[0];
        }
        if (type == int.class) {
            return method.getName().equals("hashCode") ? System.identityHashCode(self) : 0;
        }
        if (type == long.class) {
            return 0L;
        }
        if (type == String.class) {
            return "recording";
        }
        if (type.isPrimitive() && type != void.class) {
            throw notRecorded(method);
        }
        return null;
    }

    private static SQLException notRecorded(Method method) {
        return new SQLFeatureNotSupportedException(method.getName() + " is not possible where nothing is sent");
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(RecordingDataSource.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
