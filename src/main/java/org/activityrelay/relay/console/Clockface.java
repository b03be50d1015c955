package org.activityrelay.relay.console;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as people read and write them, in the console's time zone. */
record Clockface(ZoneId zone) {

    private static final DateTimeFormatter SHOWN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter ZONED =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss zzz", Locale.ENGLISH);
    private static final long DAY = 86_400;

    /** As {@code 2026-11-21 10:15:00}, for lists; null for null. */
    String show(Instant time) {
        return time == null ? null : SHOWN.format(time.atZone(zone));
    }

    /** The same with the zone, for where a time stands alone; null for null. */
    String zoned(Instant time) {
        return time == null ? null : ZONED.format(time.atZone(zone));
    }

    /**
     * Reads a date, or a date and time as {@code 2026-11-21T10:15}; null for null.
     *
     * @throws IllegalArgumentException when it is neither; its message is for the one who asked
     */
    Instant read(String written) {
        if (written == null) {
            return null;
        }
        try {
            LocalDateTime time = written.contains("T")
                    ? LocalDateTime.parse(written)
                    : LocalDate.parse(written).atStartOfDay();
            return time.atZone(zone).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("A time is written as 2026-11-21 or 2026-11-21T10:15.", e);
        }
    }

    /** How long ago, as {@code 3 min ago}; one unit is enough to see whether it is new. Null for null. */
    static String ago(Instant time, Instant now) {
        if (time == null) {
            return null;
        }
        long seconds = Math.max(0, Duration.between(time, now).toSeconds());
        if (seconds < 60) {
            return "just now";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min ago";
        }
        return seconds < 2 * DAY ? seconds / 3600 + " h ago" : seconds / DAY + " days ago";
    }

    /** As {@code 3 d 4 h}, {@code 1 h 4 min}, {@code 4 min 5 s} or {@code 38 s}. */
    static String show(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return two(seconds / 60, "min", seconds % 60, "s");
        }
        return seconds < DAY
                ? two(seconds / 3600, "h", seconds / 60 % 60, "min")
                : two(seconds / DAY, "d", seconds / 3600 % 24, "h");
    }

    /** What took so many milliseconds: {@code 38 ms}, {@code 1.4 s}, or longer as above. */
    static String took(long millis) {
        if (millis < 1000) {
            return millis + " ms";
        }
        return millis < 10_000
                ? String.format(Locale.ROOT, "%.1f s", millis / 1000.0)
                : show(Duration.ofMillis(millis));
    }

    private static String two(long large, String unit, long small, String smaller) {
        return large + " " + unit + (small == 0 ? "" : " " + small + " " + smaller);
    }
}
