package org.activityrelay.relay.check;

import java.util.List;
import org.activityrelay.relay.configuration.LoadCheck;

/** Everything that route files must keep to. */
public final class RouteChecks {

    private RouteChecks() {}

    /** In the order in which a person would look. */
    public static List<LoadCheck> all() {
        return List.of(
                new RouteFileNames(),
                new Descriptions(),
                new UniqueIds(),
                new Placement(),
                new RoutingPurity(),
                new DestinationSteps(),
                new QueueLoops(),
                new OwnSettings(),
                new KnownDestinations(),
                new DirectRoutes(),
                new RecordFields(),
                new LogPrivacy(),
                new WrittenSecrets(),
                new Materials(),
                new Compilation(),
                new TableRows(),
                new Statements(),
                new StatementFields(),
                new MappingFields(),
                new BeanReferences());
    }
}
