package org.activityrelay.relay.component;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a retry schedule, {@code 0,5s,30s,5m,2h}: the waits before each attempt. */
final class Waits {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)?");

    private Waits() {}

    /** @throws IllegalArgumentException saying which wait is not understood */
    static List<Duration> parse(String schedule) {
        List<Duration> waits = new ArrayList<>();
        for (String wait : schedule.split(",", -1)) {
            waits.add(one(wait.trim(), schedule));
        }
        return List.copyOf(waits);
    }

    private static Duration one(String wait, String schedule) {
        Matcher form = FORM.matcher(wait);
        if (!form.matches() || (form.group(2) == null && !form.group(1).equals("0"))) {
            throw new IllegalArgumentException("retry '" + schedule + "': the wait '" + wait
                    + "' is not understood: write a number and ms, s, m, h or d, for example 0,5s,30s,5m");
        }
        long number = Long.parseLong(form.group(1));
        String unit = form.group(2) == null ? "s" : form.group(2);
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
