package org.activityrelay.relay.configuration;

import java.util.function.Consumer;

/** One rule that route files must keep, checked before anything runs. Beans of this type are asked in turn. */
public interface LoadCheck {

    /** Reports everything that breaks the rule. */
    void check(RouteModel model, Consumer<Finding> findings);
}
