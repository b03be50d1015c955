package org.activityrelay.relay.activity;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads points in time and durations, whatever unit they came in. Bright Pattern's payload has times in milliseconds and
 * durations in seconds, its documentation says neither, and other senders differ.
 */
final class Times {

    private static final long MILLIS_FROM = 100_000_000_000L; // as seconds this is the year 5138, as millis 1973
    private static final long MICROS_FROM = 100_000_000_000_000L;
    private static final long NANOS_FROM = 100_000_000_000_000_000L;

    private static final long LONGEST_CALL_SECONDS = 24 * 60 * 60;
    private static final long LONGEST_CHAT_SECONDS = 31 * LONGEST_CALL_SECONDS;

    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,25}(\\.\\d{1,25})?([eE][+-]?\\d{1,2})?");
    private static final Pattern CLOCK = Pattern.compile("(?:(\\d{1,4}):)?(\\d{1,5}):([0-5]\\d)");
    /** The recording export's own: {@code 11/21/2026 10:15:31 AM UTC +00:00}. */
    private static final Pattern EXPORT = Pattern.compile("(\\d{1,2})/(\\d{1,2})/(\\d{4}) (\\d{1,2}):(\\d{2}):(\\d{2})"
            + "(?: ?([AaPp])[Mm])?(?: ([A-Za-z][A-Za-z0-9/_+-]*))?(?: ?([+-]\\d{2}:\\d{2}))?");

    private Times() {}

    /**
     * Epoch milliseconds; null when it is none. Numbers are told apart by magnitude (seconds, milli-, micro- or
     * nanoseconds); text may also be ISO 8601 or the recording export's form.
     */
    static Long instant(JsonNode value, ZoneId zone) {
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return toMillis(value.longValue());
        }
        BigDecimal number = number(value);
        if (number != null) {
            return toMillis(number);
        }
        return value.isTextual() ? written(value.textValue().strip(), zone) : null;
    }

    /** Seconds (rounded) as sent, from a number, a numeric text, or {@code m:ss} or {@code h:mm:ss}; null when neither. */
    static Long duration(JsonNode value) {
        BigDecimal number = number(value);
        if (number != null) {
            return wholeNumber(number);
        }
        Matcher clock = CLOCK.matcher(value.isTextual() ? value.textValue().strip() : "");
        if (!clock.matches()) {
            return null;
        }
        long hours = clock.group(1) == null ? 0 : Long.parseLong(clock.group(1));
        return hours * 3600 + Long.parseLong(clock.group(2)) * 60 + Long.parseLong(clock.group(3));
    }

    /**
     * Seconds, of a duration that may have been sent in milliseconds: it was, when only a thousandth of it comes near
     * the time between start and end, or, where that does not help, when no conversation is that long.
     *
     * @param between seconds, or null when not known
     */
    static long seconds(long sent, Long between, boolean isCall) {
        long longest = isCall ? LONGEST_CALL_SECONDS : LONGEST_CHAT_SECONDS;
        boolean fits = between != null && between > 0 && isNear(sent, between);
        return fitting(!fits && sent > longest ? thousandth(sent) : sent, between);
    }

    /** Only the comparison with start and end; gives the same again for what it gave. */
    static long fitting(long sent, Long between) {
        boolean isComparable = between != null && between > 0 && sent >= 1000;
        return isComparable && !isNear(sent, between) && isNear(thousandth(sent), between) ? thousandth(sent) : sent;
    }

    private static long thousandth(long millis) {
        return (millis + 500) / 1000;
    }

    /** Seconds from start to end (both epoch milliseconds), or null when that is not known. */
    static Long between(Long start, Long end) {
        return start == null || end == null || end < start ? null : (end - start + 500) / 1000;
    }

    /** Durations may leave out ringing or include wrap-up (the documentation does not say): near is within a half. */
    private static boolean isNear(long seconds, long between) {
        return Math.abs(seconds - between) <= Math.max(5, between / 2);
    }

    private static BigDecimal number(JsonNode value) {
        if (value.isNumber()) {
            boolean isFinite = value.isBigDecimal() || Double.isFinite(value.doubleValue());
            return isFinite ? value.decimalValue() : null;
        }
        String text = value.isTextual() ? value.textValue().strip() : "";
        return NUMBER.matcher(text).matches() ? new BigDecimal(text) : null;
    }

    private static Long toMillis(long number) {
        if (number < 0) {
            return null;
        }
        if (number < MILLIS_FROM) {
            return number * 1000;
        }
        if (number < MICROS_FROM) {
            return number;
        }
        return number < NANOS_FROM ? number / 1000 : number / 1_000_000;
    }

    private static Long toMillis(BigDecimal number) {
        boolean fractionOfSeconds = number.signum() >= 0 && number.compareTo(BigDecimal.valueOf(MILLIS_FROM)) < 0;
        if (fractionOfSeconds) {
            return wholeNumber(number.movePointRight(3));
        }
        Long whole = wholeNumber(number);
        return whole == null ? null : toMillis(whole);
    }

    private static Long wholeNumber(BigDecimal number) {
        long digits = (long) number.precision() - number.scale();
        if (digits < 0) {
            return 0L;
        }
        return digits > 18 ? null : number.setScale(0, RoundingMode.HALF_UP).longValueExact();
    }

    private static Long written(String text, ZoneId zone) {
        try {
            Matcher export = EXPORT.matcher(text);
            return export.matches() ? exported(export, zone) : iso(text, zone);
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    private static Long exported(Matcher m, ZoneId zone) {
        int hour = Integer.parseInt(m.group(4));
        if (m.group(7) != null) {
            if (hour < 1 || hour > 12) {
                return null;
            }
            hour = hour % 12 + (m.group(7).equalsIgnoreCase("p") ? 12 : 0);
        }
        LocalDateTime time = LocalDateTime.of(
                Integer.parseInt(m.group(3)),
                Integer.parseInt(m.group(1)),
                Integer.parseInt(m.group(2)),
                hour,
                Integer.parseInt(m.group(5)),
                Integer.parseInt(m.group(6)));
        return time.atZone(exportZone(m.group(8), m.group(9), zone)).toInstant().toEpochMilli();
    }

    private static ZoneId exportZone(String name, String offset, ZoneId tenantZone) {
        if (offset != null) {
            return ZoneOffset.of(offset);
        }
        return name == null ? tenantZone : ZoneId.of(name);
    }

    private static Long iso(String written, ZoneId zone) {
        boolean spaced = written.length() > 10 && written.charAt(10) == ' ';
        String text = spaced ? written.substring(0, 10) + 'T' + written.substring(11) : written;
        try {
            return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeParseException withoutOffset) {
            return LocalDateTime.parse(text).atZone(zone).toInstant().toEpochMilli();
        }
    }
}
