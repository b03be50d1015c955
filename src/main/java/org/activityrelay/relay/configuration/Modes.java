package org.activityrelay.relay.configuration;

import java.util.Locale;
import java.util.function.Function;
import org.activityrelay.relay.ledger.Mode;

/** The configured mode of each destination: {@code relay.destination.<name>.mode}. */
final class Modes {

    private static final String DEFAULT = "relay.destination-default.mode";

    private final Function<String, String> settings;

    Modes(Function<String, String> settings) {
        this.settings = settings;
    }

    /** Dry-run unless configured otherwise: nothing leaves the house by mistake. */
    Mode of(String destination) {
        String key = key(destination);
        String word = settings.apply(key);
        if (word == null || word.isBlank()) {
            key = DEFAULT;
            word = settings.apply(key);
        }
        if (word == null || word.isBlank()) {
            return Mode.DRY_RUN;
        }
        for (Mode mode : Mode.values()) {
            if (mode.word().equals(word.trim())) {
                return mode;
            }
        }
        throw new InvalidSettingException(key, "'" + word + "' is no mode", "write dry-run or live");
    }

    /** Settings are lower case, so that environment variables can give them. */
    private static String key(String destination) {
        return "relay.destination." + destination.toLowerCase(Locale.ROOT) + ".mode";
    }
}
