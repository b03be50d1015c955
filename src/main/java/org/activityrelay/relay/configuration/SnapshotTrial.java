package org.activityrelay.relay.configuration;

import java.util.function.Consumer;

/** Tries a configuration that was built, before anything of it takes effect. Beans of this type are asked in turn. */
public interface SnapshotTrial {

    /**
     * Reports what is wrong with what the candidate does. Nothing may be sent or stored.
     *
     * @param pace to be asked for a rest after each piece of work
     */
    void tryOut(RunningContexts candidate, Pace pace, Consumer<Finding> findings);
}
