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
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.component.sql.DefaultSqlPrepareStatementStrategy;

/**
 * Parameters of a statement from the record: {@code :?field} is a field of the body (an activity or a map), null when
 * absent, and never a header; {@code :?recordKey}, {@code :?revision}, {@code :?deliveryKey} and {@code :?activityId} are
 * the delivery's; {@code :?${…}} is a Simple expression. Lists and objects become JSON text.
 */
final class RecordParameters extends DefaultSqlPrepareStatementStrategy {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> DELIVERY = Set.of("recordKey", "revision", "deliveryKey", "activityId");
    private static final Pattern PARAMETER = Pattern.compile(":\\?(?:(\\w+)|(\\$\\{[^}]+\\}))");

    @Override
    public Iterator<?> createPopulateIterator(
            String query, String preparedQuery, int expected, Exchange exchange, Object value) throws SQLException {
        if (query.contains(":?in:") || !hasNamedParameters(query)) {
            return super.createPopulateIterator(query, preparedQuery, expected, exchange, fields(value));
        }
        Map<?, ?> fields = fields(value) instanceof Map<?, ?> map ? map : Map.of();
        Map<String, Object> delivery = DeliveryFacts.current();
        List<Object> values = new ArrayList<>(expected);
        Matcher parameters = PARAMETER.matcher(query);
        while (parameters.find()) {
            String name = parameters.group(1);
            values.add(column(
                    name == null
                            ? simple(parameters.group(2), exchange)
                            : DELIVERY.contains(name) ? delivery.get(name) : fields.get(name)));
        }
        return values.iterator();
    }

    /** Names of the parameters, in the order of the statement. */
    static List<String> names(String query) {
        List<String> names = new ArrayList<>();
        Matcher parameters = PARAMETER.matcher(query);
        while (parameters.find()) {
            names.add(parameters.group(2) == null ? parameters.group(1) : parameters.group(2));
        }
        return names;
    }

    private static Object fields(Object value) {
        return value instanceof Activity activity ? activity.toMap() : value;
    }

    private static Object simple(String text, Exchange exchange) {
        Expression expression = exchange.getContext().resolveLanguage("simple").createExpression(text);
        expression.init(exchange.getContext());
        return expression.evaluate(exchange, Object.class);
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
