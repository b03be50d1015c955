package org.activityrelay.relay.destination;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.activityrelay.relay.context.ContextCustomizer;
import org.activityrelay.relay.context.ContextCustomizer.Kind;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.delivery.RecordedRequest;
import org.activityrelay.relay.destination.crm.CrmCustomizer;
import org.activityrelay.relay.destination.http.HttpCustomizer;
import org.activityrelay.relay.destination.jsonata.JsonataCustomizer;
import org.activityrelay.relay.destination.mail.MailCustomizer;
import org.activityrelay.relay.destination.queue.QueueCustomizer;
import org.activityrelay.relay.destination.recorder.BoundaryCustomizer;
import org.activityrelay.relay.destination.sql.Databases;
import org.activityrelay.relay.destination.sql.SqlCustomizer;
import org.activityrelay.relay.destination.template.TemplateCustomizer;
import org.activityrelay.relay.intake.Broker;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.RequestCounts;
import org.activityrelay.relay.ledger.WriteLog;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceResolverSupport;
import org.apache.camel.support.ResourceSupport;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertiesPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.FileSystemResource;

/** A context with destination routes as the application builds it, from the files of this repository or given texts. */
public final class Rig implements AutoCloseable {

    private final Map<String, Processor> destinations = new HashMap<>();
    private final Map<String, String> files = new LinkedHashMap<>();
    private final Map<String, Object> properties = new LinkedHashMap<>();
    private final List<Object> services = new ArrayList<>();
    private final List<String> routes = new ArrayList<>();
    private final Kind kind;
    private SslBundles bundles;
    private WriteLog writes = new MemoryWriteLog();
    private Clock clock = Clock.systemUTC();
    private MeterRegistry meters = new SimpleMeterRegistry();
    private RequestCounts counts;
    private Consumer<CamelContext> preparation = prepared -> {};
    private DefaultCamelContext context;
    private Databases databases;

    private Rig(Kind kind) {
        this.kind = kind;
        properties.put("relay.data", "target/test-data");
    }

    public static Rig live() {
        return new Rig(Kind.LIVE);
    }

    public static Rig recording() {
        return new Rig(Kind.RECORDING);
    }

    public Rig with(String property, Object value) {
        properties.put(property, String.valueOf(value));
        return this;
    }

    /** A file below routes/ that this repository does not have, or has otherwise. */
    public Rig file(String name, String content) {
        files.put(name, content);
        return this;
    }

    /** The same, unless the test has said already what is in it. */
    public Rig fileUnlessGiven(String name, String content) {
        files.putIfAbsent(name, content);
        return this;
    }

    /** A route file of this repository, by its name below routes/. */
    public Rig shipped(String name) {
        routes.add(name);
        return this;
    }

    /** A destination route with these steps, in YAML. */
    public Rig route(String destination, String steps) {
        String indented = steps.lines().map(line -> "        " + line + "\n").reduce("", String::concat);
        String name = "5-destination-" + destination + ".camel.yaml";
        routes.add(name);
        return file(
                name,
                "- route:\n    id: destination-" + destination + "\n    from:\n      uri: activity:destination/"
                        + destination + "\n      steps:\n" + indented);
    }

    public Rig trusting(SslBundles trusted) {
        bundles = trusted;
        return this;
    }

    public Rig keepingWritesIn(WriteLog log) {
        writes = log;
        return this;
    }

    public Rig at(Clock time) {
        clock = time;
        return this;
    }

    public Rig countingIn(MeterRegistry registry) {
        meters = registry;
        return this;
    }

    public Rig countingRequestsIn(RequestCounts shared) {
        counts = shared;
        return this;
    }

    public Rig preparing(Consumer<CamelContext> preparing) {
        preparation = preparing;
        return this;
    }

    public Rig start() throws Exception {
        StandardEnvironment environment = environment();
        DestinationsSettings settings = Binder.get(environment).bindOrCreate("relay", DestinationsSettings.class);
        context = new DefaultCamelContext();
        context.getPropertiesComponent().addPropertiesSource(new org.apache.camel.spi.PropertiesSource() {
            @Override
            public String getName() {
                return "environment";
            }

            @Override
            public String getProperty(String name) {
                return environment.getProperty(name);
            }
        });
        context.addComponent("activity", new DestinationEnds());
        context.getCamelContextExtension().getRegistry().bind("resource-loader-routes", new SnapshotFiles());
        preparation.accept(context);
        for (ContextCustomizer customizer : customizers(settings)) {
            customizer.customize(context, kind);
        }
        for (String name : routes) {
            Resource resource = PluginHelper.getResourceLoader(context).resolveResource("routes:" + name);
            PluginHelper.getRoutesLoader(context).loadRoutes(resource);
        }
        context.start();
        return this;
    }

    private StandardEnvironment environment() {
        YamlPropertiesFactoryBean defaults = new YamlPropertiesFactoryBean();
        defaults.setResources(new FileSystemResource("src/main/resources/application.yaml"));
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        environment.getPropertySources().addLast(new PropertiesPropertySource("defaults", defaults.getObject()));
        return environment;
    }

