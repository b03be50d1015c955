package org.activityrelay.relay.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class SettingsGuardTest {

    private final StandardEnvironment environment = new StandardEnvironment();

    private void guard() {
        GenericApplicationContext application = new GenericApplicationContext();
        application.setEnvironment(environment);
        ConfigurationPropertySources.attach(environment);
        new SettingsGuard().initialize(application);
    }

    private void set(String key) {
        environment.getPropertySources().addFirst(new MapPropertySource("commandLineArgs", Map.of(key, "x")));
    }

    @ParameterizedTest
    @CsvSource({
        "relay.ledger.ulr, relay.ledger.url",
        "relay.delivery.retires, relay.delivery.retry",
        "relay.intake.tenants.acme.time-zon, relay.intake.tenants.acme.time-zone",
        "relay.security.keys.first.rolle, relay.security.keys.first.role",
        "relay.destination-default.timeout.conect, relay.destination-default.timeout.connect",
        "relay.dta, relay.data"
    })
    void stopsAtAnUnknownKeyAndNamesTheNearest(String key, String nearest) {
        set(key);
        RefusedConfigurationException refused = catchThrowableOfType(RefusedConfigurationException.class, this::guard);
        assertThat(refused.findings()).singleElement().satisfies(finding -> assertThat(finding)
                .hasToString("command line: there is no setting " + key + ", write " + nearest + ", or remove it"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "relay.data",
                "relay.routing.time-out",
                "relay.ledger.url",
                "relay.intake.tenants.acme.recording-base-url",
                "relay.intake.max-record-size",
                "relay.intake.maxRecordSize",
                "relay.security.hosts[0]",
                "relay.security.keys.first.hash",
                "relay.security.rate.failures.requests",
                "relay.destination.anything.at.all",
                "relay.intake.queue.properties.brokerURL",
                "site.whatever.you-like",
                "camel.component.jms.client-id",
                "other.relay.thing"
            })
    void letsKnownKeysPass(String key) {
        set(key);
        assertThatCode(this::guard).doesNotThrowAnyException();
    }

    @Test
    void knowsEveryDefaultOfTheProduct() {
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        assertThat(environment.getProperty("relay.ledger.identity")).isEqualTo("interaction");
        assertThatCode(this::guard).doesNotThrowAnyException();
    }

    @Test
    void saysTheLineOfAFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("application.yaml"), "relay:\n  ledger:\n    # mine\n    identy: interaction\n");
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "where", Map.of("spring.config.additional-location", "file:" + folder + "/")));
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        RefusedConfigurationException refused = catchThrowableOfType(RefusedConfigurationException.class, this::guard);
        assertThat(refused).hasMessageStartingWith(file + ":4: there is no setting relay.ledger.identy, write relay.l");
    }

    @Test
    void onlyWarnsAboutVariablesOfOtherPrograms() {
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        Map.of("RELAY_SERVICE_HOST", "10.0.0.1", "RELAY_LEDGER_ULR", "x", "RELAY_LEDGER_URL", "y")));
        assertThatCode(this::guard).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "camel.component.jms.clientt-id, 'write camel.component.jms.client-id, or remove it'",
        "camel.component.kafak.brokers, 'correct the name, or configure the component in the address that a route uses'"
    })
    void stopsAtUnknownOptionsOfComponents(String key, String remedy) {
        set(key);
        RefusedConfigurationException refused = catchThrowableOfType(RefusedConfigurationException.class, this::guard);
        assertThat(refused.findings()).singleElement().satisfies(finding -> assertThat(finding.remedy())
                .isEqualTo(remedy));
    }

    @Test
    void stopsAtOptionsOfAComponentThatIsConfiguredOtherwise() {
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        set("camel.component.jms.client-id");
        assertThat(catchThrowableOfType(RefusedConfigurationException.class, this::guard))
                .hasMessage(
                        "command line: nothing reads camel.component.jms.client-id, remove it: this component is made"
                                + " from settings below relay.");
    }

    @Test
    void printsOneLineForEachMistake() {
        RefusedConfigurationException refused = new RefusedConfigurationException(
                List.of(new Finding("b.yaml", 3, "x", "y"), new Finding("a.yaml", null, "z", "w")));
        FailureAnalysis analysis = new ConfigurationFailureAnalyzer().analyze(refused);
        assertThat(analysis.getDescription())
                .isEqualTo("There are 2 mistakes in the configuration:\n\na.yaml: z, w\nb.yaml:3: x, y");
        FailureAnalysis setting = new InvalidSettingFailureAnalyzer()
                .analyze(new InvalidSettingException("relay.x", "'y' is no mode", "write live"));
        assertThat(setting.getDescription()).isEqualTo("relay.x: 'y' is no mode, write live");
    }
}
