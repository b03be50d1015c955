package org.activityrelay.relay.intake;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** A shipped intake route in a small Camel context, with an {@link Intake} of the test's. */
public final class DoorRig implements AutoCloseable {

    public final DefaultCamelContext context = new DefaultCamelContext();
    /** Names of headers and properties that came as far as {@code activity:accept}. */
    public final Set<String> arrived = ConcurrentHashMap.newKeySet();

    private final DoorStatus status;
    private AutoCloseable own = () -> {};

    private final List<Body> refused = new CopyOnWriteArrayList<>();

    /** @param door its name */
    public DoorRig(String door, Intake intake) {
        status = new DoorStatus(door);
        bind("intake", intake);
        context.disableJMX();
        context.getShutdownStrategy().setTimeout(60);
        context.getCamelContextExtension().addInterceptStrategy((camel, step, target, next) -> {
            return new DelegateAsyncProcessor(target) {
                @Override
                public boolean process(Exchange exchange, AsyncCallback callback) {
                    arrived.addAll(exchange.getMessage().getHeaders().keySet());
                    arrived.addAll(exchange.getProperties().keySet());
                    return super.process(exchange, callback);
                }
            };
        });
    }

    /** Bound in the context's registry under this name. */
    public DoorRig bind(String name, Object bean) {
        context.getRegistry().bind(name, bean);
        return this;
    }

    /** Closed with this rig. */
    public DoorRig owns(AutoCloseable thing) {
        own = thing;
        return this;
    }

    public DoorRig start() {
        context.start();
        return this;
    }

    /** What a door refused by itself, with its first bytes. */
    public List<Body> refused() {
        return List.copyOf(refused);
    }

    /** As a {@link Refusals}. */
    public Receipt.Refused refuse(Body body, String why) {
        refused.add(body);
        return FakeIntake.refused(422, "", why);
    }

    public DoorStatus.Now status() {
        return status.now();
    }

    public DoorStatus door() {
        return status;
    }

    /** Loads a route file; it is not started. */
    public DoorRig load(String route, Map<String, String> settings) throws Exception {
        Properties properties = new Properties();
        properties.putAll(settings);
        context.getPropertiesComponent().setInitialProperties(properties);
        CamelContext built = context;
        PluginHelper.getRoutesLoader(built).loadRoutes(ResourceHelper.resolveResource(built, "file:" + route));
        return this;
    }

    @Override
    public void close() throws Exception {
        context.stop();
        own.close();
    }
}