    private List<ContextCustomizer> customizers(DestinationsSettings settings) {
        Secrets secrets = new Secrets(settings);
        databases = new Databases(settings);
        HttpCustomizer http = new HttpCustomizer(settings, secrets, writes, clock);
        services.add(databases);
        services.add(http);
        QueueCustomizer queue =
                new QueueCustomizer(settings, new StaticListableBeanFactory().getBeanProvider(Broker.class), writes);
        services.add(queue);
        StaticListableBeanFactory beans = new StaticListableBeanFactory();
        if (bundles != null) {
            beans.addBean("sslBundles", bundles);
        }
        RequestCounts counted = counted();
        CrmCustomizer crms = new CrmCustomizer(settings, http, writes, () -> counted, tenant -> "US", clock, meters);
        services.add(0, crms);
        return List.of(
                new JsonataCustomizer(settings),
                http,
                new MailCustomizer(settings, secrets, beans.getBeanProvider(SslBundles.class), writes),
                new TemplateCustomizer(settings),
                new SqlCustomizer(databases),
                queue,
                crms,
                new BoundaryCustomizer(secrets));
    }

    private RequestCounts counted() {
        return counts == null ? new MemoryRequestCounts(clock) : counts;
    }

    public CamelContext context() {
        return context;
    }

    public Databases databases() {
        return databases;
    }

    /** Runs one delivery; answers the evidence. Throws what the route threw. */
    public Delivered deliver(Claim claim) throws Exception {
        return deliver(claim, exchange -> {});
    }

    public Delivered deliver(Claim claim, Consumer<Exchange> before) throws Exception {
        Delivered delivered = attempt(claim, before);
        if (delivered.exchange().getException() != null) {
            throw delivered.exchange().getException();
        }
        return delivered;
    }

    /** Runs one delivery; a failure stays in the exchange. */
    public Delivered attempt(Claim claim, Consumer<Exchange> before) {
        return attempt(new AttemptEvidence(claim), before);
    }

    /** Runs a delivery of a record that is not stored. */
    public Delivered attemptKeepingNothing(Claim claim) {
        AttemptEvidence evidence = new AttemptEvidence(claim);
        evidence.keepNothing();
        return attempt(evidence, exchange -> {});
    }

    private Delivered attempt(AttemptEvidence evidence, Consumer<Exchange> before) {
        Claim claim = evidence.claim();
        Exchange exchange = new DefaultExchange(context, ExchangePattern.InOnly);
        exchange.getMessage().setBody(claim.activity());
        exchange.setVariable("delivery", PlainDelivery.of(claim, kind));
        before.accept(exchange);
        evidence.during(() -> {
            try {
                destinations.get(claim.destination()).process(exchange);
            } catch (Exception failure) {
                exchange.setException(failure);
            }
        });
        return new Delivered(evidence, exchange);
    }

    /** What came of one attempt. */
    public record Delivered(AttemptEvidence evidence, Exchange exchange) {

        public JsonNode only() {
            List<RecordedRequest> sent = evidence.recorded().stream()
                    .filter(request -> !request.lookup())
                    .toList();
            if (sent.size() != 1) {
                throw new AssertionError(sent.size() + " requests recorded: " + sent);
            }
            return sent.get(0).description();
        }
    }

    /** What a route sees as variable {@code delivery}. */
    public record PlainDelivery(
            String id,
            String destination,
            String part,
            Map<String, String> arguments,
            int revision,
            int attempt,
            String recordKey,
            String deliveryKey,
            String mode) {
        static PlainDelivery of(Claim claim, Kind kind) {
            return new PlainDelivery(
                    claim.deliveryId(),
                    claim.destination(),
                    claim.part(),
                    claim.arguments(),
                    claim.revision(),
                    claim.attempt(),
                    claim.recordKey(),
                    claim.deliveryKey(),
                    kind == Kind.LIVE ? "live" : "dry-run");
        }
    }

    @Override
    public void close() throws Exception {
        if (context != null) {
            context.stop();
        }
        for (Object service : services) {
            ((DisposableBean) service).destroy();
        }
    }

    /** The end of {@code activity:destination/<name>} that deliveries come from. */
    private final class DestinationEnds extends DefaultComponent {
        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            String name = remaining.substring("destination/".length());
            parameters.clear();
            return new End(uri, this, name);
        }
    }

    private final class End extends DefaultEndpoint {
        private final String name;

        End(String uri, Component component, String name) {
            super(uri, component);
            this.name = name;
        }

        @Override
        public Producer createProducer() {
            throw new UnsupportedOperationException();
        }

        @Override
        public org.apache.camel.Consumer createConsumer(Processor processor) {
            destinations.put(name, processor);
            return new DefaultConsumer(this, processor);
        }
    }

    /** {@code routes:} of this repository's folder, with the texts of the test before it. */
    private final class SnapshotFiles extends ResourceResolverSupport {
        SnapshotFiles() {
            super("routes");
        }

        @Override
        protected Resource createResource(String location, String remaining) {
            String given = files.get(remaining);
            Path file = Path.of("routes").resolve(remaining);
            return new ResourceSupport("routes", location) {
                @Override
                public boolean exists() {
                    return given != null || Files.isRegularFile(file);
                }

                @Override
                public InputStream getInputStream() throws IOException {
                    return given == null
                            ? Files.newInputStream(file)
                            : new ByteArrayInputStream(given.getBytes(StandardCharsets.UTF_8));
                }
            };
        }
    }
}
