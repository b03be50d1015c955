package org.activityrelay.relay.intake.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

class HttpSettingsTest {

    @Test
    void haveTheirDefaultsInTheApplicationsOwnFile() throws Exception {
        assertThat(bind(Map.of()).waiting().max()).isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-pending | 4MB | relay.intake.http.max-pending=4194304B is too small for a single body of"
                        + " max-body=4194304B, which would be answered 503 for ever: raise max-pending to 4296705B or"
                        + " more, or lower max-body",
                "max-body | 48MB | relay.intake.http.max-pending=50331648B is too small for a single body of"
                        + " max-body=50331648B, which would be answered 503 for ever: raise max-pending to 50434049B or"
                        + " more, or lower max-body",
                "max-body | 0B | relay.intake.http.max-body=0B: write a size from 1B to 1024MB",
                "max-body | 2GB | relay.intake.http.max-body=2147483648B: write a size from 1B to 1024MB",
                "timeout | 0s | relay.intake.http.timeout=PT0S: write a time above 0, for example 30s",
                "read-timeout | -1s | relay.intake.http.read-timeout=PT-1S: write a time above 0, for example 30s",
                "waiting.poll | 0s | relay.intake.http.waiting.poll=PT0S: write a time above 0, for example 30s",
                "waiting.senders | -1 | relay.intake.http.waiting.senders=-1: write how many may wait, or 0 for nobody",
            })
    void refuseWhatCannotWork(String key, String value, String message) {
        assertThatThrownBy(() -> bind(Map.of("relay.intake.http." + key, value)))
                .rootCause()
                .hasMessage(message);
    }

    @Test
    void takeWhatIsJustEnough() throws Exception {
        assertThat(bind(Map.of("relay.intake.http.max-pending", "4296705B"))
                        .maxPending()
                        .toBytes())
                .isEqualTo(4296705);
    }

    private static HttpSettings bind(Map<String, Object> site) throws Exception {
        StandardEnvironment environment = new StandardEnvironment();
        environment.setConversionService(new ApplicationConversionService());
        environment.getPropertySources().addFirst(new MapPropertySource("site", site));
        new YamlPropertySourceLoader()
                .load("defaults", new ClassPathResource("application.yaml"))
                .forEach(environment.getPropertySources()::addLast);
        return Binder.get(environment)
                .bind("relay.intake.http", HttpSettings.class)
                .get();
    }
}
