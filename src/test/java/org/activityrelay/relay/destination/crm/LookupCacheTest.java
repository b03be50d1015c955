package org.activityrelay.relay.destination.crm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.activityrelay.relay.destination.crm.LookupCache.Key;
import org.junit.jupiter.api.Test;

class LookupCacheTest {

    private static final Duration AGE = Duration.ofMinutes(5);
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
    private static final List<Linked> PAT = List.of(new Linked("003", "contact", "Pat", "lookup"));

    private Instant now = START;

    private final LookupCache cache = new LookupCache(new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    });

    private static Key key(String destination, String number) {
        return new Key(
                destination, new Contact(Contact.Kind.PHONE, number, number, List.of(number), List.of("contact")));
    }

    @Test
    void keepsWhatWasFoundForABoundedTime() {
        cache.put(key("salesforce", "+1"), PAT);

        now = START.plus(AGE).minusMillis(1);
        assertThat(cache.get(key("salesforce", "+1"), AGE)).isEqualTo(PAT);
        now = START.plus(AGE);
        assertThat(cache.get(key("salesforce", "+1"), AGE)).isNull();
    }

    /** A contact that an agent makes after the call is found by the next revision. */
    @Test
    void keepsNothingThatWasNotFound() {
        cache.put(key("salesforce", "+1"), List.of());

        assertThat(cache.get(key("salesforce", "+1"), AGE)).isNull();
    }

    @Test
    void keepsDestinationsApartAndNotMoreThanSoMany() {
        cache.put(key("salesforce", "+1"), PAT);
        assertThat(cache.get(key("dynamics", "+1"), AGE)).isNull();

        for (int number = 0; number < 10_000; number++) {
            cache.put(key("salesforce", "+2" + number), PAT);
        }

        assertThat(cache.get(key("salesforce", "+1"), AGE)).isNull();
        assertThat(cache.get(key("salesforce", "+29999"), AGE)).isEqualTo(PAT);
    }
}
