package org.activityrelay.relay.configuration;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** Takes secrets out of texts that operators read. */
final class Secrets {

    static final String MASK = "***";

    private static final Pattern NAMED = Pattern.compile(
            "(?i)((?:pass(?:word|wd|phrase)?|secret|token|api[-_]?key|authorization|signature|credential)s?"
                    + "[\"']?\\s*[=:]\\s*[\"']?(?:basic |bearer )?)[^\\s&\"',;)}\\]]+");
    private static final Pattern BEARER = Pattern.compile("(?i)\\b(bearer|basic) [A-Za-z0-9+/=._~-]{6,}");
    private static final Pattern USER_INFO = Pattern.compile("(://[^/@\\s:]+:)[^/@\\s]+@");

    private final List<String> values;

    /** @param values the configured secrets, to be masked wherever they appear */
    Secrets(Collection<String> values) {
        this.values = values.stream()
                .filter(value -> value.length() >= 4)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    String mask(String text) {
        String masked = text;
        for (String value : values) {
            masked = masked.replace(value, MASK);
        }
        masked = BEARER.matcher(masked).replaceAll("$1 " + MASK);
        masked = NAMED.matcher(masked).replaceAll("$1" + MASK);
        return USER_INFO.matcher(masked).replaceAll("$1" + MASK + "@");
    }
}
