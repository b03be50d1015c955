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

    /** Null for null. */
    String show(Instant time) {
        return time == null ? null : SHOWN.format(time.atZone(zone));
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

    /** As {@code 1 h 4 min}, {@code 4 min 5 s} or {@code 38 s}. */
    static String show(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s");
        }
        return seconds / 3600 + " h" + (seconds / 60 % 60 == 0 ? "" : " " + seconds / 60 % 60 + " min");
    }
}
