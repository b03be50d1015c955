package org.activityrelay.relay.collector;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of a collector, as it says itself. */
final class CollectorVersion {

    private static final Pattern VERSION =
            Pattern.compile("^export const VERSION = \"([0-9]+\\.[0-9]+\\.[0-9]+)\";$", Pattern.MULTILINE);

    private CollectorVersion() {}

    /** Throws IllegalArgumentException when it does not say. */
    static String in(byte[] module) {
        Matcher version = VERSION.matcher(new String(module, StandardCharsets.UTF_8));
        if (!version.find()) {
            throw new IllegalArgumentException("the collector does not say its version");
        }
        return version.group(1);
    }
}
