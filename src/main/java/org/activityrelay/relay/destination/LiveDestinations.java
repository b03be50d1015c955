package org.activityrelay.relay.destination;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.activityrelay.relay.configuration.InvalidSettingException;
import org.activityrelay.relay.destination.DestinationSettings.Auth;
import org.activityrelay.relay.destination.DestinationSettings.Smtp;

/**
 * Checks what live destinations cannot work without. Those in dry-run need none of it: their secrets may come later.
 */
public final class LiveDestinations {

    private static final Pattern ORIGIN = Pattern.compile("https?://[^/?#@]+");
    private static final Pattern PLAIN_HTTP = Pattern.compile("\\s*http:", Pattern.CASE_INSENSITIVE);
    private static final Pattern LOOPBACK = Pattern.compile(
            "\\s*http://(?:localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1])(?::\\d+)?(?:[/?#]|$)", Pattern.CASE_INSENSITIVE);
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]+)}");

    private final DestinationsSettings settings;

    LiveDestinations(DestinationsSettings settings) {
        this.settings = settings;
    }

    /** @throws InvalidSettingException naming every setting of the first destination that lacks any */
    void check() {
        settings.destination().keySet().stream().sorted().forEach(this::check);
    }

    /** What {@link #check()} would refuse, for each destination that lacks any. */
    public static List<InvalidSettingException> mistakes(DestinationsSettings settings) {
        LiveDestinations destinations = new LiveDestinations(settings);
        List<InvalidSettingException> mistakes = new ArrayList<>();
        settings.destination().keySet().stream().sorted().forEach(name -> {
            try {
                destinations.check(name);
            } catch (InvalidSettingException mistake) {
                mistakes.add(mistake);
            }
        });
        return mistakes;
    }

    /**
     * Settings without which a destination could not be live, whatever its mode; their names, in full.
     *
     * @throws InvalidSettingException when one is there and cannot be used
     */
    public static List<String> missing(DestinationsSettings settings, String name) {
        return missing(name, settings.of(name));
    }

    /** The environment variables of settings, in their order, as one text. */
    public static String variables(List<String> keys) {
        return String.join(
                ", ",
                keys.stream()
                        .map(key -> key.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT))
                        .toList());
    }

    private void check(String name) {
        DestinationSettings destination = settings.of(name);
        if (!destination.isLive()) {
            return;
        }
        List<String> missing = missing(name, destination);
        if (!missing.isEmpty()) {
            throw new InvalidSettingException(
                    missing.get(0),
                    "destination " + name + " is live, and this is not set" + others(missing),
                    "set " + variables(missing) + " in the environment (or the same in config/application.yaml), or "
                            + "relay.destination." + name + ".mode to dry-run");
        }
    }

    private static List<String> missing(String name, DestinationSettings destination) {
        List<String> missing = new ArrayList<>();
        String prefix = "relay.destination." + name + ".";
        resolved(prefix, destination);
        if (isPlaceholder(host(destination.url()))) {
            missing.add(prefix + "url");
        }
        auth(prefix + "auth.", destination.auth(), missing);
        destination.auth().origins().forEach(origin -> origin(prefix + "auth.origins", origin));
        encrypted(prefix, destination);
        if (destination.signature() != null) {
            signature(prefix, destination, missing);
        }
        if (destination.smtp() != null) {
            mail(prefix, destination, missing);
        }
        return missing;
    }

    /** Spring leaves a placeholder that has no value as it is: it would become the literal password. */
    private static void resolved(String prefix, DestinationSettings destination) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("url", destination.url());
        values.put("username", destination.username());
        values.put("password", destination.password());
        values.put("from", destination.from());
        Auth auth = destination.auth();
        values.put("auth.token", auth.token());
        values.put("auth.username", auth.username());
        values.put("auth.password", auth.password());
        values.put("auth.client-id", auth.clientId());
        values.put("auth.client-secret", auth.clientSecret());
        values.put("auth.scope", auth.scope());
        values.put("auth.private-key", auth.privateKey());
        if (destination.signature() != null) {
            values.put(
                    "signature.secrets",
                    String.join(",", destination.signature().secrets()));
        }
        if (destination.smtp() != null) {
            values.put("smtp.host", destination.smtp().host());
            values.put("smtp.username", destination.smtp().username());
            values.put("smtp.password", destination.smtp().password());
        }
        destination.headers().forEach((name, value) -> values.put("headers." + name, value));
        values.forEach((key, value) -> {
            Matcher placeholder = PLACEHOLDER.matcher(String.valueOf(value));
            if (placeholder.find()) {
                throw new InvalidSettingException(
                        prefix + key,
                        "the placeholder " + placeholder.group() + " in it has no value",
                        "set " + placeholder.group(1) + ", or " + prefix + "mode to dry-run");
            }
        });
    }

    private static void auth(String prefix, Auth auth, List<String> missing) {
        switch (auth.type()) {
            case NONE -> {}
            case BEARER -> require(auth.token(), prefix + "token", missing);
            case BASIC -> {
                require(auth.username(), prefix + "username", missing);
                require(auth.password(), prefix + "password", missing);
            }
            case OAUTH2 -> {
                require(auth.tokenUrl() == null ? null : auth.tokenUrl().toString(), prefix + "token-url", missing);
                require(auth.clientId(), prefix + "client-id", missing);
                require(auth.clientSecret(), prefix + "client-secret", missing);
            }
            case JWT_BEARER -> {
                require(auth.tokenUrl() == null ? null : auth.tokenUrl().toString(), prefix + "token-url", missing);
                require(auth.clientId(), prefix + "client-id", missing);
                require(auth.username(), prefix + "username", missing);
                require(auth.privateKey(), prefix + "private-key", missing);
            }
        }
    }

    private static void origin(String key, String origin) {
        if (!ORIGIN.matcher(origin).matches()) {
            throw new InvalidSettingException(
                    key, "'" + origin + "' is no origin", "write https://host or https://host:port");
        }
    }

    /** Credentials go over TLS, or do not leave this machine, or somebody has said that they may. */
    private static void encrypted(String prefix, DestinationSettings destination) {
        Auth auth = destination.auth();
        if (auth.type() == Auth.Type.NONE || destination.allowsPlainHttp()) {
            return;
        }
        encrypted(prefix, "url", destination.url());
        auth.origins().stream().sorted().forEach(origin -> encrypted(prefix, "auth.origins", origin));
        if (auth.type().fetchesToken() && auth.tokenUrl() != null) {
            encrypted(prefix, "auth.token-url", auth.tokenUrl().toString());
        }
    }

    private static void encrypted(String prefix, String key, String url) {
        if (isOpen(url)) {
            throw new InvalidSettingException(
                    prefix + key,
                    "an address that begins with http:// would carry the credentials over the network in clear",
                    "write https://, or set " + prefix + "allow-plain-http to true if that network may see them");
        }
    }

    /** What is signed is meant for one receiver, and is about persons. */
    private static void signature(String prefix, DestinationSettings destination, List<String> missing) {
        String key = prefix + "signature.secrets";
        if (destination.signature().secrets().isEmpty()) {
            missing.add(key);
        } else if (!destination.signature().isSound()) {
            throw new InvalidSettingException(
                    key,
                    "at least one of them is no secret of Standard Webhooks",
                    "write whsec_ and 24 to 64 random bytes in Base64; several are separated by commas");
        }
        if (!destination.allowsPlainHttp() && isOpen(destination.url())) {
            throw new InvalidSettingException(
                    prefix + "url",
                    "an address that begins with http:// would carry signed records over the network in clear",
                    "write https://, or set " + prefix + "allow-plain-http to true if that network may see them");
        }
    }

    private static void mail(String prefix, DestinationSettings destination, List<String> missing) {
        Smtp smtp = destination.smtp();
        require(isPlaceholder(smtp.host()) ? null : smtp.host(), prefix + "smtp.host", missing);
        String from = destination.from();
        require(isPlaceholder(from) ? null : from, prefix + "from", missing);
        if (smtp.authenticates()) {
            require(smtp.password(), prefix + "smtp.password", missing);
            if (smtp.security() == Smtp.Security.NONE) {
                throw new InvalidSettingException(
                        prefix + "smtp.security",
                        "none would send the password in clear",
                        "set it to auto, starttls or tls, or leave smtp.username empty");
            }
        }
    }

    private static boolean isOpen(String url) {
        return url != null
                && PLAIN_HTTP.matcher(url).lookingAt()
                && !LOOPBACK.matcher(url).lookingAt();
    }

    private static void require(String value, String key, List<String> missing) {
        if (value == null || value.isBlank()) {
            missing.add(key);
        }
    }

    private static String host(String url) {
        try {
            return url == null || url.startsWith("jdbc:")
                    ? null
                    : URI.create(url).getHost();
        } catch (IllegalArgumentException severalBrokers) {
            return null;
        }
    }

    /** The shipped values end in {@code .invalid}, which no name server ever answers (RFC 2606). */
    private static boolean isPlaceholder(String host) {
        return host != null
                && host.replace(">", "").strip().toLowerCase(Locale.ROOT).endsWith(".invalid");
    }

    private static String others(List<String> missing) {
        return missing.size() == 1 ? "" : " (nor " + String.join(", ", missing.subList(1, missing.size())) + ")";
    }
}
