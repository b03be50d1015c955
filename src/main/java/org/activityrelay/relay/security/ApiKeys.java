package org.activityrelay.relay.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The configured API keys. Only hashes are configured. A key is 256 random bits, so that guessing is hopeless and a fast
 * hash is enough: the slow hashes for passwords protect what people choose, and would cost more here than a record does.
 */
public final class ApiKeys {

    private static final String ALGORITHM = "sha256:";
    private static final Pattern HASH = Pattern.compile(ALGORITHM + "[0-9a-f]{64}");
    // Letters and digits only, so that an environment variable can name the key.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]{1,40}");
    private static final int LONGEST = 200;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final List<Known> known = new ArrayList<>();

    /** Throws {@link MisconfiguredException} naming the first setting that is wrong. */
    public ApiKeys(Map<String, SecuritySettings.Key> keys) {
        keys.forEach(this::add);
    }

    /** Whether no key is configured. */
    public boolean isEmpty() {
        return known.isEmpty();
    }

    /** Whom a presented key belongs to. Takes the same time whether and where it is found. */
    Optional<Caller> find(String presented) {
        if (presented.length() > LONGEST) {
            return Optional.empty();
        }
        return holder(sha256(presented));
    }

    /** Whom the key with that hash belongs to, as long as it is configured. */
    Optional<Caller> holder(byte[] hash) {
        Caller found = null;
        for (Known key : known) {
            found = MessageDigest.isEqual(key.hash, hash) ? key.caller : found;
        }
        return Optional.ofNullable(found);
    }

    /**
     * Makes a new key.
     *
     * @param name letters and digits, at most 40; throws IllegalArgumentException otherwise
     */
    public static NewKey generate(Role role, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("The name of a key is 1 to 40 letters and digits");
        }
        byte[] secret = new byte[32];
        RANDOM.nextBytes(secret);
        String key = "relay_" + role.word() + "_"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        return new NewKey(name, role, key, ALGORITHM + HexFormat.of().formatHex(sha256(key)));
    }

    private void add(String name, SecuritySettings.Key key) {
        String setting = "relay.security.keys." + name;
        require(NAME.matcher(name).matches(), setting, "the name of a key is 1 to 40 letters and digits");
        require(key.role() != null, setting + ".role", "a key needs a role: publish, ingest, operator or admin");
        require(isHash(key.hash()), setting + ".hash", "a key needs the hash that 'relay key new' printed");
        Caller caller = new Caller(name, key.role(), blankToNull(key.tenant()));
        known.add(new Known(digest(key.hash()), caller));
        if (blankToNull(key.nextHash()) != null) {
            require(isHash(key.nextHash()), setting + ".next-hash", "it is no hash that 'relay key new' printed");
            known.add(new Known(digest(key.nextHash()), caller));
        }
    }

    /** Never shows the value: it may be the key itself, put where its hash belongs. */
    private static void require(boolean right, String setting, String wrong) {
        if (!right) {
            throw new MisconfiguredException(
                    "The setting " + setting + " is not usable: " + wrong + ".",
                    "Make a key with 'relay key new --role <publish|ingest|operator|admin> --name <name>' and copy the lines it"
                            + " prints.");
        }
    }

    private static boolean isHash(String text) {
        return text != null
                && HASH.matcher(text.strip().toLowerCase(Locale.ROOT)).matches();
    }

    private static byte[] digest(String hash) {
        return HexFormat.of().parseHex(hash.strip().toLowerCase(Locale.ROOT).substring(ALGORITHM.length()));
    }

    private static String blankToNull(String text) {
        return text == null || text.isBlank() ? null : text;
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private record Known(byte[] hash, Caller caller) {}

    /**
     * A key that was just made.
     *
     * @param key the secret, for the sender; stored nowhere
     * @param hash what the service is told
     */
    public record NewKey(String name, Role role, String key, String hash) {

        /** The lines for {@code config/application.yaml}. */
        public String yaml() {
            return """
                    relay:
                      security:
                        keys:
                          %s:
                            role: %s
                            hash: "%s"
                    """.formatted(name, role.word(), hash);
        }

        /** The same as environment variables. */
        public String environment() {
            String prefix = "RELAY_SECURITY_KEYS_" + name.toUpperCase(Locale.ROOT);
            return prefix + "_ROLE=" + role.word() + "\n" + prefix + "_HASH=" + hash + "\n";
        }

        /** Without the secret. */
        @Override
        public String toString() {
            return "NewKey[" + name + ", " + role + "]";
        }
    }
}
