package org.activityrelay.relay.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.activityrelay.relay.activity.Dispositions;
import org.activityrelay.relay.activity.TenantProfile;
import org.activityrelay.relay.activity.TenantProfiles;
import org.activityrelay.relay.cases.Cases;
import org.activityrelay.relay.cases.RunningCases;
import org.activityrelay.relay.check.Checker;
import org.activityrelay.relay.check.Workbench;
import org.activityrelay.relay.configuration.RelayContexts;
import org.activityrelay.relay.configuration.RunningContexts;
import org.activityrelay.relay.configuration.SnapshotReader;
import org.activityrelay.relay.configuration.UsableContexts;
import org.activityrelay.relay.delivery.DryRunRows;
import org.activityrelay.relay.delivery.DryRunStore;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.Examiner;
import org.activityrelay.relay.destination.MemoryRequestCounts;
import org.activityrelay.relay.destination.RequestBudgets;
import org.activityrelay.relay.destination.Secrets;
import org.activityrelay.relay.doctor.Doctor;
import org.activityrelay.relay.doctor.RecordTrial;
import org.activityrelay.relay.doctor.RunningDoctor;
import org.activityrelay.relay.explain.RunningExplainer;
import org.activityrelay.relay.explain.TrialContexts;
import org.activityrelay.relay.intake.BodyIntake;
import org.activityrelay.relay.intake.IntakeSettings;
import org.activityrelay.relay.intake.LiveRoutes;
import org.activityrelay.relay.ledger.DryRuns;
import org.activityrelay.relay.ledger.Identity;
import org.activityrelay.relay.ledger.PlannedRecords;
import org.activityrelay.relay.ledger.Rejections;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.autoconfigure.availability.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.availability.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.env.EnvironmentEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.health.HealthContributorAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.health.HealthEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.MetricsAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.observation.web.servlet.WebMvcObservationAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.security.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.servlet.ServletManagementContextAutoConfiguration;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.http.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.web.embedded.EmbeddedWebServerFactoryCustomizerAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.HttpEncodingAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.MultipartAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.error.ErrorMvcAutoConfiguration;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.web.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;

/** The HTTP door, its API and its security on a real Tomcat, with the shipped settings, in front of a {@link FakeLedger}. */
public final class RunningDoor implements AutoCloseable {

    public static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final ConfigurableApplicationContext application;

    private RunningDoor(ConfigurableApplicationContext application) {
        this.application = application;
    }

    /** Starts on a free port; settings as {@code key=value}. */
    public static RunningDoor start(String... settings) {
        Map<String, String> arguments = new TreeMap<>(Map.of("server.port", "0", "logging.level.root", "WARN"));
        Stream.of(settings)
                .map(setting -> setting.split("=", 2))
                .forEach(setting -> arguments.put(setting[0], setting[1]));
        String[] line = arguments.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
        return new RunningDoor(new SpringApplication(Parts.class).run(line));
    }

    /** With {@code first-caller=true}: what a record was answered that was posted the moment the port was open. */
    public Answer firstAnswer() {
        return application.getBean(FirstCaller.class).answer.join();
    }

    public FakeLedger ledger() {
        return application.getBean(FakeLedger.class);
    }

    public ConfigurableApplicationContext application() {
        return application;
    }

