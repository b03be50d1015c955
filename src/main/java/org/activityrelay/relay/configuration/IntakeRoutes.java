package org.activityrelay.relay.configuration;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.NodeIdFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The routes that take records in: loaded with the others, but started last and stopped first. */
class IntakeRoutes extends ModelLifecycleStrategySupport {

    private static final Logger LOG = LoggerFactory.getLogger(IntakeRoutes.class);

    private final DefaultCamelContext context;

    /** Routes that somebody in this process calls. */
    private final List<String> entrances = new ArrayList<>();

    /** Routes that fetch, or listen, by themselves. */
    private final List<String> sources = new ArrayList<>();

    private IntakeRoutes(DefaultCamelContext context) {
        this.context = context;
    }

    /** Holds back every route that is added to the context from now on. */
    static IntakeRoutes holdBackIn(DefaultCamelContext context) {
        IntakeRoutes routes = new IntakeRoutes(context);
        context.addModelLifecycleStrategy(routes);
        return routes;
    }

    @Override
    public void onAddRouteDefinition(RouteDefinition route) {
        if (startsByItself(route)) {
            route.idOrCreate(context.getCamelContextExtension().getContextPlugin(NodeIdFactory.class));
            (RouteModel.from(route).startsWith("direct:") ? entrances : sources).add(route.getRouteId());
        }
        route.setAutoStartup("false");
    }

    private boolean startsByItself(RouteDefinition route) {
        String setting = route.getAutoStartup();
        return setting == null || Boolean.parseBoolean(context.resolvePropertyPlaceholders(setting));
    }

    void startEntrances() throws Exception {
        start(entrances);
    }

    void startSources() throws Exception {
        start(sources);
    }

    /** Waits for what is under way, up to the time limit of the context. */
    void stopSources() throws Exception {
        stop(sources);
    }

    /** As {@link #stopSources()}. */
    void stopEntrances() throws Exception {
        stop(entrances);
    }

    private void start(List<String> routes) throws Exception {
        for (String id : routes) {
            context.getRouteController().startRoute(id);
            LOG.info("{} takes records in", id);
        }
    }

    private void stop(List<String> routes) throws Exception {
        List<String> lastFirst = new ArrayList<>(routes);
        Collections.reverse(lastFirst);
        for (String id : lastFirst) {
            context.getRouteController().stopRoute(id);
            LOG.info("{} takes no more records in", id);
        }
    }
}
