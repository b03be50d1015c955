package org.activityrelay.relay.intake;

import org.apache.camel.CamelContext;

/** Where a door written in Java finds the routes that run now. */
public interface LiveRoutes {

    /** The context of the running configuration; throws IllegalStateException when there is none. */
    CamelContext context();
}
