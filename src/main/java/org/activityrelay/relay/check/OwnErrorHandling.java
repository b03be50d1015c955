package org.activityrelay.relay.check;

import java.util.Set;
import java.util.function.Consumer;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.RouteFile;
import org.activityrelay.relay.configuration.Stage;
import org.activityrelay.relay.configuration.Step;
import org.apache.camel.model.RouteDefinition;

/**
 * Rules and destinations have one way to end: by an error that the relay sees. What Camel offers beside it (error
 * handlers, interceptors, redelivery) would hide errors or send twice.
 */
final class OwnErrorHandling {

    private static final Set<String> KNOWN = Set.of("route");

    /** What Camel copies from beside the routes into each of them. */
    private static final Set<String> COPIED =
            Set.of("onException", "onCompletion", "intercept", "interceptFrom", "interceptSendToEndpoint");

    private OwnErrorHandling() {}

    /** Whether a step was written beside the routes and is reported there. */
    static boolean isCopied(Step step) {
        return COPIED.contains(step.kind()) || step.parent() != null && isCopied(step.parent());
    }

    static void check(RouteFile file, Consumer<Finding> findings) {
        for (RouteFile.Text entry : file.entries()) {
            if (!KNOWN.contains(entry.value())) {
                findings.accept(new Finding(
                        file.name(),
                        entry.line(),
                        file.stage().prefix() + " cannot use " + entry.value() + " beside its routes",
                        remedy(file.stage())));
            }
        }
        boolean forAll = file.entries().stream().anyMatch(entry -> entry.value().equals("errorHandler"));
        for (RouteDefinition route : file.routes()) {
            boolean handlesErrors = route.isErrorHandlerFactorySet()
                    || route.getErrorHandler() != null
                    || route.getRouteConfigurationId() != null;
            if (handlesErrors && !forAll) {
                findings.accept(new Finding(
                        file.name(), Lines.of(route), "the route handles errors itself", remedy(file.stage())));
            }
            if (route.getAutoStartup() != null || route.getPrecondition() != null) {
                findings.accept(new Finding(
                        file.name(),
                        Lines.of(route),
                        "the route would not always run",
                        "remove autoStartup and precondition; to switch it off, remove the file"));
            }
        }
    }

    private static String remedy(Stage stage) {
        return stage == Stage.ROUTING
                ? "remove it: a rule that fails leaves the record unrouted, to be routed again"
                : "remove it: the relay retries by the schedule, activity:destination/…?retry=0,5s,30s";
    }
}
