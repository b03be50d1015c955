package org.activityrelay.relay.destination;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What an operator sets for all destinations.
 *
 * @param destination by name: {@code relay.destination.<name>.*}
 * @param destinationDefault what holds for every destination that does not say otherwise:
 *     {@code relay.destination-default.*}
 */
@ConfigurationProperties("relay")
public record DestinationsSettings(
        Map<String, DestinationSettings> destination, DestinationSettings destinationDefault) {

    public DestinationsSettings {
        destinationDefault = destinationDefault == null ? DestinationSettings.NOTHING : destinationDefault;
        destination = destination == null ? Map.of() : Map.copyOf(destination);
    }

    /** The settings of one destination over the defaults; a destination nobody configured has the defaults. */
    public DestinationSettings of(String name) {
        return destination.getOrDefault(name, DestinationSettings.NOTHING).orElse(destinationDefault);
    }
}
