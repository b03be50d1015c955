package org.activityrelay.relay.intake;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** Shows every door under {@code intake} in the health; a door that has to wait makes it DOWN. */
class DoorHealth implements HealthIndicator {

    private final List<DoorStatus> doors;

    DoorHealth(List<DoorStatus> doors) {
        this.doors = List.copyOf(doors);
    }

    @Override
    public Health health() {
        boolean waiting = doors.stream().anyMatch(door -> door.now().state() == DoorStatus.State.WAITING);
        Health.Builder health = waiting ? Health.down() : Health.up();
        doors.forEach(door -> health.withDetail(door.door(), describe(door.now())));
        return health.build();
    }

    private static Map<String, Object> describe(DoorStatus.Now now) {
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("state", now.state().name().toLowerCase(Locale.ROOT));
        words.put("since", now.since().toString());
        if (now.reason() != null) {
            words.put("reason", now.reason());
        }
        return words;
    }
}
