package org.activityrelay.relay.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.activityrelay.relay.activity.DispositionClass;
import org.activityrelay.relay.activity.Dispositions;
import org.activityrelay.relay.activity.TenantProfile;
import org.junit.jupiter.api.Test;

class ConfiguredTenantsTest {

    private static final IntakeSettings SETTINGS = TestIntake.withTenants(Map.of(
            "acme",
            new IntakeSettings.Tenant(URI.create("https://acme.example.com"), "de", ZoneId.of("Europe/Berlin")),
            "plain",
            new IntakeSettings.Tenant(null, " ", null)));

    private final AtomicReference<Dispositions> current = new AtomicReference<>(Dispositions.none());
    private final ConfiguredTenants tenants = new ConfiguredTenants(SETTINGS, current::get);

    @Test
    void haveWhatIsConfigured() {
        TenantProfile acme = tenants.of("acme");

        assertThat(acme.recordingBaseUrl()).hasToString("https://acme.example.com");
        assertThat(acme.defaultRegion()).isEqualTo("DE");
        assertThat(acme.timeZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    }

    @Test
    void haveNothingWhereNothingIsConfigured() {
        for (String name : new String[] {"plain", "unheard-of"}) {
            TenantProfile tenant = tenants.of(name);

            assertThat(tenant.name()).isEqualTo(name);
            assertThat(tenant.recordingBaseUrl()).isNull();
            assertThat(tenant.defaultRegion()).isNull();
            assertThat(tenant.timeZone()).isEqualTo(ZoneOffset.UTC);
        }
    }

    @Test
    void followTheDispositionsOfTheRunningConfiguration() {
        assertThat(tenants.of("acme").dispositions().classOf("Sold")).isEqualTo(DispositionClass.UNKNOWN);

        current.set(Dispositions.parse("""
                SUCCESS: [{name: Sold}]
                tenants: {acme: {SPAM: [{name: Sold}]}}
                """.getBytes(StandardCharsets.UTF_8)));

        assertThat(tenants.of("acme").dispositions().classOf("Sold")).isEqualTo(DispositionClass.SPAM);
        assertThat(tenants.of("plain").dispositions().classOf("Sold")).isEqualTo(DispositionClass.SUCCESS);
        assertThat(tenants.of("unheard-of").dispositions().classOf("Sold")).isEqualTo(DispositionClass.SUCCESS);
    }

    @Test
    void areCheckedAtStart() {
        IntakeSettings wrong = TestIntake.withTenants(
                Map.of("acme", new IntakeSettings.Tenant(URI.create("acme.example.com"), null, null)));

        assertThatThrownBy(() -> new ConfiguredTenants(wrong, current::get))
                .hasMessageStartingWith("recording-base-url of tenant 'acme' is 'acme.example.com'");
    }
}
