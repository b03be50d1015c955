package org.activityrelay.relay.delivery.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.ledger.DestinationStates;
import org.activityrelay.relay.ledger.DestinationStates.Kind;
import org.activityrelay.relay.ledger.DestinationStates.Pause;
import org.activityrelay.relay.ledger.DestinationStates.Tally;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this process's lanes and the ledger's pauses the same: what an attempt has shown goes into the ledger, and what
 * other processes and people have put there is followed. A lane rests at once; the ledger hears of it before the next claim.
 */
final class Pauses {

    private static final Logger LOG = LoggerFactory.getLogger(Pauses.class);

    /** A killed process keeps others from probing no longer than this. */
    private static final Duration PROBE = Duration.ofSeconds(15);

    private final DestinationStates states;
    private final String owner;
    private final DeliverySettings settings;
    private final Duration window;
    private final Time time;
    private final Lanes lanes;
    private final Signal news;
    private final Queue<Note> notes = new ConcurrentLinkedQueue<>();
    private final Map<String, Told> told = new HashMap<>();
    private boolean looked;
    private long lookedAt;
    private volatile boolean changed;

    /**
     * @param owner this process, among those that probe
     * @param window how far back failures count
     * @param news raised when there is something to tell
     */
    Pauses(
            DestinationStates states,
            String owner,
            DeliverySettings settings,
            Duration window,
            Time time,
            Lanes lanes,
            Signal news) {
        this.states = states;
        this.owner = owner;
        this.settings = settings;
        this.window = window;
        this.time = time;
        this.lanes = lanes;
        this.news = news;
    }

    /**
     * An attempt ended.
     *
     * @param asked the rest that the destination asked for
     * @return the rest that begins with it
     */
    Optional<Hold> ended(LeasedDelivery delivery, Outcome outcome, Optional<Hold> asked, Duration took) {
        Lane lane = delivery.lane();
        String interaction = delivery.claim().activity().interactionId();
        Optional<Hold> judged = lane.ended(outcome, interaction, took);
        Optional<Hold> rest = asked.or(() -> judged);
        rest.ifPresentOrElse(hold -> hold(lane, hold), () -> worked(lane, outcome));
        return rest;
    }

    /** Somebody paused or resumed a destination through this process: the next look does not wait for its time. */
    void changed() {
        changed = true;
    }

    private void hold(Lane lane, Hold hold) {
        if (lane.hold(hold)) {
            Kind kind = hold.pause() ? Kind.TROUBLE : Kind.REST;
            tell(lane, ledger -> ledger.hold(lane.destination(), kind, hold.reason(), hold.length()));
        }
    }

    /** A probe that never reached the destination has shown nothing: the next delivery tries. */
    private void worked(Lane lane, Outcome outcome) {
        if (!(outcome instanceof Outcome.Retry) && !Breaker.saysNothing(outcome) && lane.recovered()) {
            tell(lane, ledger -> ledger.recovered(lane.destination()));
        }
    }

    /** The lane woke the claiming thread when it changed, which may have looked for this too early. */
    private void tell(Lane lane, Consumer<DestinationStates> word) {
        notes.add(new Note(lane, word));
        news.raise();
    }

    /**
     * Tells the ledger what is new, and asks it when it has not been asked for a while; for the claiming thread.
     *
     * @param now whether to ask in any case: there may be lanes that know nothing yet
     */
    void look(boolean now) {
        correct();
        write();
        if (looked
                && !now
                && !changed
                && time.nanos() - lookedAt < settings.poll().toNanos()) {
            return;
        }
        looked = false;
        changed = false;
        states.followClock(settings.lease());
        Map<String, Pause> present =
                states.pauses().stream().collect(Collectors.toMap(Pause::destination, Function.identity()));
        for (Lane lane : lanes.all()) {
            lane.follow(present.get(lane.destination()));
            if (lane.needsProbe()) {
                lane.mayProbe(states.probe(lane.destination(), owner, PROBE));
            }
        }
        share();
        write();
        looked = true;
        lookedAt = time.nanos();
    }

    /** After following: what is told now is not what led to a pause that another process began. */
    private void share() {
        Map<String, Tally> news = new HashMap<>();
        long now = time.nanos();
        for (Lane lane : lanes.all()) {
            Tally tally = lane.tally();
            Told last = told.getOrDefault(lane.destination(), new Told(Tally.NONE, now));
            // Told again in time, as long as it is true.
            boolean stale = tally.ended() > 0 && now - last.at > window.toNanos() / 4;
            if (stale || !tally.equals(last.tally)) {
                news.put(lane.destination(), tally);
            }
        }
        Map<String, Tally> others = states.share(owner, news, window);
        news.forEach((destination, tally) -> told.put(destination, new Told(tally, now)));
        for (Lane lane : lanes.all()) {
            lane.others(others.getOrDefault(lane.destination(), Tally.NONE)).ifPresent(hold -> hold(lane, hold));
        }
    }

    private void correct() {
        for (Lane lane : lanes.all()) {
            if (lane.takeCorrected()) {
                notes.add(new Note(lane, ledger -> ledger.corrected(lane.destination())));
            }
        }
    }

    private void write() {
        for (Note note = notes.peek(); note != null; note = notes.peek()) {
            note.word.accept(states);
            notes.remove();
            note.lane.written();
        }
    }

    /** The same at the end of a run, when nobody claims any more; others may probe. */
    void writeLast() {
        try {
            write();
            lanes.all().stream().filter(Lane::isProber).forEach(lane -> states.endProbe(lane.destination(), owner));
        } catch (RuntimeException failure) {
            LOG.warn("Pauses could not be kept for the next start: {}", Trouble.of(failure));
        }
    }

    private record Told(Tally tally, long at) {}

    private record Note(Lane lane, Consumer<DestinationStates> word) {}
}
