package org.activityrelay.relay.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.activityrelay.relay.configuration.Step;
import org.apache.camel.model.language.ExpressionDefinition;

/**
 * Values with which a record would meet the comparisons around a step, read from their text: enough for what rules
 * usually compare, and a guess for the rest.
 */
final class Conditions {

    private static final Pattern COMPARISON = Pattern.compile("\\$\\{body\\??\\.(?<field>[A-Za-z]\\w*)"
            + "(?:\\[(?<entry>[^\\]]+)])?(?:\\??\\.\\w+\\([^)]*\\))?}\\s*"
            + "(?<operator>==|=~|!=|>=|<=|>|<|!in|in|!contains|~~|contains|startsWith|endsWith)\\s*"
            + "(?:'(?<text>[^']*)'|\"(?<quoted>[^\"]*)\"|(?<word>[\\w.-]+))");

    /** What the table varies by itself. */
    private static final Set<String> VARIED = Set.of("type", "kind", "disposition", "dispositionClass");

    private static final Set<String> MAPS = Set.of("attachedData", "formValues", "associatedObjects", "additional");

    private final Map<String, String> fields = new TreeMap<>();

    private Conditions() {}

    /** The conditions under which a step runs. */
    static Conditions around(Step step) {
        Conditions conditions = new Conditions();
        for (Step around = step; around != null; around = around.parent()) {
            ExpressionDefinition expression = around.expression();
            boolean condition = around.kind().equals("when") || around.kind().equals("filter");
            if (condition && expression != null && expression.getExpression() != null) {
                conditions.read(expression.getExpression());
            }
        }
        return conditions;
    }

    /** Values by field; {@code attachedData[name]} for an entry. */
    Map<String, String> fields() {
        return Map.copyOf(fields);
    }

    /** Sets a field, or an entry of one, as a record would hold it. */
    static void put(ObjectNode record, String field, String value) {
        int bracket = field.indexOf('[');
        ObjectNode holder = bracket < 0 ? record : record.withObject("/" + field.substring(0, bracket));
        String name = bracket < 0 ? field : field.substring(bracket + 1, field.length() - 1);
        if (value.equals("true") || value.equals("false")) {
            holder.put(name, Boolean.parseBoolean(value));
        } else if (value.matches("-?\\d{1,18}(\\.\\d+)?")) {
            holder.put(name, new BigDecimal(value));
        } else {
            holder.put(name, value);
        }
    }

    private void read(String condition) {
        Matcher found = COMPARISON.matcher(condition);
        while (found.find()) {
            String field = found.group("field");
            String entry = found.group("entry");
            if (!VARIED.contains(field) && (entry != null || !MAPS.contains(field))) {
                String name = entry == null ? field : field + "[" + entry.replaceAll("^['\"]|['\"]$", "") + "]";
                String literal = found.group("text") != null
                        ? found.group("text")
                        : found.group("quoted") != null ? found.group("quoted") : found.group("word");
                meet(name, found.group("operator"), literal);
            }
        }
    }

    private void meet(String field, String operator, String literal) {
        if (literal.equals("null")) {
            if (operator.equals("!=")) {
                fields.putIfAbsent(field, "something");
            }
            return;
        }
        switch (operator) {
            case "!=", "!in", "!contains" -> fields.putIfAbsent(field, "something");
            case "in" -> fields.put(field, literal.split(",")[0]);
            case ">" -> fields.put(field, moved(literal, 1));
            case "<" -> fields.put(field, moved(literal, -1));
            default -> fields.put(field, literal);
        }
    }

    private static String moved(String number, int by) {
        return number.matches("-?\\d+(\\.\\d+)?")
                ? new BigDecimal(number).add(BigDecimal.valueOf(by)).toPlainString()
                : number;
    }
}
