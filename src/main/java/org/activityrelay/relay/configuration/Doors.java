package org.activityrelay.relay.configuration;

import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Stage 1 of a configuration: the routes that take records in, in a context of their own. Configurations that do not
 * differ in them share one object, so that a long file or a connection to a broker goes on while rules change.
 */
final class Doors {

    private final String key;
    private final DefaultCamelContext context;
    private final IntakeRoutes routes;

    /** @param key equal for configurations whose intake is the same */
    Doors(String key, DefaultCamelContext context, IntakeRoutes routes) {
        this.key = key;
        this.context = context;
        this.routes = routes;
    }

    String key() {
        return key;
    }

    CamelContext context() {
        return context;
    }

    /** Opens what is called from inside the process; two configurations may have it open at a time. */
    void openEntrances() {
        try {
            routes.startEntrances();
        } catch (Exception e) {
            throw new IllegalStateException("an intake route does not start: " + LoadFailure.text(e), e);
        }
    }

    /** Opens what fetches records by itself; one configuration at a time has it open, because folders are locked. */
    void openSources() {
        try {
            routes.startSources();
        } catch (Exception e) {
            throw new IllegalStateException("an intake route does not start: " + LoadFailure.text(e), e);
        }
    }

    /** Waits for what is under way, up to the time limit of the context. */
    void closeSources() {
        try {
            routes.stopSources();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** As {@link #closeSources()}, then the entrances. */
    void shut() {
        closeSources();
        try {
            routes.stopEntrances();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    void close() {
        context.stop();
    }
}
