package org.activityrelay.relay.configuration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds what runs from a snapshot: a context with the intake routes, a live one with routing and the live destinations, and
 * a recording one with every destination. Nothing is taken in before {@link RunningContexts#startIntake()}.
 */
public class RelayContexts {

    private static final Logger log = LoggerFactory.getLogger(RelayContexts.class);

    private final ContextParts parts;

    public RelayContexts(ContextParts parts) {
        this.parts = parts;
    }

    /**
     * Reads, checks and loads every route file.
     *
     * @throws RefusedConfigurationException with everything that is wrong, when anything is
     */
    public RunningContexts build(Snapshot snapshot) {
        return build(snapshot, null, Pace.FULL);
    }

    /** The same beside what runs: its doors are shared if the snapshot does not change them. */
    RunningContexts build(Snapshot snapshot, RunningContexts running, Pace pace) {
        return run(new ContextBuild(parts, snapshot, running == null ? null : running.doors(), false, pace));
    }

    /**
     * The same with nothing that lives: no doors, and no destination but the recording ones, whatever its mode. In it
     * records can be tried.
     *
     * @throws RefusedConfigurationException with everything that is wrong, when anything is
     */
    public RunningContexts buildRehearsal(Snapshot snapshot) {
        return run(new ContextBuild(parts, snapshot, null, true, Pace.FULL));
    }

    /**
     * One destination alive in a context of its own, whatever its mode; nothing is delivered to it by itself.
     *
     * @throws RefusedConfigurationException when its route cannot be loaded live
     * @throws IllegalArgumentException when there is no such destination
     */
    public LiveTrial buildLive(Snapshot snapshot, String destination) {
        return new ContextBuild(parts, snapshot, null, true, Pace.FULL).built(build -> build.live(destination));
    }

    private static RunningContexts run(ContextBuild build) {
        RunningContexts running = build.built(ContextBuild::run);
        build.warnings().forEach(warning -> log.warn("{}", warning));
        return running;
    }

    /**
     * Looks at everything in a snapshot, and reports all that is wrong. Nothing is taken in, sent or stored, and no
     * destination lives.
     */
    public Inspection inspect(Snapshot snapshot) {
        try {
            return new Inspector(parts, snapshot).run();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
