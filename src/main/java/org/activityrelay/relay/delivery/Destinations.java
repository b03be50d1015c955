package org.activityrelay.relay.delivery;

import java.util.Map;

/** The destinations of the running configuration. */
public interface Destinations {

    /** By name; a new map after each change of configuration. */
    Map<String, DestinationRoute> current();
}
