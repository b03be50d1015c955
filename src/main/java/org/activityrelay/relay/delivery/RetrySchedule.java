package org.activityrelay.relay.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.boot.convert.DurationStyle;

/**
 * The wait before each attempt. The first attempt is made at once, so the first entry is always zero; after the last
 * entry's attempt the delivery is parked.
 */
public record RetrySchedule(List<Duration> waits) {

    private static final Pattern DURATION = Pattern.compile("\\d+(ms|s|m|h|d)");

    /** @param waits a first zero stands for the first attempt and may be left out */
    public RetrySchedule {
        List<Duration> complete = new ArrayList<>(waits);
        if (complete.isEmpty() || !complete.get(0).isZero()) {
            complete.add(0, Duration.ZERO);
        }
        if (complete.stream().anyMatch(Duration::isNegative)) {
            throw new IllegalArgumentException("A retry schedule has no negative waits, but is " + waits);
        }
        waits = List.copyOf(complete);
    }

    /**
     * Reads {@code 0, 5s, 30s, 5m}: waits in ms, s, m, h or d, separated by commas.
     *
     * @throws IllegalArgumentException saying what was wrong and what is right
     */
    public static RetrySchedule of(String text) {
        return new RetrySchedule(Arrays.stream(text.split(",", -1))
                .map(part -> duration(part.trim(), text))
                .toList());
    }

    /** How long to wait after that attempt (from 1), or nothing when it was the last. */
    public Optional<Duration> after(int attempt) {
        return attempt < waits.size() ? Optional.of(waits.get(attempt)) : Optional.empty();
    }

    /** How many attempts there are in all. */
    public int attempts() {
        return waits.size();
    }

    private static Duration duration(String part, String whole) {
        if (part.equals("0")) {
            return Duration.ZERO;
        }
        if (!DURATION.matcher(part).matches()) {
            throw new IllegalArgumentException("'" + part + "' in the retry schedule '" + whole
                    + "' is not a duration. Write a number and ms, s, m, h or d, for example 0, 5s, 30s, 5m");
        }
        return DurationStyle.SIMPLE.parse(part);
    }
}
