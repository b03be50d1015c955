package org.activityrelay.relay.configuration;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code {{key}}} placeholders of Camel, as far as they name settings. */
final class Placeholders {

    /** A key, and a default value if there is one; {@code {{?key}}} is optional and never missing. */
    private static final Pattern FORM = Pattern.compile("\\{\\{([^{}:?!]+)(:([^{}]*))?}}");

    private Placeholders() {}

    /** The keys in a text that have no default and no value. */
    static Set<String> missing(String text, Function<String, String> settings) {
        Set<String> missing = new LinkedHashSet<>();
        Matcher form = FORM.matcher(text);
        while (form.find()) {
            if (form.group(2) == null && settings.apply(form.group(1)) == null) {
                missing.add(form.group(1));
            }
        }
        return missing;
    }

    static String resolve(String text, Function<String, String> settings) {
        return FORM.matcher(text).replaceAll(form -> {
            String value = settings.apply(form.group(1));
            if (value == null) {
                value = form.group(3) == null ? form.group() : form.group(3);
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
