package org.activityrelay.relay.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantProfileTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"tenant.example.com", "/msgplayback", "ftp://tenant.example.com", "https:/x", "mailto:a@b.de"})
    void needsAnAbsoluteBase(String base) {
        assertThatThrownBy(() -> new TenantProfile("acme", URI.create(base), null, ZoneOffset.UTC, Dispositions.none()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("recording-base-url of tenant 'acme' is '" + base
                        + "': write an absolute URL such as https://tenant.example.com");
    }

    @Test
    void needsAKnownRegion() {
        assertThatThrownBy(() -> new TenantProfile("acme", null, "Germany", ZoneOffset.UTC, Dispositions.none()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("default-region of tenant 'acme' is 'GERMANY': write a two-letter region such as US or DE");
        assertThat(new TenantProfile("acme", null, "de", ZoneOffset.UTC, Dispositions.none()).defaultRegion())
                .isEqualTo("DE");
    }
}
