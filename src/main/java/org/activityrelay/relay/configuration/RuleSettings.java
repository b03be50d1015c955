package org.activityrelay.relay.configuration;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Settings that nothing but the placeholders of rules can see: {@code relay.routing.*} that no other file names. */
final class RuleSettings {

    private static final Pattern KEY = Pattern.compile("relay\\.routing\\.[a-z0-9-]+");

    private RuleSettings() {}

    /** Whether all of them are. */
    static boolean areAll(Map<String, String> settings, RouteModel model) {
        return settings.entrySet().stream()
                .allMatch(setting -> KEY.matcher(setting.getKey()).matches()
                        && !setting.getKey().equals("relay.routing.timeout")
                        && !setting.getValue().contains("${")
                        && model.files().stream()
                                .filter(file -> file.stage() != Stage.ROUTING)
                                .flatMap(file -> file.texts().stream())
                                .noneMatch(text -> names(text.value(), setting.getKey())));
    }

    /** However the key is spelt there. */
    private static boolean names(String text, String key) {
        return uniform(text).contains(uniform(key));
    }

    private static String uniform(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
    }
}
