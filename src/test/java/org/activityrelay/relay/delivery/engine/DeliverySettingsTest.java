package org.activityrelay.relay.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.activityrelay.relay.delivery.RetrySchedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class DeliverySettingsTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withInitializer(new ConfigDataApplicationContextInitializer())
            .withUserConfiguration(Settings.class);

    @Test
    void shipsWithDefaultsThatFitTogether() {
        application.run(context -> {
            DeliverySettings settings = context.getBean(DeliverySettings.class);
            assertThat(settings.retry()).isEqualTo(RetrySchedule.of("0, 5s, 30s, 5m, 30m, 2h, 5h, 10h, 14h, 20h, 24h"));
            assertThat(settings.retry().waits().stream().reduce(Duration.ZERO, Duration::plus))
                    .isBetween(Duration.ofHours(75), Duration.ofHours(76));
            assertThat(settings.drain()).isEqualTo(Duration.ofSeconds(20));
            assertThat(settings.lease())
                    .isGreaterThanOrEqualTo(settings.attemptTimeout().multipliedBy(2));
        });
    }

    @Test
    void canBeSet() {
        application
                .withPropertyValues("relay.delivery.retry=1s,2s", "relay.delivery.attempt-timeout=10s")
                .run(context -> {
                    DeliverySettings settings = context.getBean(DeliverySettings.class);
                    assertThat(settings.retry()).isEqualTo(RetrySchedule.of("0,1s,2s"));
                    assertThat(settings.attemptTimeout()).isEqualTo(Duration.ofSeconds(10));
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            relay.delivery.attempt-timeout=90s | must be at least twice relay.delivery.attempt-timeout (90.0 s)
            relay.delivery.lease=0s            | relay.delivery.lease must be longer than 0
            relay.delivery.poll=-1s            | relay.delivery.poll must be longer than 0
            relay.delivery.drain=-1s           | relay.delivery.drain is negative
            relay.delivery.retry=0,soon        | 'soon' in the retry schedule '0,soon' is not a duration
            """)
    void refusesWhatCannotWorkAndSaysWhatIsRight(String property, String message) {
        application.withPropertyValues(property).run(context -> assertThat(context.getStartupFailure())
                .rootCause()
                .hasMessageContaining(message));
    }

    @Configuration
    @EnableConfigurationProperties(DeliverySettings.class)
    static class Settings {}
}
