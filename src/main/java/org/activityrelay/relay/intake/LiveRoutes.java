package org.activityrelay.relay.intake;

import org.apache.camel.CamelContext;

/** Where a door written in Java finds the routes that run now. */
public interface LiveRoutes {

    /** The context of the intake routes that are open; throws IllegalStateException when there are none. */
    CamelContext context();
}
