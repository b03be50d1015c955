package org.activityrelay.relay.command;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Times as people say them: how long ago. */
final class Ages implements ITypeConverter<Instant> {

    private static final Pattern AGE = Pattern.compile("(\\d{1,6})([smhd])");

    /** The largest unit that says enough: 12 s, 3 min, 5 h, 2 d. */
    static String since(Instant time, Instant now) {
        long seconds = Math.max(0, Duration.between(time, now).toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 2 * 3_600) {
            return seconds / 60 + " min";
        }
        return seconds < 2 * 86_400 ? seconds / 3_600 + " h" : seconds / 86_400 + " d";
    }

    /** An age such as {@code 90m}, a day (UTC), or a time with its offset. */
    @Override
    public Instant convert(String given) {
        Matcher age = AGE.matcher(given);
        if (age.matches()) {
            return Instant.now().minus(duration(Long.parseLong(age.group(1)), age.group(2)));
        }
        try {
            return given.length() == 10
                    ? LocalDate.parse(given).atStartOfDay().toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.parse(given).toInstant();
        } catch (DateTimeException e) {
            throw new TypeConversionException(
                    "'" + given + "' is no time: write 2026-11-21T10:15:00Z, 2026-11-21 (UTC), or"
                            + " how long ago as 90m, 6h or 7d");
        }
    }

    private static Duration duration(long number, String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
