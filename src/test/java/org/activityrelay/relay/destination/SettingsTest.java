package org.activityrelay.relay.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.activityrelay.relay.configuration.InvalidSettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.PropertiesPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.FileSystemResource;

class SettingsTest {

    /** The shipped defaults, with these environment variables. */
    private static DestinationsSettings settings(String... variables) {
        Map<String, Object> environment = new HashMap<>();
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        YamlPropertiesFactoryBean defaults = new YamlPropertiesFactoryBean();
        defaults.setResources(new FileSystemResource("src/main/resources/application.yaml"));
        StandardEnvironment sources = new StandardEnvironment();
        sources.getPropertySources()
                .replace("systemEnvironment", new SystemEnvironmentPropertySource("systemEnvironment", environment));
        sources.getPropertySources().addLast(new PropertiesPropertySource("defaults", defaults.getObject()));
        return Binder.get(sources).bind("relay", DestinationsSettings.class).get();
    }

    @Test
    void onlyTheDatabaseIsLiveByDefault() {
        assertThat(settings().of("database").isLive()).isTrue();
        assertThat(settings().of("email").isLive()).isFalse();
        assertThat(settings().of("crm").isLive()).isFalse();
        assertThat(settings().of("somebody-elses").isLive()).isFalse();
        assertThatCode(() -> new LiveDestinations(settings()).check()).doesNotThrowAnyException();
    }

    @Test
    void aLiveWebhookNeedsAnAddressAndASecret() {
        assertThatThrownBy(() -> new LiveDestinations(settings("RELAY_DESTINATION_WEBHOOK_MODE", "live")).check())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("relay.destination.webhook.url")
                .hasMessageContaining("relay.destination.webhook.signature.secrets")
                .hasMessageContaining("RELAY_DESTINATION_WEBHOOK_SIGNATURE_SECRETS");
    }

    @ParameterizedTest
    @CsvSource({
        "plain-text-of-some-length",
        "whsec_",
        "whsec_not*base64*not*base64*not*base64*",
        "whsec_dG9vIHNob3J0",
        "'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=,'whatever"
    })
    void aSecretThatIsNoneIsRefusedAndNotRepeated(String secrets) {
        assertThatThrownBy(() -> new LiveDestinations(settings(
                                "RELAY_DESTINATION_WEBHOOK_MODE", "live",
                                "RELAY_DESTINATION_WEBHOOK_URL", "https://hooks.example.com/1",
                                "RELAY_DESTINATION_WEBHOOK_SIGNATURE_SECRETS", secrets))
                        .check())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("relay.destination.webhook.signature.secrets")
                .hasMessageContaining("24 to 64 random bytes")
                .message()
                .doesNotContain("plain-text", "whatever", "dG9v", "not*base64");
    }

    @ParameterizedTest
    @CsvSource({
        "https://hooks.example.com/1, false, true",
        "http://localhost:9000/1, false, true",
        "http://hooks.example.com/1, false, false",
        "http://hooks.example.com/1, true, true"
    })
    void aLiveWebhookGoesOverTheNetworkInClearOnlyIfSomebodySaysSo(String url, String plain, boolean fine) {
        LiveDestinations live = new LiveDestinations(settings(
                "RELAY_DESTINATION_WEBHOOK_MODE",
                "live",
                "RELAY_DESTINATION_WEBHOOK_URL",
                url,
                "RELAY_DESTINATION_WEBHOOK_ALLOWPLAINHTTP",
                plain,
                "RELAY_DESTINATION_WEBHOOK_SIGNATURE_SECRETS",
                "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="));

        if (fine) {
            assertThatCode(live::check).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(live::check)
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("relay.destination.webhook.url")
                    .hasMessageContaining("in clear");
        }
    }

    @Test
    void aLiveQueueMayHaveSeveralBrokers() {
        assertThatCode(() -> new LiveDestinations(settings(
                                "RELAY_DESTINATION_QUEUE_MODE", "live",
                                "RELAY_DESTINATION_QUEUE_URL", "(tcp://a.example.com:61616,tcp://b.example.com:61616)"))
                        .check())
                .doesNotThrowAnyException();
    }

