package org.activityrelay.relay.component;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * At most so many in each period, written {@code 20/s}, {@code 300/m} or {@code 5000/h}.
 *
 * @param count at least 1
 * @param period second, minute, hour or day
 */
public record Rate(int count, Duration period) {

    private static final Pattern FORM = Pattern.compile("\\s*([1-9]\\d{0,8})\\s*/\\s*(s|m|h|d)\\s*");

    /**
     * Reads the written form.
     *
     * @throws IllegalArgumentException saying what is expected
     */
    public static Rate parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "rate '" + text + "' is not understood: write a count and s, m, h or d, for example 20/s");
        }
        Duration period =
                switch (form.group(2)) {
                    case "s" -> Duration.ofSeconds(1);
                    case "m" -> Duration.ofMinutes(1);
                    case "h" -> Duration.ofHours(1);
                    default -> Duration.ofDays(1);
                };
        return new Rate(Integer.parseInt(form.group(1)), period);
    }

    @Override
    public String toString() {
        String unit = period.toDays() == 1 ? "d" : period.toHours() == 1 ? "h" : period.toMinutes() == 1 ? "m" : "s";
        return count + "/" + unit;
    }
}
