package org.activityrelay.relay.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What holds for a destination over all processes and restarts: its pause, who may probe it, and how much waits for it.
 * All times are by the database's clock. Every method throws {@link LedgerUnavailableException}.
 */
public interface DestinationStates {

    /** Counting ends here: more is shown as this many. */
    int MOST_COUNTED = 100_000;

    /** Why a destination is paused. */
    enum Kind {
        /** It asked for a while without requests; then everything goes on. */
        REST,
        /** Something is wrong; when the time is over, one delivery at a time tries, and its success ends the pause. */
        TROUBLE,
        /** Somebody paused it; only they or others end it. */
        HAND;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(String word) {
            return word == null ? REST : valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * A pause that has not ended.
     *
     * @param until null when it has no end
     * @param left how long it still lasts; zero or less when only a probe is missing; null when it has no end
     * @param by who paused it; null when this service did
     */
    record Pause(
            String destination, Kind kind, String reason, String by, Instant since, Instant until, Duration left) {}

    /**
     * What waits for a destination and what is set aside, each at most {@link #MOST_COUNTED}.
     *
     * @param oldest when the oldest that waits was stored, or null
     */
    record Backlog(int waiting, Instant oldest, int parked) {}

    /**
     * How the attempts that a process made within a while ended.
     *
     * @param failed so many of them speak against the destination
     */
    record Tally(int ended, int failed) {

        public static final Tally NONE = new Tally(0, 0);

        public Tally plus(Tally other) {
            return new Tally(ended + other.ended, failed + other.failed);
        }
    }

    /**
     * Tells the other processes how attempts ended in this one, and answers how they ended in the others together. A pause
     * for trouble, and the end of any pause, forget what was told.
     *
     * @param told by destination; of others what was told before still holds
     * @param window how long what was told holds at most
     * @return empty where there is no other process
     */
    Map<String, Tally> share(String owner, Map<String, Tally> told, Duration window);

    /** Pauses it for a while, unless it is paused for longer. */
    void hold(String destination, Kind kind, String reason, Duration length);

    /** Pauses it until it is resumed, and notes who did so. */
    void pause(String destination, String reason, String who);

    /** Ends whatever pause there is, and notes who did so; whether there was one. */
    boolean resume(String destination, String who);

    /** Ends a pause for trouble: a probe succeeded. A pause by hand stays. */
    void recovered(String destination);

    /** Ends a pause for trouble, whatever time is left: what was wrong may have been corrected. */
    void corrected(String destination);

    /** All pauses. */
    List<Pause> pauses();

    Optional<Pause> pause(String destination);

    /** Calls back, from any thread and quickly, when somebody paused or resumed a destination through this process. */
    void onChange(Runnable listener);

    /**
     * Looks whether the database's clock was set back, and if so lets retries, leases and pauses end when they would have
     * ended; to be called about once a second.
     *
     * @param lease how long the claims of this process last
     */
    void followClock(Duration lease);

    /**
     * Whether that owner alone may try a destination whose pause for trouble is over in time, for so long. A lease that
     * lasts longer than that was taken before the clock was set back, and does not count.
     */
    boolean probe(String destination, String owner, Duration lease);

    /** Gives back the right to probe. */
    void endProbe(String destination, String owner);

    /**
     * How many of the wanted deliveries may begin now, so that over all processes one begins per interval.
     *
     * @param burst for how long unused intervals are kept
     */
    int reserve(String destination, int wanted, Duration interval, Duration burst);

    /** Gives back what was reserved and is not needed. */
    void giveBack(String destination, int unused, Duration interval);

    Backlog backlog(String destination);

    /** Destinations for which anything waits. */
    Set<String> awaited();
}
