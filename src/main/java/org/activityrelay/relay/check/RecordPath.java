package org.activityrelay.relay.check;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.configuration.Nearest;

/** What follows {@code body} in a Simple function: {@code .attachedData[owner]?.length()}. */
final class RecordPath {

    /**
     * A method call in a path.
     *
     * @param nullSafe whether it is left out when there is nothing to call it on
     * @param before the path up to the call
     */
    record Call(String method, boolean nullSafe, String before) {}

    private static final Pattern FIRST = Pattern.compile("^\\??\\.?([A-Za-z]\\w*)");
    private static final Pattern ELEMENT = Pattern.compile("(\\?)?\\.([A-Za-z]\\w*)((?:\\[[^\\]]*])*)\\s*(\\()?");
    private static final Pattern HEAD = Pattern.compile(
            "^(?<safe>\\?)?\\.(?<field>[A-Za-z]\\w*)(?<index>(?:\\[[^\\]]*])*)(?:\\??\\.(?<next>[A-Za-z]\\w*)(?<call>\\()?)?");
    private static final Pattern INDEX = Pattern.compile("\\[[^\\]]*]");
    private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"]*\"");

    /** What a field of a record can be; anything else would leave the record, or change it. */
    private static final Set<Class<?>> TYPES = Set.of(String.class, Long.class, Boolean.class, Map.class, List.class);

    private static final Set<String> NO_FIELDS = Set.of("toMap", "toString");

    /** Never null: empty when nothing was sent. */
    private static final Set<String> COLLECTIONS = Arrays.stream(Activity.class.getMethods())
            .filter(method -> method.getReturnType() == List.class || method.getReturnType() == Map.class)
            .map(Method::getName)
            .collect(Collectors.toUnmodifiableSet());

    private static final Map<String, Class<?>> FIELD_TYPES = fields();

    /** The fields of a record, as its accessors name them. */
    static final SortedSet<String> FIELDS = Collections.unmodifiableSortedSet(new TreeSet<>(FIELD_TYPES.keySet()));

    /** Whether a field holds values by name. */
    static boolean isMap(String field) {
        return FIELD_TYPES.get(field) == Map.class;
    }

    /** Whether a field is known, and holds one value that has no fields of its own. */
    static boolean isSingle(String field) {
        Class<?> type = FIELD_TYPES.get(field);
        return type != null && type != Map.class && type != List.class;
    }

    private final String path;

    RecordPath(String path) {
        this.path = path;
    }

    /** Whether it begins with a field that a record can have; the record itself is fine too. */
    boolean isKnown() {
        return path.isEmpty() || FIELDS.contains(first());
    }

    String first() {
        Matcher first = FIRST.matcher(path);
        return first.find() ? first.group(1) : path;
    }

    /** What to do about a first element that is no field. */
    String remedy() {
        String additional = "${body.additional[" + first() + "]} for a field that no known version sends";
        return Nearest.isClose(first(), FIELDS)
                ? "write " + Nearest.to(first(), FIELDS) + ", or " + additional
                : "write one that /schema/activity.json lists, or " + additional;
    }

    /** Camel leaves the rest of a path out when an element that is written {@code ?.name} has no value. */
    List<Call> calls() {
        List<Call> calls = new ArrayList<>();
        boolean mayBeNull = false;
        String plain = QUOTED.matcher(path).replaceAll("''");
        Matcher element = ELEMENT.matcher(plain);
        while (element.find()) {
            boolean call = element.group(4) != null;
            if (call) {
                calls.add(new Call(element.group(2), !mayBeNull, plain.substring(0, element.start())));
            }
            boolean nullSafe = element.group(1) != null;
            boolean neverNull = element.group(3).isEmpty() && COLLECTIONS.contains(element.group(2));
            mayBeNull = !nullSafe && !neverNull && (!call || element.group(2).equals("get"));
        }
        return calls;
    }

    /** What fails, for some records or all, in the way a known field is read (each seen with Camel 4.17). */
    Optional<SimpleFunction.Mistake> mistake() {
        Matcher head = HEAD.matcher(QUOTED.matcher(path).replaceAll("x"));
        Class<?> type = head.find() ? FIELD_TYPES.get(head.group("field")) : null;
        if (type == null) {
            return Optional.empty();
        }
        String field = head.group("field");
        String index = head.group("index");
        String next = head.group("call") == null ? head.group("next") : null;
        boolean named = next != null && !SimpleFunction.PURE_METHODS.contains(next);
        if (type == Map.class && named) {
            return Optional.of(new SimpleFunction.Mistake(
                    field + index + "." + next + " fails for every record",
                    "write ${body" + (index.isEmpty() ? "." : "?.") + field + index + "[" + next + "]}"));
        }
        if (type != Map.class && type != List.class && (named || !index.isEmpty())) {
            return Optional.of(new SimpleFunction.Mistake(
                    field + " is a " + (type == String.class ? "text" : type == Long.class ? "number" : "flag")
                            + " and has no parts",
                    "write ${body." + field + "}"));
        }
        long safelyRead = type == Map.class ? 1 : 0;
        boolean unsafe = head.group("safe") == null || head.group("safe").isEmpty();
        return unsafe && INDEX.matcher(index).results().count() > safelyRead
                ? Optional.of(new SimpleFunction.Mistake(
                        field + index + " fails for a record that lacks it", "write ${body?." + field + index + "}"))
                : Optional.empty();
    }

    private static Map<String, Class<?>> fields() {
        return Arrays.stream(Activity.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers()))
                .filter(method -> method.getParameterCount() == 0 && TYPES.contains(method.getReturnType()))
                .filter(method -> !NO_FIELDS.contains(method.getName()))
                .collect(Collectors.toUnmodifiableMap(Method::getName, Method::getReturnType));
    }
}
