package org.activityrelay.relay.configuration;

/**
 * Builds what runs from a snapshot: a live context with intake, routing and the live destinations, and a recording
 * context with every destination. Nothing is taken in before {@link RunningContexts#startIntake()}.
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
        ContextBuild build = new ContextBuild(parts, snapshot);
        try {
            return build.run();
        } catch (Exception e) {
            build.abandon();
            throw e instanceof RuntimeException known ? known : new IllegalStateException(e);
        }
    }
}
