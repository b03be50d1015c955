package org.activityrelay.relay.destination;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.activityrelay.relay.delivery.Masking;

/** Hides secrets in whatever is recorded, stored or shown of a request or an answer. */
public final class Secrets {

    /** What is shown instead of a secret. */
    public static final String MASK = "***";

    private static final Pattern HEADER = Pattern.compile(
            "(?i)authorization|proxy-authorization|cookie|set-cookie|.*(api|auth|access|subscription).?(key|token).*"
                    + "|.*(secret|password|token).*|x-.*signature.*");

    private final List<String> literals;

    public Secrets(DestinationsSettings settings) {
        literals = settings.destination().values().stream()
                .flatMap(Secrets::of)
                .filter(Objects::nonNull)
                .filter(secret -> secret.length() > 3)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    private static Stream<String> of(DestinationSettings destination) {
        DestinationSettings.Auth auth = destination.auth();
        Stream<String> signing =
                destination.signature() == null ? Stream.empty() : destination.signature().secrets().stream();
        Stream<String> others = Stream.of(
                auth.token(),
                auth.password(),
                auth.clientSecret(),
                auth.privateKey(),
                destination.password(),
                destination.smtp() == null ? null : destination.smtp().password());
        return Stream.concat(signing, others);
    }

    /** The text without configured secrets, and without what looks like one; null stays null. */
    public String mask(String text) {
        return text == null ? null : Masking.mask(hide(text));
    }

    /** The text without configured secrets only; null stays null. */
    public String hide(String text) {
        if (text == null) {
            return null;
        }
        String masked = text;
        for (String literal : literals) {
            masked = masked.replace(literal, MASK);
        }
        return masked;
    }

    /** A header's value as it may be shown. */
    public String maskHeader(String name, String value) {
        if (!HEADER.matcher(name.toLowerCase(Locale.ROOT)).matches()) {
            return mask(value);
        }
        int space = value.indexOf(' ');
        boolean hasScheme = space > 0 && name.toLowerCase(Locale.ROOT).endsWith("authorization");
        return hasScheme ? value.substring(0, space) + " " + MASK : MASK;
    }
}
