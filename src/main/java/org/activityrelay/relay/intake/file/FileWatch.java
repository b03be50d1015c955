package org.activityrelay.relay.intake.file;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Remembers how files looked before, which of them made trouble, and what was already said about them. */
final class FileWatch {

    private static final Duration TIDY = Duration.ofMinutes(1);

    private final Clock clock;
    private final Map<Path, Seen> seen = new HashMap<>();
    private final Map<Path, Trouble> troubles = new HashMap<>();
    private final Set<Path> said = new TreeSet<>();
    private Instant tidied;

    FileWatch(Clock clock) {
        this.clock = clock;
        this.tidied = clock.instant();
    }

    /** Since when the file has looked like this, as far as is known. */
    Instant unchangedSince(Path file, FileIdentity identity) {
        tidy();
        Instant now = clock.instant();
        Seen before = seen.get(file);
        // Seen later than now: the clock was set back, and what has passed since is not known.
        if (before == null
                || !before.identity().equals(identity)
                || before.since().isAfter(now)) {
            before = new Seen(identity, now);
            seen.put(file, before);
        }
        return before.since();
    }

    /** Whether so much time has passed since then. */
    boolean isOver(Instant since, Duration time) {
        return !clock.instant().isBefore(since.plus(time));
    }

    /** Whether the file may be tried (again). */
    boolean isDue(Path file) {
        Trouble trouble = troubles.get(file);
        Instant now = clock.instant();
        return trouble == null || now.isBefore(trouble.from()) || !now.isBefore(trouble.until());
    }

    /** Waits before the next try, longer each time; answers how long. */
    Duration failed(Path file, Duration first, Duration atMost) {
        int times = troubles.containsKey(file) ? troubles.get(file).times() + 1 : 1;
        Duration wait = first.multipliedBy(1L << Math.min(times - 1, 20));
        Duration bounded = wait.compareTo(atMost) > 0 ? atMost : wait;
        Instant now = clock.instant();
        troubles.put(file, new Trouble(times, now, now.plus(bounded)));
        return bounded;
    }

    /** Leaves the file alone for so long after its last change; no failure. */
    void defer(Path file, Duration time) {
        Seen last = seen.get(file);
        if (last != null) {
            troubles.put(file, new Trouble(0, last.since(), last.since().plus(time)));
        }
    }

    /** The file is gone. */
    void forget(Path file) {
        seen.remove(file);
        troubles.remove(file);
        said.remove(file);
    }

    /** True once for each file. */
    boolean sayOnce(Path file) {
        return said.add(file);
    }

    private void tidy() {
        if (clock.instant().isBefore(tidied.plus(TIDY))) {
            return;
        }
        tidied = clock.instant();
        forgetMissing(seen.keySet().iterator());
        forgetMissing(troubles.keySet().iterator());
        forgetMissing(said.iterator());
    }

    private static void forgetMissing(Iterator<Path> files) {
        while (files.hasNext()) {
            if (!Files.exists(files.next(), LinkOption.NOFOLLOW_LINKS)) {
                files.remove();
            }
        }
    }

    private record Seen(FileIdentity identity, Instant since) {}

    private record Trouble(int times, Instant from, Instant until) {}
}
