package org.activityrelay.relay.doctor;

import java.util.function.Supplier;
import org.activityrelay.relay.configuration.UsableContexts;

/** Examines by the configuration that runs now. */
public final class RunningDoctor {

    private final Supplier<Doctor> doctor;
    private final UsableContexts running;

    public RunningDoctor(Supplier<Doctor> doctor, UsableContexts running) {
        this.doctor = doctor;
        this.running = running;
    }

    /**
     * Examines everything, or one destination.
     *
     * @param only a destination, or null
     * @throws IllegalArgumentException when there is no such destination
     */
    public Diagnosis examine(String only) {
        return running.with(contexts -> doctor.get().examine(contexts, only));
    }
}
