package org.activityrelay.relay.intake;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;

/** Whether a door takes records in at the moment, and if not, why; what health shows. Thread-safe. */
public final class DoorStatus {

    private final String door;
    private volatile IntSupplier underWay = () -> 0;
    private final AtomicReference<Now> now = new AtomicReference<>(new Now(State.OPEN, null, Instant.now()));

    /** @param door name of the door, as noted on its records */
    public DoorStatus(String door) {
        this.door = door;
    }

    /** Name of the door: files, queue, … */
    public String door() {
        return door;
    }

    /** The present state. */
    public Now now() {
        return now.get();
    }

    /** How many files or the like it is reading right now: stopping would leave them half read, to be read again. */
    public int underWay() {
        return underWay.getAsInt();
    }

    /** Says how {@link #underWay} is counted. */
    public void counts(IntSupplier reading) {
        underWay = reading;
    }

    /** It takes records in. */
    public void open() {
        change(State.OPEN, null);
    }

    /** It takes nothing in until something outside gets better; it tries by itself. */
    public void waiting(String reason) {
        change(State.WAITING, reason);
    }

    /** Another process takes in what comes this way. */
    public void standby(String reason) {
        change(State.STANDBY, reason);
    }

    /** It is switched off on purpose. */
    public void off(String reason) {
        change(State.OFF, reason);
    }

    private void change(State state, String reason) {
        now.updateAndGet(old -> new Now(state, reason, old.state() == state ? old.since() : Instant.now()));
    }

    /** What a door can be. */
    public enum State {
        OPEN,
        WAITING,
        STANDBY,
        OFF
    }

    /**
     * @param reason for operators, or null
     * @param since start of this state
     */
    public record Now(State state, String reason, Instant since) {}
}
