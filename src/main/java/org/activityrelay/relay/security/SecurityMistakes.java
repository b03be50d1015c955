package org.activityrelay.relay.security;

import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** What a start would refuse of the settings that say who may call, all of it at once. */
public final class SecurityMistakes {

    private SecurityMistakes() {}

    /** Messages name the setting, and never show a hash. */
    public static List<MisconfiguredException> in(Environment settings) {
        List<MisconfiguredException> mistakes = new ArrayList<>();
        note(() -> ListenGuard.requireKeyBeyondLoopback(settings, "server.address"), mistakes);
        SecuritySettings security = Binder.get(settings).bindOrCreate("relay.security", SecuritySettings.class);
        note(() -> new HostFilter(security.hosts()), mistakes);
        note(() -> OriginFilters.of(security.origins()), mistakes);
        note(() -> new ApiKeys(security.keys()), mistakes);
        return mistakes;
    }

    /** Names under which the service answers, besides addresses and localhost. */
    public static List<String> hosts(Environment settings) {
        return Binder.get(settings)
                .bindOrCreate("relay.security", SecuritySettings.class)
                .hosts();
    }

    /** How many keys there are. */
    public static int keys(Environment settings) {
        return Binder.get(settings)
                .bindOrCreate("relay.security", SecuritySettings.class)
                .keys()
                .size();
    }

    private static void note(Runnable check, List<MisconfiguredException> mistakes) {
        try {
            check.run();
        } catch (MisconfiguredException mistake) {
            mistakes.add(mistake);
        }
    }
}
