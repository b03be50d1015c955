package org.activityrelay.relay.intake.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.activityrelay.relay.problem.Problem;
import org.activityrelay.relay.problem.ProblemException;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/**
 * A sender's wish to be answered when a delivery is done: {@code ?wait=8s&for=crm}.
 *
 * @param patience how long
 * @param destination whose delivery
 */
record HttpWait(Duration patience, String destination) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    /**
     * Null when the sender does not wait. Other parameters are none of our business: a record is not refused for one.
     *
     * @param destinations names of those there are
     * @throws ProblemException 400 for a wish that cannot be understood or granted
     */
    static HttpWait of(String query, Duration max, Supplier<Set<String>> destinations) {
        if (query == null || query.isEmpty()) {
            return null;
        }
        MultiValueMap<String, String> parameters =
                UriComponentsBuilder.newInstance().query(query).build().getQueryParams();
        String wait = once("wait", parameters);
        String destination = once("for", parameters);
        if (wait == null && destination == null) {
            return null;
        }
        if (destination == null || !NAME.matcher(destination).matches()) {
            throw wrong("for", "Name the destination to wait for, as in ?wait=8s&for=crm.");
        }
        Duration patience = patience(wait);
        if (destinations.get().stream().noneMatch(destination::equalsIgnoreCase)) {
            throw wrong(
                    "for",
                    "There is no destination \"" + destination
                            + "\". Its operators see the names of those there are (./relay status).");
        }
        return new HttpWait(patience.compareTo(max) > 0 ? max : patience, destination);
    }

    private static Duration patience(String wait) {
        try {
            if (wait != null) {
                Duration patience = DurationStyle.detectAndParse(wait, ChronoUnit.SECONDS);
                if (!patience.isNegative() && !patience.isZero()) {
                    return patience;
                }
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            // Told below.
        }
        throw wrong("wait", "Say how long to wait, as in ?wait=8s&for=crm or wait=500ms.");
    }

    private static String once(String name, MultiValueMap<String, String> parameters) {
        if (parameters.getOrDefault(name, List.of()).size() > 1) {
            throw wrong(name, "Is there more than once. Write it once, as in ?wait=8s&for=crm.");
        }
        return decoded(parameters.getFirst(name));
    }

    private static String decoded(String value) {
        try {
            return value == null ? null : UriUtils.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static ProblemException wrong(String parameter, String detail) {
        return new ProblemException(
                Problem.of(400, "bad_parameter", "A query parameter cannot be understood; nothing was stored.")
                        .parameter(parameter, detail));
    }
}
