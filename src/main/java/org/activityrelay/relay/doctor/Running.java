package org.activityrelay.relay.doctor;

import java.util.function.Function;
import org.activityrelay.relay.configuration.RunningContexts;

/** The configuration that runs, which is not stopped while somebody works with it. */
@FunctionalInterface
public interface Running {

    <T> T with(Function<RunningContexts, T> work);
}