    public int port() {
        return application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    /** A request to be completed with {@link Call#send()}. */
    public Call call(String method, String path) {
        return new Call(method, path);
    }

    /** Posts a record as {@code application/json}. */
    public Answer post(String body) {
        return call("POST", "/api/v1/activities").json(body).send();
    }

    public Answer get(String path) {
        return call("GET", path).send();
    }

    /** Sends these characters as they are. */
    public Answer raw(String request) throws IOException {
        return Wire.exchange(port(), request.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() {
        application.close();
    }

    /** One request. */
    public final class Call {

        private final String method;
        private final String path;
        private final Map<String, String> headers = new TreeMap<>();
        private byte[] body = new byte[0];

        private Call(String method, String path) {
            this.method = method;
            this.path = path;
        }

        public Call header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        public Call key(String key) {
            return header("Authorization", "Bearer " + key);
        }

        public Call json(String text) {
            return body("application/json", text.getBytes(StandardCharsets.UTF_8));
        }

        public Call body(String contentType, byte[] bytes) {
            body = bytes;
            return contentType == null ? this : header("Content-Type", contentType);
        }

        public Answer send() {
            return later().join();
        }

        public CompletableFuture<Answer> later() {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
            headers.forEach(request::header);
            request.method(
                    method,
                    body.length == 0
                            ? HttpRequest.BodyPublishers.noBody()
                            : HttpRequest.BodyPublishers.ofByteArray(body));
            return HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray())
                    .thenApply(response ->
                            new Answer(response.statusCode(), response.headers().map(), response.body()));
        }
    }

    @ImportAutoConfiguration({
        ApplicationAvailabilityAutoConfiguration.class,
        AvailabilityHealthContributorAutoConfiguration.class,
        AvailabilityProbesAutoConfiguration.class,
        CompositeMeterRegistryAutoConfiguration.class,
        ConfigurationPropertiesAutoConfiguration.class,
        DispatcherServletAutoConfiguration.class,
        EmbeddedWebServerFactoryCustomizerAutoConfiguration.class,
        EndpointAutoConfiguration.class,
        EnvironmentEndpointAutoConfiguration.class,
        ErrorMvcAutoConfiguration.class,
        HealthContributorAutoConfiguration.class,
        HealthEndpointAutoConfiguration.class,
        HttpEncodingAutoConfiguration.class,
        HttpMessageConvertersAutoConfiguration.class,
        JacksonAutoConfiguration.class,
        LifecycleAutoConfiguration.class,
        ManagementContextAutoConfiguration.class,
        ManagementWebSecurityAutoConfiguration.class,
        MetricsAutoConfiguration.class,
        MultipartAutoConfiguration.class,
        ObservationAutoConfiguration.class,
        PrometheusMetricsExportAutoConfiguration.class,
        PropertyPlaceholderAutoConfiguration.class,
        SecurityAutoConfiguration.class,
        SecurityFilterAutoConfiguration.class,
        ServletManagementContextAutoConfiguration.class,
        ServletWebServerFactoryAutoConfiguration.class,
        TaskExecutionAutoConfiguration.class,
        WebEndpointAutoConfiguration.class,
        WebMvcAutoConfiguration.class,
        WebMvcObservationAutoConfiguration.class
    })
    @ComponentScan(
            basePackages = "org.activityrelay.relay",
            useDefaultFilters = false,
            includeFilters =
                    @ComponentScan.Filter(
                            type = FilterType.REGEX,
                            pattern = ".*\\.(Http|Api|Security|CollectorSecurity|Collector|Problem)Configuration"))
    @EnableConfigurationProperties(IntakeSettings.class)
    static class Parts {

        @Bean
        @ConditionalOnProperty("first-caller")
        FirstCaller firstCaller() {
            return new FirstCaller();
        }

        @Bean
        FakeLedger ledger() {
            return new FakeLedger();
        }

        /** The ledger is a part of readiness. */
        @Bean
        HealthIndicator ledgerHealthIndicator() {
            return () -> Health.up().build();
        }

        @Bean
        DryRuns dryRuns(FakeLedger ledger) {
            return ledger.dryRuns();
        }

        @Bean
        FakeRepairs repairs(FakeLedger ledger) {
            return new FakeRepairs(ledger);
        }

        @Bean
        FakeDestinations destinations(FakeLedger ledger) {
            return new FakeDestinations(ledger);
        }

        /** Of {@code crm} a tenth is left. */
        @Bean
        RequestBudgets budgets() {
            MemoryRequestCounts counts = new MemoryRequestCounts(Clock.systemUTC());
            counts.take("crm", 90, 100);
            DestinationsSettings settings = new Binder(new MapConfigurationPropertySource(Map.of(
                            "relay.destination.crm.crm.budget.per-day", "100",
                            "relay.destination.crm.crm.budget.warn-at", "80")))
                    .bindOrCreate("relay", DestinationsSettings.class);
            return new RequestBudgets(settings, counts);
        }

        @Bean
        FakeConfiguration configuration(FakeLedger ledger) {
            return new FakeConfiguration(ledger);
        }

        @Bean
        DryRunStore dryRunStore(DryRuns ledger) {
            return new DryRunRows(ledger);
        }

        /** The shipped routes, built when somebody asks what they would do. */
        @Bean(destroyMethod = "close")
        @Lazy
        TrialContexts trial(ConfigurableEnvironment settings) {
            return TrialContexts.of(settings, Map.of());
        }

        @Bean(destroyMethod = "close")
        @Lazy
        RunningContexts shipped(TrialContexts trial) {
            return trial.build(trial.read());
        }

        @Bean
        RunningExplainer explainer(ObjectProvider<RunningContexts> shipped, IntakeSettings intake) {
            return new RunningExplainer(always(shipped), intake, Identity.INTERACTION);
        }

        @Bean
        RunningDoctor doctor(ObjectProvider<TrialContexts> trial, ObjectProvider<RunningContexts> shipped) {
            return new RunningDoctor(
                    () -> new Doctor(
                            trial.getObject().settings(),
                            trial.getObject().parts(DestinationsSettings.class).get(0),
                            trial.getObject().parts(Secrets.class).get(0),
                            trial.getObject().parts(Examiner.class)),
                    always(shipped));
        }

        @Bean
        RecordTrial recordTrial(
                ObjectProvider<TrialContexts> trial,
                ObjectProvider<RunningContexts> shipped,
                RunningExplainer explainer,
                FakeLedger ledger,
                ConfigurableEnvironment settings) {
            return new RecordTrial(
                    always(shipped),
                    () -> trial.getObject().parts(RelayContexts.class).get(0),
                    explainer::reader,
                    Binder.get(settings).bindOrCreate("relay", DestinationsSettings.class),
                    ledger,
                    (delivery, owner, lease) -> Optional.empty(),
                    null,
                    null,
                    Identity.INTERACTION);
        }

        @Bean
        RunningCases cases(ObjectProvider<RunningContexts> shipped, ConfigurableEnvironment settings) {
            return new RunningCases(new Cases(settings), always(shipped));
        }

        @Bean
        UsableContexts running(ObjectProvider<RunningContexts> shipped) {
            return always(shipped);
        }

        /** Nothing is reloaded here. */
        private static UsableContexts always(ObjectProvider<RunningContexts> shipped) {
            return new UsableContexts() {
                @Override
                public <T> T with(Function<RunningContexts, T> work) {
                    return work.apply(shipped.getObject());
                }
            };
        }

        @Bean
        PlannedRecords planned(FakeLedger ledger) {
            return ledger.planned();
        }

        @Bean
        TenantProfiles tenants() {
            return name -> new TenantProfile(name, null, "US", ZoneOffset.UTC, Dispositions.none());
        }

        @Bean
        Rejections rejections(FakeLedger ledger) {
            return ledger.rejections();
        }

        @Bean(destroyMethod = "stop")
        CamelContext camel(FakeLedger ledger, BodyIntake intake, RoutesBuilder route) throws Exception {
            DefaultCamelContext context = new DefaultCamelContext();
            context.getRegistry().bind("intake", ledger);
            context.getRegistry().bind("bodies", intake);
            context.addRoutes(route);
            context.start();
            return context;
        }

        @Bean(destroyMethod = "close")
        Workbench workbench() {
            StandardEnvironment settings = new StandardEnvironment();
            ConfigDataEnvironmentPostProcessor.applyTo(settings);
            return new Workbench(settings);
        }

        @Bean
        Checker checker(Workbench workbench) {
            return workbench.checker();
        }

        @Bean
        SnapshotReader snapshotReader() {
            return new SnapshotReader(Path.of("routes"), Path.of("config"));
        }

        @Bean
        LiveRoutes liveRoutes(CamelContext context) {
            return () -> context;
        }
    }

    /** Posts a record as soon as the port is open. */
    private static final class FirstCaller implements ApplicationListener<WebServerInitializedEvent> {

        private final CompletableFuture<Answer> answer = new CompletableFuture<>();

        @Override
        public void onApplicationEvent(WebServerInitializedEvent opened) {
            int port = opened.getWebServer().getPort();
            String body = "{\"interactionId\":\"first\",\"type\":\"voice\"}";
            String request = "POST /api/v1/activities HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
            try {
                answer.complete(Wire.exchange(port, request.getBytes(StandardCharsets.ISO_8859_1)));
            } catch (IOException e) {
                answer.completeExceptionally(e);
            }
        }
    }
}
