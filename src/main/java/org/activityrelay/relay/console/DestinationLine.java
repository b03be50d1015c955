package org.activityrelay.relay.console;

import java.time.Duration;
import java.time.Instant;
import org.activityrelay.relay.delivery.DestinationRoute;
import org.activityrelay.relay.ledger.DestinationStates;

/**
 * One destination, and what waits for it.
 *
 * @param mode null when the running configuration has no such destination
 * @param waiting how many deliveries wait; {@code 1000+} for that many or more
 * @param oldest for how long the oldest of them has been due, or null
 * @param paused null when it is not
 */
record DestinationLine(String name, String mode, String waiting, String oldest, String parked, Pause paused) {

    /**
     * @param until null when it lasts until it is resumed
     * @param by null when the service paused it
     */
    record Pause(String since, String until, String reason, String meaning, String by) {

        static Pause of(DestinationStates.Pause pause, Clockface clockface) {
            return new Pause(
                    clockface.zoned(pause.since()),
                    clockface.zoned(pause.until()),
                    pause.reason(),
                    Wording.meaning(pause.reason()),
                    pause.by() == null ? null : Wording.who(pause.by()));
        }
    }

    static DestinationLine of(
            String name,
            DestinationRoute route,
            DestinationStates.Backlog backlog,
            DestinationStates.Pause pause,
            Clockface clockface,
            Instant now) {
        return new DestinationLine(
                name,
                route == null ? null : route.mode().word(),
                count(backlog.waiting()),
                backlog.oldest() == null ? null : age(backlog.oldest(), now),
                count(backlog.parked()),
                pause == null ? null : Pause.of(pause, clockface));
    }

    private static String age(Instant oldest, Instant now) {
        Duration age = Duration.between(oldest, now);
        return Clockface.show(age.isNegative() ? Duration.ZERO : age);
    }

    private static String count(int counted) {
        return counted >= DestinationStates.MOST_COUNTED ? counted + "+" : Integer.toString(counted);
    }
}
