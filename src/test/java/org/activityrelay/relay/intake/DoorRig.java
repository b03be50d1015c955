package org.activityrelay.relay.intake;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
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
final class DoorRig implements AutoCloseable {

    final DefaultCamelContext context = new DefaultCamelContext();
    /** Names of headers and properties that came as far as {@code activity:accept}. */
    final Set<String> arrived = ConcurrentHashMap.newKeySet();

    private final DoorStatus status;
    private AutoCloseable own = () -> {};

    private final List<Body> refused = new CopyOnWriteArrayList<>();

    private DoorRig(DoorStatus status) {
        this.status = status;
        context.disableJMX();
        context.getShutdownStrategy().setTimeout(20);
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

    static FileSettings fileSettings(Path drop) {
        return new FileSettings(
                true,
                drop,
                Path.of("done"),
                Path.of("rejected"),
                Duration.ofMillis(20),
                Duration.ofMillis(40),
                16,
                true,
                Duration.ofMillis(20),
                Duration.ofMillis(100));
    }

    /** The drop folder's route, not started. */
    static DoorRig files(FileSettings settings, Intake intake, FileIntake.Opener opener, Clock clock) throws Exception {
        DoorRig rig = new DoorRig(new DoorStatus("files"));
        FileIntake files = new FileIntake(settings, 100_000, intake, rig::refuse, rig.status, opener);
        FileStrategy strategy = new FileStrategy(settings, files, rig.status, clock);
        rig.own = strategy;
        rig.context.getRegistry().bind("intakeFiles", strategy);
        rig.context.getRegistry().bind("fileIntake", files);
        rig.context.getRegistry().bind("intake", intake);
        rig.load(
                "routes/1-intake-files.camel.yaml",
                Map.of(
                        "relay.intake.files.enabled",
                        "true",
                        "relay.intake.files.directory",
                        settings.directory().toString(),
                        "relay.intake.files.poll",
                        settings.poll().toMillis() + "ms"));
        return rig;
    }

    /** The queue's route, not started. */
    static DoorRig queue(QueueSettings settings, Intake intake, QueueBroker broker) throws Exception {
        DoorRig rig = new DoorRig(new DoorStatus("queue"));
        rig.context.addComponent("jms", new QueueComponent(broker, settings, rig.status));
        rig.context.getRegistry().bind("intake", intake);
        rig.load("routes/1-intake-queue.camel.yaml", Map.of("relay.intake.queue.name", settings.name()));
        return rig;
    }

    DoorRig start() {
        context.start();
        return this;
    }

    /** What a door refused by itself, with its first bytes. */
    List<Body> refused() {
        return List.copyOf(refused);
    }

    private Receipt.Refused refuse(Body body, String why) {
        refused.add(body);
        return FakeIntake.refused(422, "", why);
    }

    DoorStatus.Now status() {
        return status.now();
    }

    private void load(String route, Map<String, String> settings) throws Exception {
        Properties properties = new Properties();
        properties.putAll(settings);
        context.getPropertiesComponent().setInitialProperties(properties);
        CamelContext built = context;
        PluginHelper.getRoutesLoader(built).loadRoutes(ResourceHelper.resolveResource(built, "file:" + route));
    }

    @Override
    public void close() throws Exception {
        context.stop();
        own.close();
    }
}
