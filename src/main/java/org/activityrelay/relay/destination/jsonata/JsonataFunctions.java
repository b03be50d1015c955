package org.activityrelay.relay.destination.jsonata;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.activityrelay.relay.activity.AssociatedObjects;

/**
 * Functions that mappings of activity records need. Each answers nothing (absent) for an absent argument, so that a
 * mapping needs no guard for optional fields.
 */
final class JsonataFunctions {

    static final String CUT = " […]";

    private static final DateTimeFormatter ISO_MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT);

    private final Object record;
    private final ZoneId zone;
    private final UnaryOperator<String> site;
    private final BiFunction<String, Object, Object> tables;

    /**
     * @param record input of the mapping, for {@code $selected}
     * @param zone for functions that are not given one
     * @param site looks up {@code site.*} settings
     * @param tables looks up keys in a table of the routes folder
     */
    JsonataFunctions(
            Object record, ZoneId zone, UnaryOperator<String> site, BiFunction<String, Object, Object> tables) {
        this.record = record;
        this.zone = zone;
        this.site = site;
        this.tables = tables;
    }

    void bindTo(Jsonata.Frame frame) {
        bind(frame, "isoTime", args -> time(args, 1, ISO_MILLIS, ZoneId.of("UTC")));
        bind(frame, "isoDate", args -> time(args, 1, DateTimeFormatter.ISO_LOCAL_DATE, zone));
        bind(frame, "formatTime", this::formatTime);
        bind(frame, "truncate", args -> truncate(text(args, 0), number(args, 1)));
        bind(frame, "digits", args -> digits(text(args, 0)));
        bind(frame, "minutes", args -> minutes(number(args, 0)));
        bind(frame, "milliseconds", args -> milliseconds(number(args, 0)));
        bind(frame, "selected", args -> selected(text(args, 0)));
        bind(frame, "htmlEscape", args -> htmlEscape(text(args, 0)));
        bind(frame, "uuid", args -> uuid(text(args, 0)));
        bind(
                frame,
                "table",
                args -> text(args, 0) == null || value(args, 1) == null
                        ? null
                        : tables.apply(text(args, 0), value(args, 1)));
        bind(frame, "fields", args -> text(args, 0) == null ? null : fields(tables.apply(text(args, 0), null)));
        bind(frame, "site", args -> text(args, 0) == null ? null : site.apply(text(args, 0)));
    }

    private interface Body {
        Object apply(List<?> args);
    }

    private static void bind(Jsonata.Frame frame, String name, Body body) {
        frame.bind(name, new Jsonata.JFunction((input, args) -> body.apply(args), null));
    }

    private Object formatTime(List<?> args) {
        String pattern = text(args, 1);
        if (pattern == null) {
            throw mistake("$formatTime needs a pattern");
        }
        try {
            return time(args, 2, DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH), zone);
        } catch (IllegalArgumentException wrong) {
            throw mistake("no such time pattern: " + pattern);
        }
    }

    private static String time(List<?> args, int zoneAt, DateTimeFormatter format, ZoneId otherwise) {
        BigDecimal millis = number(args, 0);
        if (millis == null) {
            return null;
        }
        String named = text(args, zoneAt);
        try {
            ZoneId in = named == null ? otherwise : ZoneId.of(named);
            ZonedDateTime time = Instant.ofEpochMilli(millis.longValue()).atZone(in);
            return format.format(time);
        } catch (DateTimeException unknown) {
            throw mistake("no such time zone: " + named);
        }
    }

    /** At most {@code most} characters including the visible marker; never half a surrogate pair. */
    private static String truncate(String text, BigDecimal most) {
        if (text == null || most == null || text.length() <= most.intValue()) {
            return text;
        }
        boolean marked = most.intValue() > CUT.length();
        int end = Math.max(0, marked ? most.intValue() - CUT.length() : most.intValue());
        if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + (marked ? CUT : "");
    }

    private static String digits(String text) {
        if (text == null) {
            return null;
        }
        StringBuilder digits = new StringBuilder();
        text.codePoints().filter(Character::isDigit).forEach(digit -> digits.append(Character.digit(digit, 10)));
        return digits.toString();
    }

    /** Whole minutes, rounded up: a call of one second is a minute, none is none. */
    private static Long minutes(BigDecimal seconds) {
        return seconds == null
                ? null
                : seconds.divide(BigDecimal.valueOf(60), 0, RoundingMode.CEILING)
                        .longValue();
    }

    private static Long milliseconds(BigDecimal seconds) {
        return seconds == null ? null : seconds.movePointRight(3).longValue();
    }

    /**
     * The first selected associated object of a kind: by type, by display type, or by a custom field such as
     * {@code isContact} that pages set to {@code "true"}. Letter case does not matter.
     */
    private Object selected(String kind) {
        Map<?, ?> associated =
                record instanceof Map<?, ?> map && map.get("associatedObjects") instanceof Map<?, ?> found
                        ? found
                        : Map.of();
        return AssociatedObjects.of(associated).selected().stream()
                .filter(object -> kind == null || AssociatedObjects.isA(kind, object))
                .findFirst()
                .orElse(null);
    }

    private static String htmlEscape(String text) {
        return text == null
                ? null
                : text.replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&quot;")
                        .replace("'", "&#39;");
    }

    /** The same UUID for the same text, always (name-based, RFC 9562 version 3). */
    private static String uuid(String text) {
        return text == null
                ? null
                : UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** What a mapping would say with {@code $error}. */
    static JException mistake(String message) {
        return new JException("D3137", -1, message);
    }

    private static Object value(List<?> args, int at) {
        Object value = at < args.size() ? args.get(at) : null;
        return value == Jsonata.NULL_VALUE ? null : value;
    }

    /** The fields that a table makes of the record: its keys are paths in the record, its values names of fields. */
    private Map<String, Object> fields(Object table) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (table instanceof Map<?, ?> rows) {
            rows.forEach((path, field) -> {
                Object found = at(String.valueOf(path));
                if (found != null) {
                    fields.put(String.valueOf(field), found);
                }
            });
        }
        return fields;
    }

    /** {@code attachedData.queue}: what follows the first dot may be any text. */
    private Object at(String path) {
        int dot = path.indexOf('.');
        Object found = record instanceof Map<?, ?> map ? map.get(dot < 0 ? path : path.substring(0, dot)) : null;
        return dot < 0 ? found : found instanceof Map<?, ?> below ? below.get(path.substring(dot + 1)) : null;
    }

    private static String text(List<?> args, int at) {
        Object value = at < args.size() ? args.get(at) : null;
        return value == null || value == Jsonata.NULL_VALUE ? null : String.valueOf(value);
    }

    private static BigDecimal number(List<?> args, int at) {
        String value = text(args, at);
        if (value == null || value.isBlank()) {
            return null;
        }
        try {
            return new BigDecimal(value.trim());
        } catch (NumberFormatException noNumber) {
            return null;
        }
    }
}
