package org.activityrelay.relay.intake;

import java.net.URI;
import java.time.ZoneId;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * What every door has in common. The doors' own settings are below {@code relay.intake.files}, {@code .queue} and
 * {@code .http}.
 *
 * @param tenant whose records they are when the door does not say
 * @param maxRecordSize longest record, in bytes
 * @param maxDepth deepest nesting of a record
 * @param maxStringLength longest text in a record, in characters
 * @param maxNumberLength longest number in a record, in digits
 * @param maxNameLength longest name of a field, in characters
 * @param maxBatch most records in one body
 * @param maxInFlight how many records of one body wait for the ledger at a time
 * @param tenants what is known of tenants, by name
 */
@ConfigurationProperties("relay.intake")
public record IntakeSettings(
        String tenant,
        DataSize maxRecordSize,
        int maxDepth,
        int maxStringLength,
        int maxNumberLength,
        int maxNameLength,
        int maxBatch,
        int maxInFlight,
        Map<String, Tenant> tenants) {

    public IntakeSettings {
        if (tenant == null || tenant.isBlank()) {
            throw new IllegalArgumentException("relay.intake.tenant is empty: write a name such as default");
        }
        positive("max-record-size", maxRecordSize.toBytes());
        positive("max-depth", maxDepth);
        positive("max-string-length", maxStringLength);
        positive("max-number-length", maxNumberLength);
        positive("max-name-length", maxNameLength);
        positive("max-batch", maxBatch);
        positive("max-in-flight", maxInFlight);
        tenants = tenants == null ? Map.of() : Map.copyOf(tenants);
    }

    /**
     * One tenant; everything may be null.
     *
     * @param recordingBaseUrl makes relative recording and playback URLs absolute
     * @param defaultRegion two letters, for phone numbers without a country code
     * @param timeZone of times that were sent without one
     */
    public record Tenant(URI recordingBaseUrl, String defaultRegion, ZoneId timeZone) {}

    private static void positive(String key, long value) {
        if (value < 1 || value > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "relay.intake." + key + " is " + value + ": write a number from 1 to " + Integer.MAX_VALUE);
        }
    }
}
