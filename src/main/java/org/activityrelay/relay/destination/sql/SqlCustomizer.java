package org.activityrelay.relay.destination.sql;

import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.activityrelay.relay.context.ContextCustomizer;
import org.activityrelay.relay.destination.DestinationSettings;
import org.apache.camel.CamelContext;
import org.springframework.stereotype.Component;

/** Gives a context the component {@code sql} and the databases it may name. */
@Component
public class SqlCustomizer implements ContextCustomizer {

    private final Databases databases;

    public SqlCustomizer(Databases databases) {
        this.databases = databases;
    }

    @Override
    public void customize(CamelContext context, Kind kind) {
        Map<DataSource, Dialect> dialects = new HashMap<>();
        databases.byName().forEach((name, destination) -> {
            DataSource source = kind == Kind.RECORDING ? new RecordingDataSource() : live(context, name, destination);
            dialects.put(source, Dialect.of(destination.url()));
            context.getRegistry().bind(name, DataSource.class, source);
        });
        context.addComponent("sql", new StatementComponent(dialects));
    }

    private DataSource live(CamelContext context, String name, DestinationSettings destination) {
        return Dialect.of(destination.url()).isEmbedded()
                ? new EmbeddedTables(() -> databases.pool(name), context)
                : new LazyDataSource(() -> databases.pool(name));
    }
}
