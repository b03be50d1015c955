package org.activityrelay.relay.delivery.classifier;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Reads HTTP's Retry-After in both forms (RFC 9110, 10.2.3): seconds, or an HTTP date. */
final class RetryAfter {

    private static final Duration LONGEST = Duration.ofHours(24);
    private static final DateTimeFormatter DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ENGLISH);

    private final Clock clock;

    RetryAfter(Clock clock) {
        this.clock = clock;
    }

    /** How long to wait, 24 hours at most; null when there is no such header or it cannot be read. */
    Duration read(String header) {
        if (header == null || header.isBlank()) {
            return null;
        }
        Duration wait = seconds(header.trim());
        if (wait == null) {
            wait = date(header.trim());
        }
        return wait == null || wait.isNegative() ? null : wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    /** Some receivers send fractions; they are rounded up, because earlier is worse than later. */
    private static Duration seconds(String text) {
        if (!text.matches("\\d{1,18}(\\.\\d{1,9})?")) {
            return null;
        }
        int dot = text.indexOf('.');
        long whole = Long.parseLong(dot < 0 ? text : text.substring(0, dot));
        boolean fraction = dot >= 0 && text.substring(dot + 1).chars().anyMatch(digit -> digit != '0');
        return Duration.ofSeconds(fraction ? whole + 1 : whole);
    }

    private Duration date(String text) {
        try {
            Duration wait = Duration.between(clock.instant(), Instant.from(DATE.parse(text)));
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException notADate) {
            return null;
        }
    }
}
