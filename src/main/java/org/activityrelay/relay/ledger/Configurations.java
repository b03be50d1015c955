package org.activityrelay.relay.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The configurations that ran, or were refused, and what each process runs. Every method throws
 * {@link LedgerUnavailableException} when the database does not answer.
 */
public interface Configurations {

    /** How long events, and the configurations that only they name, are kept. */
    Duration KEPT = Duration.ofDays(400);

    /**
     * Keeps a configuration that works; it is the last good one from now on.
     *
     * @param hash names it
     * @param content what it consists of
     */
    void keep(String hash, byte[] content);

    /** The good configuration that was kept, or kept again, last. */
    Optional<Kept> lastGood();

    /** The configuration that ran here and whose hash begins so, if there is exactly one. */
    Optional<Kept> find(String beginning);

    /** Notes an event at the database's time, and forgets those older than {@link #KEPT}. */
    void note(Event event);

    /** Newest first, older than {@code before} (an id, or null); at most 200. */
    List<Noted> events(String before, int limit);

    /** Notes what a process runs, at the database's time; forgets processes that were not seen for {@code gone}. */
    void seen(Running running, Duration gone);

    /** Forgets a process that ends. */
    void left(String process);

    /** What each process runs, by its name. */
    List<Seen> processes();

    /** A configuration as it was kept. */
    record Kept(String hash, byte[] content) {}

    /**
     * Something that happened to a process's configuration.
     *
     * @param hash of the configuration it is about
     * @param running hash of what runs from then on
     * @param findings what is wrong with it, as a JSON array, or null
     */
    record Event(String process, Kind kind, String hash, String running, JsonNode findings) {}

    /** An event as it was noted. */
    record Noted(String id, Instant at, Event event) {}

    /** What can happen. */
    enum Kind {
        /** A process began with the files it found. */
        STARTED,
        /** Changed files took effect. */
        APPLIED,
        /** Changed files are wrong; what ran goes on. */
        REFUSED,
        /** The files were wrong at the start; the last good configuration runs. */
        RESTORED;

        /** As in SQL and JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What a process runs.
     *
     * @param since when it began to
     * @param refused hash of the configuration on its disk when that is wrong, or null
     * @param findings what is wrong with it, as a JSON array, or null
     */
    record Running(String process, String hash, Instant since, String refused, JsonNode findings) {}

    /** What a process ran when it was seen last. */
    record Seen(Running running, Instant at) {}
}
