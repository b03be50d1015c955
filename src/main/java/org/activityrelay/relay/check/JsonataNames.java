package org.activityrelay.relay.check;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Parser;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The names in a JSONata expression that are looked up in its input itself: {@code type} and {@code $$.type}, but not what
 * follows another name, and nothing inside of a filter, a sort order or a block of a path, where the input is another.
 *
 * <p>The parser keeps its tree to itself; it is read by reflection, and {@code JsonataNamesTest} would notice another one.
 */
final class JsonataNames {

    /**
     * @param line in the text, from 1
     * @param next the name that is looked up in what this one stands for, or null
     */
    record Name(String name, int line, String next) {}

    private static final Class<?> SYMBOL = Parser.Symbol.class;
    private static final Field TYPE = field("type");
    private static final Field VALUE = field("value");
    private static final Field POSITION = field("position");
    private static final Field STEPS = field("steps");

    /** Parts of a step that have the step's result as their input. */
    private static final Set<String> INSIDE =
            Set.of("predicate", "stages", "group", "terms", "rhsTerms", "pattern", "update", "delete", "expr", "index");

    /** Not parts, or parts that stand elsewhere, too. */
    private static final Set<String> OTHER =
            Set.of("steps", "slot", "seekingParent", "ancestor", "errors", "error", "input", "environment", "this$0");

    private static final List<Field> PARTS = Arrays.stream(SYMBOL.getDeclaredFields())
            .filter(field -> !OTHER.contains(field.getName()))
            .filter(field ->
                    field.getType() == SYMBOL || field.getType() == List.class || field.getType() == Object.class)
            .map(JsonataNames::opened)
            .toList();

    private final String text;
    private final List<Name> names = new ArrayList<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private JsonataNames(String text) {
        this.text = text;
    }

    /** In the order of the text; none of an expression that is wrong, which others report. */
    static List<Name> ofInput(String text) {
        JsonataNames found = new JsonataNames(text);
        try {
            found.walk(new Parser().parse(text), true);
        } catch (JException | StackOverflowError wrong) {
            return List.of();
        }
        return found.names.stream().distinct().toList();
    }

    private void walk(Object part, boolean input) {
        if (part instanceof List<?> several) {
            several.forEach(each -> walk(each, input));
        } else if (part instanceof Object[] pair) {
            Arrays.stream(pair).forEach(each -> walk(each, input));
        } else if (SYMBOL.isInstance(part) && seen.add(part)) {
            if (value(TYPE, part).equals("path")) {
                path((List<?>) value(STEPS, part), input);
            } else if (value(TYPE, part).equals("name") && input) {
                note(part, null);
            }
            PARTS.forEach(field -> walk(
                    Objects.requireNonNullElse(value(field, part), ""), input && !INSIDE.contains(field.getName())));
        }
    }

    private void path(List<?> steps, boolean input) {
        boolean same = input;
        for (int i = 0; i < steps.size(); i++) {
            Object step = steps.get(i);
            if (same && isName(step) && i + 1 < steps.size() && isName(steps.get(i + 1))) {
                note(step, String.valueOf(value(VALUE, steps.get(i + 1))));
                walk(step, false);
            } else {
                walk(step, same);
            }
            String variable = value(TYPE, step).equals("variable") ? String.valueOf(value(VALUE, step)) : null;
            same = "$".equals(variable) || "".equals(variable) && same;
        }
    }

    private static boolean isName(Object step) {
        return value(TYPE, step).equals("name");
    }

    private void note(Object name, String next) {
        int end = Math.max(0, Math.min(text.length(), (int) value(POSITION, name)) - 1);
        int line = (int) text.substring(0, end).chars().filter(c -> c == '\n').count() + 1;
        names.add(new Name(String.valueOf(value(VALUE, name)), line, next));
    }

    private static Object value(Field field, Object symbol) {
        try {
            Object value = field.get(symbol);
            return value == null && field == TYPE ? "" : value;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Field field(String name) {
        try {
            return opened(SYMBOL.getDeclaredField(name));
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("JSONata's parser is another one now", e);
        }
    }

    private static Field opened(Field field) {
        field.setAccessible(true);
        return field;
    }
}
