package org.activityrelay.relay.security;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who may call.
 *
 * @param hosts host names, without port, that requests may be addressed to, besides localhost, the loopback addresses and
 *     the address that a connection was made to
 * @param origins origins of web pages that may call, as {@code https://desktop.example.com}
 * @param keys API keys by name; while there is none, only loopback is served, and every caller there is admin
 * @param rate limits
 * @param session how long a login at the console lasts
 */
@ConfigurationProperties("relay.security")
public record SecuritySettings(
        List<String> hosts, List<String> origins, Map<String, Key> keys, Rates rate, Duration session) {

    public SecuritySettings {
        hosts = hosts == null ? List.of() : List.copyOf(hosts);
        origins = origins == null ? List.of() : List.copyOf(origins);
        keys = keys == null ? Map.of() : Map.copyOf(keys);
    }

    /**
     * @param role what the key may do
     * @param hash {@code sha256:} and 64 hexadecimal digits, as {@code relay key new} prints it
     * @param nextHash hash of the key that will replace it; both are valid at once, so that senders change over in peace
     * @param tenant the only tenant the key may write and read, or null for the default one (operators: all)
     */
    public record Key(Role role, String hash, String nextHash, String tenant) {

        /** Says nothing about the hashes: settings are printed in logs. */
        @Override
        public String toString() {
            return "Key[" + role + (tenant == null ? "" : ", " + tenant) + "]";
        }
    }

    /**
     * @param failures wrong keys, by address
     * @param key requests, by key
     * @param address requests, by address, whether or not they carry a key
     */
    public record Rates(Rate failures, Rate key, Rate address) {}

    /**
     * @param requests how many; 0 for no limit
     * @param per in which time
     */
    public record Rate(int requests, Duration per) {

        boolean unlimited() {
            return requests <= 0;
        }
    }
}