    @Test
    void environmentVariablesReachEverySecret() {
        DestinationsSettings settings = settings(
                "RELAY_DESTINATION_CRM_AUTH_TYPE", "oauth2",
                "RELAY_DESTINATION_CRM_AUTH_CLIENTSECRET", "s-1",
                "RELAY_DESTINATION_CRM_AUTH_CLIENTID", "id",
                "RELAY_DESTINATION_CRM_MODE", "live",
                "RELAY_DESTINATION_EMAIL_SMTP_PASSWORD", "p-1",
                "RELAY_DESTINATION_DATABASE_PASSWORD", "d-1",
                "RELAY_DESTINATION_SALESFORCE_URL", "https://sf.example.com");

        assertThat(settings.of("crm").auth().clientSecret()).isEqualTo("s-1");
        assertThat(settings.of("crm").auth().type()).isEqualTo(DestinationSettings.Auth.Type.OAUTH2);
        assertThat(settings.of("crm").isLive()).isTrue();
        assertThat(settings.of("email").smtp().password()).isEqualTo("p-1");
        assertThat(settings.of("database").password()).isEqualTo("d-1");
        assertThat(settings.of("salesforce").url()).isEqualTo("https://sf.example.com");
        assertThat(settings.of("salesforce").timeout().answer()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void oneTimeoutOfADestinationLeavesTheOthersAsTheyAre() {
        DestinationsSettings settings = settings("RELAY_DESTINATION_CRM_TIMEOUT_ANSWER", "5s");

        assertThat(settings.of("crm").timeout().answer()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.of("crm").timeout().connect()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aLiveDestinationWithoutItsSecretsNamesThemAll() {
        DestinationsSettings settings = settings(
                "RELAY_DESTINATION_CRM_MODE", "live",
                "RELAY_DESTINATION_CRM_AUTH_TYPE", "oauth2",
                "RELAY_DESTINATION_CRM_AUTH_CLIENTID", "id");

        assertThatThrownBy(() -> new LiveDestinations(settings).check())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("destination crm is live")
                .hasMessageContaining("RELAY_DESTINATION_CRM_URL, RELAY_DESTINATION_CRM_AUTH_TOKENURL, "
                        + "RELAY_DESTINATION_CRM_AUTH_CLIENTSECRET")
                .hasMessageContaining("relay.destination.crm.mode to dry-run");
    }

    @Test
    void aLiveMailDestinationNeedsServerSenderAndPassword() {
        assertThatThrownBy(() -> new LiveDestinations(settings("RELAY_DESTINATION_EMAIL_MODE", "live")).check())
                .hasMessageContaining("RELAY_DESTINATION_EMAIL_SMTP_HOST, RELAY_DESTINATION_EMAIL_FROM");
        assertThatThrownBy(() -> new LiveDestinations(settings(
                                "RELAY_DESTINATION_EMAIL_MODE", "live",
                                "RELAY_DESTINATION_EMAIL_SMTP_HOST", "smtp.example.com",
                                "RELAY_DESTINATION_EMAIL_SMTP_USERNAME", "relay",
                                "RELAY_DESTINATION_EMAIL_FROM", "Relay <relay@example.com>"))
                        .check())
                .hasMessageContaining("set RELAY_DESTINATION_EMAIL_SMTP_PASSWORD in the environment");
    }

    @Test
    void aPasswordInClearIsRefused() {
        assertThatThrownBy(() -> new LiveDestinations(settings(
                                "RELAY_DESTINATION_EMAIL_MODE", "live",
                                "RELAY_DESTINATION_EMAIL_SMTP_HOST", "smtp.example.com",
                                "RELAY_DESTINATION_EMAIL_SMTP_USERNAME", "relay",
                                "RELAY_DESTINATION_EMAIL_SMTP_PASSWORD", "p-1",
                                "RELAY_DESTINATION_EMAIL_SMTP_SECURITY", "none",
                                "RELAY_DESTINATION_EMAIL_FROM", "relay@example.com"))
                        .check())
                .hasMessageContaining("in clear");
    }

    private static String[] crm(String... more) {
        List<String> variables = new ArrayList<>(List.of(
                "RELAY_DESTINATION_CRM_MODE", "live",
                "RELAY_DESTINATION_CRM_URL", "https://crm.example.com/activities",
                "RELAY_DESTINATION_CRM_AUTH_TYPE", "oauth2",
                "RELAY_DESTINATION_CRM_AUTH_TOKENURL", "https://login.example.com/token",
                "RELAY_DESTINATION_CRM_AUTH_CLIENTID", "id",
                "RELAY_DESTINATION_CRM_AUTH_CLIENTSECRET", "s-1"));
        variables.addAll(List.of(more));
        return variables.toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource({
        "URL, http://crm.example.com/activities, url",
        "URL, HTTP://crm.example.com, url",
        "URL, http://localhost.example.com/, url",
        "URL, http://127.0.0.1.example.com/, url",
        "URL, http://127.0.0.1@crm.example.com/, url",
        "URL, http://crm_internal:8080/, url",
        "AUTH_TOKENURL, http://login.example.com/token, auth.token-url",
        "AUTH_ORIGINS, http://files.example.com, auth.origins",
    })
    void credentialsInClearAreRefused(String variable, String address, String setting) {
        String[] clear = crm("RELAY_DESTINATION_CRM_" + variable, address);

        assertThatThrownBy(() -> new LiveDestinations(settings(clear)).check())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("relay.destination.crm." + setting + ": ")
                .hasMessageContaining("in clear")
                .hasMessageContaining("write https://")
                .hasMessageContaining("relay.destination.crm.allow-plain-http to true");
    }

    @ParameterizedTest
    @CsvSource({
        "RELAY_DESTINATION_CRM_URL, https://crm.example.com/a, RELAY_DESTINATION_CRM_MODE, live",
        "RELAY_DESTINATION_CRM_URL, http://localhost:8089/a, RELAY_DESTINATION_CRM_MODE, live",
        "RELAY_DESTINATION_CRM_URL, http://127.0.0.1/a, RELAY_DESTINATION_CRM_AUTH_TOKENURL, http://[::1]:9/token",
        "RELAY_DESTINATION_CRM_URL, http://crm.example.com/a, RELAY_DESTINATION_CRM_MODE, dry-run",
        "RELAY_DESTINATION_CRM_URL, http://crm.example.com/a, RELAY_DESTINATION_CRM_AUTH_TYPE, none",
        "RELAY_DESTINATION_CRM_URL, http://crm.example.com/a, RELAY_DESTINATION_CRM_ALLOWPLAINHTTP, true",
    })
    void credentialsMayStayOnThisMachineOrBeAllowedInClear(
            String variable, String value, String another, String anotherValue) {
        String[] variables = crm(variable, value, another, anotherValue);

        assertThatCode(() -> new LiveDestinations(settings(variables)).check()).doesNotThrowAnyException();
    }

    /** Named after "an unresolvable placeholder becomes the literal password". */
    @Test
    void aPlaceholderWithoutAValueNeverBecomesThePassword() {
        DestinationsSettings settings = settings(
                "RELAY_DESTINATION_DATABASE_URL", "jdbc:postgresql://localhost/x",
                "RELAY_DESTINATION_DATABASE_PASSWORD", "${NOT_SET_ANYWHERE}");

        assertThatThrownBy(() -> new LiveDestinations(settings).check())
                .hasMessageContaining("relay.destination.database.password")
                .hasMessageContaining("set NOT_SET_ANYWHERE");
    }

    /** Named after "period=five becomes 0": a value that cannot be read stops the start. */
    @Test
    void aValueThatCannotBeReadIsRefused() {
        for (String[] wrong : new String[][] {
            {"RELAY_DESTINATION_CRM_TIMEOUT_ANSWER", "five"},
            {"RELAY_DESTINATION_CRM_MODE", "lvie"},
            {"RELAY_DESTINATION_CRM_AUTH_TYPE", "oauth3"},
            {"RELAY_DESTINATION_EMAIL_SMTP_PORT", "smtp"},
            {"RELAY_DESTINATION_DATABASE_CONNECTIONS", "many"},
            {"RELAY_DESTINATIONDEFAULT_TIMEZONE", "Mars/Base"},
        }) {
            assertThatThrownBy(() -> settings(wrong)).as(wrong[0]).hasStackTraceContaining(wrong[1]);
        }
        assertThatThrownBy(() -> new LiveDestinations(settings(
                                "RELAY_DESTINATION_CRM_MODE", "live",
                                "RELAY_DESTINATION_CRM_URL", "https://crm.example.com/a",
                                "RELAY_DESTINATION_CRM_AUTH_TYPE", "bearer",
                                "RELAY_DESTINATION_CRM_AUTH_TOKEN", "t-1",
                                "RELAY_DESTINATION_CRM_AUTH_ORIGINS", "https://crm.example.com/path"))
                        .check())
                .hasMessageContaining("is no origin");
    }

    @Test
    void settingsNeverShowASecret() {
        DestinationsSettings settings = settings(
                "RELAY_DESTINATION_CRM_AUTH_TOKEN", "t-123456",
                "RELAY_DESTINATION_CRM_AUTH_TYPE", "bearer",
                "RELAY_DESTINATION_EMAIL_SMTP_PASSWORD", "p-123456");

        assertThat(settings.toString()).doesNotContain("t-123456", "p-123456");
        assertThat(settings.of("crm").auth().toString()).doesNotContain("t-123456");
        assertThat(settings.of("email").smtp().toString()).doesNotContain("p-123456");
    }

    @Test
    void secretsAreMaskedWhereverTheyAppear() {
        Secrets secrets = new Secrets(settings(
                "RELAY_DESTINATION_CRM_AUTH_TOKEN",
                "configured-token",
                "RELAY_DESTINATION_DATABASE_PASSWORD",
                "d$1\\x"));

        assertThat(secrets.mask("a configured-token b d$1\\x c")).isEqualTo("a *** b *** c");
        assertThat(secrets.mask("{\"access_token\": \"ab\\\"c\", \"id\": 1}"))
                .isEqualTo("{\"access_token\": ***, \"id\": 1}");
        assertThat(secrets.mask("client_secret=abc&grant_type=x")).isEqualTo("client_secret=***&grant_type=x");
        assertThat(secrets.mask("Authorization: Bearer abc.def-ghi")).doesNotContain("abc.def-ghi");
        assertThat(secrets.mask("https://user:pass@crm.example.com/x")).isEqualTo("https://***crm.example.com/x");
        assertThat(secrets.mask(null)).isNull();
        assertThat(secrets.maskHeader("Authorization", "Basic abc")).isEqualTo("Basic ***");
        assertThat(secrets.maskHeader("x-API-key", "abc")).isEqualTo("***");
        assertThat(secrets.maskHeader("Content-Type", "text/plain")).isEqualTo("text/plain");
    }
}
