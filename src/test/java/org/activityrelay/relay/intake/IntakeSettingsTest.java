package org.activityrelay.relay.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

class IntakeSettingsTest {

    @Test
    void haveTheirDefaultsInTheApplicationsOwnFile() throws Exception {
        assertThat(bind(Map.of())).isEqualTo(TestIntake.SETTINGS);
    }

    @Test
    void readTenants() throws Exception {
        IntakeSettings settings = bind(Map.of(
                "relay.intake.tenant", "acme",
                "relay.intake.tenants.acme.recording-base-url", "https://acme.example.com",
                "relay.intake.tenants.acme.default-region", "DE",
                "relay.intake.tenants.acme.time-zone", "Europe/Berlin"));

        assertThat(settings.tenant()).isEqualTo("acme");
        assertThat(settings.tenants().get("acme").recordingBaseUrl()).hasToString("https://acme.example.com");
        assertThat(settings.tenants().get("acme").defaultRegion()).isEqualTo("DE");
        assertThat(settings.tenants().get("acme").timeZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    }

    @Test
    void leaveTheDoorsTheirOwn() throws Exception {
        assertThat(bind(Map.of("relay.intake.files.enabled", "true", "relay.intake.http.wait", "8s")))
                .isEqualTo(TestIntake.SETTINGS);
    }

    @Test
    void sayWhichSettingIsWrong() {
        assertThatThrownBy(() -> bind(Map.of("relay.intake.max-depth", "0")))
                .rootCause()
                .hasMessage("relay.intake.max-depth is 0: write a number from 1 to 2147483647");
        assertThatThrownBy(() -> bind(Map.of("relay.intake.tenant", " ")))
                .rootCause()
                .hasMessage("relay.intake.tenant is empty: write a name such as default");
    }

    private static IntakeSettings bind(Map<String, Object> site) throws Exception {
        StandardEnvironment environment = new StandardEnvironment();
        environment.setConversionService(new ApplicationConversionService());
        environment.getPropertySources().addFirst(new MapPropertySource("site", site));
        new YamlPropertySourceLoader()
                .load("defaults", new ClassPathResource("application.yaml"))
                .forEach(environment.getPropertySources()::addLast);
        return Binder.get(environment)
                .bind("relay.intake", IntakeSettings.class)
                .get();
    }
}
