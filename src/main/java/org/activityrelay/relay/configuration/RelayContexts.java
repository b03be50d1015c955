package org.activityrelay.relay.configuration;

/**
 * Builds what runs from a snapshot: a context with the intake routes, a live one with routing and the live destinations, and
 * a recording one with every destination. Nothing is taken in before {@link RunningContexts#startIntake()}.
 */
public class RelayContexts {

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
        return build(snapshot, null);
    }

    /** The same beside what runs: its doors are shared if the snapshot does not change them. */
    RunningContexts build(Snapshot snapshot, RunningContexts running) {
        ContextBuild build = new ContextBuild(parts, snapshot, running == null ? null : running.doors());
        try {
            return build.run();
        } catch (Exception e) {
            build.abandon();
            throw e instanceof RuntimeException known ? known : new IllegalStateException(e);
        }
    }
}
