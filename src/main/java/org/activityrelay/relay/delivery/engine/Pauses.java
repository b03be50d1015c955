package org.activityrelay.relay.delivery.engine;

import java.time.Duration;
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
    private final long poll;
    private final Time time;
    private final Lanes lanes;
    private final Queue<Note> notes = new ConcurrentLinkedQueue<>();
    private boolean looked;
    private long lookedAt;

    /** @param owner this process, among those that probe */
    Pauses(DestinationStates states, String owner, Duration poll, Time time, Lanes lanes) {
        this.states = states;
        this.owner = owner;
        this.poll = poll.toNanos();
        this.time = time;
        this.lanes = lanes;
    }

    /**
     * An attempt ended.
     *
     * @param asked the rest that the destination asked for
     */
    void ended(LeasedDelivery delivery, Outcome outcome, Optional<Hold> asked, Duration took) {
        Lane lane = delivery.lane();
        String interaction = delivery.claim().activity().interactionId();
        Optional<Hold> judged = lane.ended(outcome, interaction, took);
        asked.or(() -> judged).ifPresentOrElse(hold -> hold(lane, hold), () -> worked(lane, outcome));
    }

    private void hold(Lane lane, Hold hold) {
        if (lane.hold(hold)) {
            Kind kind = hold.pause() ? Kind.TROUBLE : Kind.REST;
            notes.add(new Note(lane, ledger -> ledger.hold(lane.destination(), kind, hold.reason(), hold.length())));
        }
    }

    /** An interrupted probe has shown nothing. */
    private void worked(Lane lane, Outcome outcome) {
        if (!(outcome instanceof Outcome.Retry) && lane.recovered()) {
            notes.add(new Note(lane, ledger -> ledger.recovered(lane.destination())));
        }
    }

    /**
     * Tells the ledger what is new, and asks it when it has not been asked for a while; for the claiming thread.
     *
     * @param now whether to ask in any case: there may be lanes that know nothing yet
     */
    void look(boolean now) {
        correct();
        write();
        if (looked && !now && time.nanos() - lookedAt < poll) {
            return;
        }
        looked = false;
        Map<String, Pause> present =
                states.pauses().stream().collect(Collectors.toMap(Pause::destination, Function.identity()));
        for (Lane lane : lanes.all()) {
            lane.follow(present.get(lane.destination()));
            if (lane.needsProbe()) {
                lane.mayProbe(states.probe(lane.destination(), owner, PROBE));
            }
        }
        looked = true;
        lookedAt = time.nanos();
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

    private record Note(Lane lane, Consumer<DestinationStates> word) {}
}
