package org.activityrelay.relay.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.activityrelay.relay.activity.Activity;

/** Takes secrets and personal data out of text that is kept for operators. */
public final class Masking {

    /** Longest detail the ledger keeps, in characters. */
    public static final int LIMIT = 2_000;

    private static final String HIDDEN = "***";
    private static final String SECRET_NAME =
            "[\\w.-]*(?:token|secret|passw(?:or)?d|pwd|api[_-]?key|access[_-]?key|private[_-]?key|credentials?|signature"
                    + "|session[_-]?id|assertion|authorization)[\\w.-]*";

    /** In a URL these carry secrets too; in a body they are words of an explanation. */
    private static final String SECRET_PARAMETER = SECRET_NAME + "|auth|sig|sid|key|code|jwt";

    /**
     * What looks like a secret.
     *
     * @param pattern its first group is kept, the rest hidden
     * @param hints in lower case; without one of them the pattern finds nothing, and looking for them is much quicker
     */
    private record Secret(Pattern pattern, List<String> hints) {

        static Secret of(String pattern, String... hints) {
            return new Secret(Pattern.compile(pattern), List.of(hints));
        }

        boolean mayBeIn(String lowerCase) {
            return hints.stream().anyMatch(lowerCase::contains);
        }
    }

    private static final String[] NAME_HINTS = {
        "token", "secret", "passw", "pwd", "key", "credential", "signature", "session", "assertion", "authorization"
    };

    private static final List<Secret> SECRETS = List.of(
            Secret.of("(?i)(\\b(?:proxy-)?authorization\\s*[:=]\\s*\"?)[^\\r\\n\",}]+", "authorization"),
            Secret.of("(?i)(\\b(?:set-)?cookie\\s*:\\s*)[^\\r\\n]+", "cookie"),
            Secret.of("(?i)(\\b(?:bearer|basic)\\s+)[a-z0-9._~+/=-]{8,}", "bearer", "basic"),
            Secret.of("()\\beyJ[\\w-]{8,}\\.[\\w-]+(?:\\.[\\w-]*)?", "eyj"),
            Secret.of("(\\b[a-zA-Z][a-zA-Z0-9+.-]*://)[^\\s/@?#]+@", "://"),
            Secret.of(
                    "(?i)([\"'](?:" + SECRET_NAME
                            + ")[\"']\\s*[:=]\\s*)(?:\"(?:[^\"\\\\]|\\\\.)*\"?|'[^']*'?|[^\\s,}\\]]+)",
                    NAME_HINTS),
            Secret.of("(?i)([?&;](?:" + SECRET_PARAMETER + ")=)[^&;\\s\"'<>\\])]+", "="),
            Secret.of(
                    "(?i)(\\b(?:[\\w.-]*(?:token|secret|password|passwd|pwd|api[_-]?key))\\s*[:=]\\s*)[^\\s,;&\"'}\\])]+",
                    NAME_HINTS),
            Secret.of("(?i)(<(?:[\\w.-]*:)?(?:[\\w.-]*(?:token|secret|password|sessionid))>)[^<]+", "<"));

    /** The domain stays: it tells whose server is meant. */
    private static final Pattern ADDRESS = Pattern.compile("[\\w.%+'-]+(@[\\w-]+(?:\\.[\\w-]+)+)");

    /** Fields of a record that name or reach a person, or that an agent wrote about one. */
    private static final Set<String> PERSONAL = Set.of(
            "phoneNumber",
            "ANI",
            "email",
            "contactName",
            "description",
            "subject",
            "recordingUrl",
            "playbackUrl",
            "phone",
            "name",
            "displayName");

    /** In characters; shorter values are not hidden, and nothing that is fits into a shorter text. */
    private static final int SHORTEST = 5;

    /** Of phone numbers. */
    private static final Pattern PUNCTUATION = Pattern.compile("[ ()./+-]");

    private static final Set<String> PERSONAL_BELOW = Set.of("attachedData", "formValues", "customFields");

    private Masking() {}

    /** Hides tokens, passwords and what is named like one; control characters become spaces; cut to {@link #LIMIT}. */
    public static String mask(String text) {
        return text == null ? null : cut(secrets(text));
    }

    /** The same, and hides mail addresses and what the record says about people, wherever a receiver echoes it. */
    public static String mask(String text, Activity activity) {
        return text == null ? null : cut(personal(secrets(text), activity));
    }

    private static String secrets(String text) {
        String masked = text;
        String lowerCase = text.toLowerCase(Locale.ROOT);
        for (Secret secret : SECRETS) {
            if (secret.mayBeIn(lowerCase)) {
                masked = secret.pattern().matcher(masked).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN));
            }
        }
        return masked;
    }

    private static String personal(String text, Activity activity) {
        if (text.length() < SHORTEST) {
            return text;
        }
        // Longest first: a value may contain another.
        Map<String, String> values = new TreeMap<>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        collect(activity.json(), null, false, values);
        String masked = ADDRESS.matcher(text).replaceAll(HIDDEN + "$1");
        for (Map.Entry<String, String> value : values.entrySet()) {
            masked = masked.replace(value.getKey(), "[" + value.getValue() + "]");
        }
        return masked;
    }

    private static void collect(JsonNode node, String name, boolean below, Map<String, String> values) {
        if (node.isObject()) {
            node.properties()
                    .forEach(field -> collect(
                            field.getValue(),
                            field.getKey(),
                            below || PERSONAL_BELOW.contains(field.getKey()),
                            values));
        } else if (node.isArray()) {
            node.forEach(item -> collect(item, name, below, values));
        } else if (node.isTextual() && (below || PERSONAL.contains(name))) {
            add(node.textValue(), name, values);
        }
    }

    /** Short values and single common words would only blot out the explanation. */
    private static void add(String value, String name, Map<String, String> values) {
        if (value.length() >= SHORTEST && !value.chars().allMatch(Character::isLowerCase)) {
            values.putIfAbsent(value, name);
            String digits = PUNCTUATION.matcher(value).replaceAll("");
            if (digits.length() >= 7 && digits.chars().allMatch(Character::isDigit)) {
                values.putIfAbsent(digits, name);
            }
        }
    }

    /** Neither database keeps U+0000 or half a surrogate pair. */
    private static String cut(String text) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), LIMIT));
        text.codePoints()
                .map(c -> Character.isISOControl(c) && c != '\n' ? ' ' : c)
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? '\uFFFD' : c)
                .limit(LIMIT)
                .takeWhile(c -> clean.length() + Character.charCount(c) <= LIMIT)
                .forEach(clean::appendCodePoint);
        return clean.toString().strip();
    }
}
