package org.activityrelay.relay.configuration;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.activityrelay.relay.context.ContextCustomizer;
import org.activityrelay.relay.delivery.Classifier;
import org.activityrelay.relay.delivery.DryRunStore;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.spi.BeanRepository;

/**
 * What contexts are built with, besides a snapshot.
 *
 * @param beans what routes and components find in the registry
 * @param settings value of a setting by key, or null
 * @param customizers prepare each context before its routes are added, in order
 * @param javaRoutes intake routes written in Java; new ones for each context
 * @param checks what route files must keep
 * @param classifier judges failed attempts
 * @param dryRuns keeps what would have been sent
 * @param routingTimeout for all rules together, for one record
 * @param drain how long stopping waits for exchanges in flight
 */
public record ContextParts(
        BeanRepository beans,
        Function<String, String> settings,
        List<ContextCustomizer> customizers,
        Supplier<List<RoutesBuilder>> javaRoutes,
        List<LoadCheck> checks,
        Classifier classifier,
        DryRunStore dryRuns,
        Duration routingTimeout,
        Duration drain) {

    /** The same with other settings. */
    ContextParts with(Function<String, String> others) {
        return new ContextParts(
                beans, others, customizers, javaRoutes, checks, classifier, dryRuns, routingTimeout, drain);
    }
}
