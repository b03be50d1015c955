package org.activityrelay.relay.destination.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.destination.DeliveryFacts;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.component.sql.DefaultSqlPrepareStatementStrategy;

/**
 * Parameters of one statement from the record: {@code :?field} is a field of the body (an activity or a map), null when
 * absent, and never a header; {@code :?recordKey}, {@code :?revision}, {@code :?deliveryKey} and {@code :?activityId} are
 * the delivery's; {@code :?${…}} is a Simple expression. Lists and objects become JSON text. The statement is read once.
 */
final class RecordParameters extends DefaultSqlPrepareStatementStrategy {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> DELIVERY = Set.of("recordKey", "revision", "deliveryKey", "activityId");
    private static final Pattern PARAMETER = Pattern.compile(":\\?(?:(\\w+)|(\\$\\{[^}]+\\}))");

    private final boolean fixed;
    private final String prepared;
    private final List<Parameter> parameters = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    private interface Parameter {
        Object value(Exchange exchange, Map<?, ?> fields, Map<String, Object> delivery);
    }

    RecordParameters(String statement, CamelContext context) throws SQLException {
        // The number of values of an IN list is known per record only: left to Camel.
        fixed = !statement.contains(":?in:");
        prepared = super.prepareQuery(statement, true, null);
        Matcher found = PARAMETER.matcher(statement);
        while (found.find()) {
            String name = found.group(1);
            names.add(name == null ? found.group(2) : name);
            parameters.add(name == null ? simple(found.group(2), context) : named(name));
        }
    }

    private static Parameter named(String name) {
        return DELIVERY.contains(name)
                ? (exchange, fields, delivery) -> delivery.get(name)
                : (exchange, fields, delivery) -> fields.get(name);
    }

    private static Parameter simple(String text, CamelContext context) {
        Expression expression = context.resolveLanguage("simple").createExpression(text);
        expression.init(context);
        return (exchange, fields, delivery) -> expression.evaluate(exchange, Object.class);
    }

    /** Whether the statement has the same parameters for every record. */
    boolean isFixed() {
        return fixed;
    }

    /** With {@code ?} for every parameter. */
    String prepared() {
        return prepared;
    }

    /** Of the parameters, in the order of the statement. */
    List<String> names() {
        return List.copyOf(names);
    }

    @Override
    public String prepareQuery(String query, boolean allowNamedParameters, Exchange exchange) throws SQLException {
        return fixed ? prepared : super.prepareQuery(query, allowNamedParameters, exchange);
    }

    @Override
    public Iterator<?> createPopulateIterator(
            String query, String preparedQuery, int expected, Exchange exchange, Object value) throws SQLException {
        Object body = value instanceof Activity activity ? activity.toMap() : value;
        if (!fixed || parameters.isEmpty()) {
            return super.createPopulateIterator(query, preparedQuery, expected, exchange, body);
        }
        Map<?, ?> fields = body instanceof Map<?, ?> map ? map : Map.of();
        Map<String, Object> delivery = DeliveryFacts.current();
        List<Object> values = new ArrayList<>(parameters.size());
        for (Parameter parameter : parameters) {
            values.add(column(parameter.value(exchange, fields, delivery)));
        }
        return values.iterator();
    }

    private static Object column(Object value) throws SQLException {
        if (!(value instanceof Map) && !(value instanceof List)) {
            return value;
        }
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException unwritable) {
            throw new SQLException("a field of the record cannot be written as JSON", unwritable);
        }
    }
}
