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
 * @param jwt bearer tokens of another issuer, for web pages
 */
@ConfigurationProperties("relay.security")
public record SecuritySettings(
        List<String> hosts, List<String> origins, Map<String, Key> keys, Rates rate, Duration session, Jwt jwt) {

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
     * @param publish requests with one publishable key
     * @param publishAddress requests with a publishable key, by address
     */
    public record Rates(Rate failures, Rate key, Rate address, Rate publish, Rate publishAddress) {}

    /**
     * Whose bearer tokens hand in records. All empty: no tokens are taken.
     *
     * @param issuer exactly what the tokens' {@code iss} says; its metadata is found below it
     * @param audience what the tokens' {@code aud} must hold
     * @param jwkSetUri where the issuer's public keys are; empty: as its metadata says
     * @param agentClaim the claim that names the agent
     * @param scope what the tokens' {@code scope} or {@code scp} must hold; empty: nothing
     * @param tenant the only tenant that tokens may write, or null for the default one
     */
    public record Jwt(
            String issuer, String audience, String jwkSetUri, String agentClaim, String scope, String tenant) {

        boolean configured() {
            return isSet(issuer) || isSet(audience) || isSet(jwkSetUri);
        }

        static boolean isSet(String text) {
            return text != null && !text.isBlank();
        }
    }

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
