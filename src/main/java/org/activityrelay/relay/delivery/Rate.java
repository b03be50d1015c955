package org.activityrelay.relay.delivery;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * At most so many deliveries in each period.
 *
 * @param count at least 1
 * @param period longer than nothing
 */
public record Rate(int count, Duration period) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})\\s*/\\s*(s|m|h|d)");
    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h", Duration.ofHours(1), "d", Duration.ofDays(1));

    public Rate {
        if (count < 1 || period.isZero() || period.isNegative()) {
            throw new IllegalArgumentException(
                    "A rate lets at least 1 delivery through, not " + count + " per " + period);
        }
    }

    /**
     * Reads {@code 20/s}, {@code 300/m}, {@code 5000/h} or {@code 20000/d}.
     *
     * @throws IllegalArgumentException saying what was wrong and what is right
     */
    public static Rate parse(String text) {
        Matcher form = FORM.matcher(text.trim());
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a rate: write a count, a slash and s, m, h or d, for example 20/s");
        }
        return new Rate(Integer.parseInt(form.group(1)), UNITS.get(form.group(2)));
    }
}
