package org.activityrelay.relay.crashtest;

import java.util.Locale;
import java.util.Set;

/** What decides where a record goes; the rules in crash-test/3-routing.camel.yaml say the same. */
enum Kind {
    VOICE(Sink.DATABASE, Sink.KEYED, Sink.UNKEYED),
    CHAT(Sink.DATABASE, Sink.KEYED),
    EMAIL(Sink.DATABASE, Sink.UNKEYED);

    private final Set<Sink> planned;

    Kind(Sink... planned) {
        this.planned = Set.of(planned);
    }

    String type() {
        return name().toLowerCase(Locale.ROOT);
    }

    Set<Sink> planned() {
        return planned;
    }
}
