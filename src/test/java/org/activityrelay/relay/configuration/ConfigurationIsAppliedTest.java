package org.activityrelay.relay.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.activityrelay.relay.context.ContextCustomizer;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.Classifier;
import org.activityrelay.relay.delivery.DryRunFiles;
import org.activityrelay.relay.delivery.DryRunStore;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.intake.Intake;
import org.activityrelay.relay.intake.Receipt;
import org.activityrelay.relay.ledger.Accepted;
import org.activityrelay.relay.ledger.ActivityStatus;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

/** The configuration stage inside Spring: what an operator sets reaches the contexts. */
class ConfigurationIsAppliedTest {

    @TempDir
    Path folder;

    private String destination;

    private ConfigurableApplicationContext start(String... settings) throws Exception {
        Path routes = Files.createDirectories(folder.resolve("routes"));
        new Bundle()
                .routing("- to: activity:deliver/{{relay.routing.crm}}")
                .destination(
                        "crm",
                        destination == null
                                ? "file:" + folder + "/{{site.folder}}?fileName=${variable.delivery.deliveryKey}"
                                : destination)
                .snapshot()
                .files()
                .forEach((path, content) -> write(routes.resolveSibling(path), content));
        Map<String, String> all = new LinkedHashMap<>();
        Stream.concat(
                        Stream.of(
                                "server.port=0",
                                "relay.configuration.routes=" + routes,
                                "relay.destination.crm.mode=live",
                                "site.folder=out",
                                "camel.component.http.connections-per-route=7"),
                        Stream.of(settings))
                .forEach(setting -> all.put(
                        setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1)));
        return new SpringApplicationBuilder(Application.class)
                .run(all.entrySet().stream()
                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new));
    }

    private static void write(Path file, byte[] content) {
        try {
            Files.write(file, content);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void opensTheDoorsAndThenThePort() throws Exception {
        try (ConfigurableApplicationContext application = start()) {
            RunningConfiguration running = application.getBean(RunningConfiguration.class);
            assertThat(application.getBean(Application.class).atPortOpen).containsExactly("Started");
            Receipt receipt =
                    running.context().createProducerTemplate().requestBody("direct:java-door", "{}", Receipt.class);
            assertThat(receipt.items()).hasSize(1);
            assertThat(running.plan(Bundle.activity("{}")).deliveries())
                    .singleElement()
                    .satisfies(delivery -> assertThat(delivery.destination()).isEqualTo("crm"));
            Attempt attempt = running.current()
                    .get("crm")
                    .deliver(Bundle.claim("crm", Bundle.activity("{\"interactionId\":\"i-1\"}")));
            assertThat(attempt.outcome()).isInstanceOf(Outcome.Delivered.class);
            assertThat(folder.resolve("out/key-2")).hasContent("i-1");
        }
    }

    @Test
    void configuresComponentsAsTheirStartersDo() throws Exception {
        try (ConfigurableApplicationContext application = start()) {
            CamelContext live = application.getBean(RunningConfiguration.class).context();
            assertThat(live.getComponent("http", HttpComponent.class).getConnectionsPerRoute())
                    .isEqualTo(7);
            assertThat(application.getBean(CamelContext.class).getRoutes()).isEmpty();
        }
    }

    static class JavaDoor extends RouteBuilder {
        @Override
        public void configure() {
            from("direct:java-door").routeId("java-door").to("activity:accept?intake=java");
        }
    }

    @ComponentScan("org.activityrelay.relay.check")
    static class CheckRules {}

    @SpringBootConfiguration
    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    @Import({ConfigurationConfiguration.class, CheckRules.class})
    static class Application {

        final List<String> atPortOpen = new CopyOnWriteArrayList<>();

        @EventListener
        void opened(ServletWebServerInitializedEvent event) {
            CamelContext live = event.getApplicationContext()
                    .getBean(RunningConfiguration.class)
                    .context();
            atPortOpen.add(live.getRouteController().getRouteStatus("java-door").name());
        }

        @Bean
        Intake intake() {
            Accepted stored = new Accepted("a-1", "i-1", 1, ActivityStatus.ROUTED, false);
            return body -> CompletableFuture.completedFuture(new Receipt(false, List.of(new Receipt.Stored(stored))));
        }

        @Bean
        Classifier classifier() {
            return (failure, evidence) -> failure == null
                    ? new Outcome.Delivered(null, null)
                    : new Outcome.Retry(failure.toString(), null, false);
        }

        /** The ledger is a part of readiness. */
        @Bean
        HealthIndicator ledgerHealthIndicator() {
            return () -> Health.up().build();
        }

        @Bean
        MemoryConfigurations configurations() {
            return new MemoryConfigurations();
        }

        @Bean
        DryRunStore dryRunStore() {
            return new DryRunFiles(Path.of("nothing-is-kept"));
        }

        @Bean
        ContextCustomizer answers() {
            return (context, kind) -> context.getManagementStrategy().addEventNotifier(new AnswerCounter());
        }

        @Bean
        JavaDoor javaDoor() {
            return new JavaDoor();
        }
    }

    @Test
    void doesNotStartWhatIsWrongAndSaysWhere() {
        assertThatThrownBy(() -> start("relay.routing.crm=crn"))
                .rootCause()
                .isInstanceOf(RefusedConfigurationException.class)
                .hasMessageContaining("3-routing.camel.yaml:7: there is no destination crn, add");
        assertThatThrownBy(() -> start("relay.destination.crm.mode=alive"))
                .hasRootCauseInstanceOf(InvalidSettingException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "relay.destination.crm.metod=PUT, 'there is no setting relay.destination.crm.metod, write relay.destination.crm.method,'",
        "relay.destination.crn.url=x, 'there is no destination crn to set relay.destination.crn.url, write crm,'"
    })
    void stopsAtSettingsThatNoDestinationReads(String setting, String message) {
        assertThatThrownBy(() -> start(setting))
                .rootCause()
                .isInstanceOf(RefusedConfigurationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void letsARouteAskForSettingsOfItsOwn() throws Exception {
        destination = "file:" + folder + "/{{relay.destination.crm.own-folder}}";
        try (ConfigurableApplicationContext application = start("relay.destination.crm.own-folder=mine")) {
            assertThat(application.getBean(RunningConfiguration.class).current())
                    .containsKey("crm");
        }
    }

    @Test
    void makesNewJavaRoutesForEachConfiguration() throws Exception {
        try (ConfigurableApplicationContext application = start()) {
            RelayContexts contexts = application.getBean(RelayContexts.class);
            Snapshot snapshot =
                    application.getBean(RunningConfiguration.class).contexts().snapshot();
            try (RunningContexts second = contexts.build(snapshot)) {
                assertThat(second.intake().getRoute("java-door")).isNotNull();
            }
            assertThat(application.getBean(RunningConfiguration.class).context().getRoute("java-door"))
                    .isNotNull();
        }
    }
}
