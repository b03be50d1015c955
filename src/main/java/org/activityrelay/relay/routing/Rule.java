package org.activityrelay.relay.routing;

import org.activityrelay.relay.activity.Activity;

/** One loaded routing route. */
@FunctionalInterface
public interface Rule {

    /**
     * Runs the steps for one record, on the calling thread; what they choose goes to {@link Evaluation#current()}.
     *
     * @throws Exception what a step threw
     */
    void evaluate(Activity activity) throws Exception;
}
