package org.activityrelay.relay.configuration;

import java.util.function.Function;

/** What runs now, for work that takes a while. */
public interface UsableContexts {

    /** Works with what runs now, which is not stopped meanwhile. */
    <T> T with(Function<RunningContexts, T> work);
}
