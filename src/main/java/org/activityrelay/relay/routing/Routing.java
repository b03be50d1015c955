package org.activityrelay.relay.routing;

import org.activityrelay.relay.activity.Activity;

/** Stage 3: decides where a record goes. */
public interface Routing {

    /** Makes the plan for a record. Never throws: a failing or slow rule gives an unrouted plan. Thread-safe. */
    Plan plan(Activity activity);
}
