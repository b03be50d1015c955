package org.activityrelay.relay.intake;

import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits, longer each time, until something works again; says so once at the start, once a minute, and at the end. Used by
 * one thread.
 */
public class DoorPatience {

    private static final Logger LOG = LoggerFactory.getLogger(DoorPatience.class);
    private static final Duration SLICE = Duration.ofMillis(50);
    private static final Duration REMIND = Duration.ofMinutes(1);

    private final DoorStatus status;
    private final Duration first;
    private final Duration atMost;
    private final BooleanSupplier closing;
    private int failures;
    private long since;
    private long saidAt;

    /**
     * @param first wait after the first failure; doubled after each further one
     * @param atMost longest wait
     * @param closing asked often; true ends the waiting with {@link DoorClosingException}
     */
    public DoorPatience(DoorStatus status, Duration first, Duration atMost, BooleanSupplier closing) {
        this.status = status;
        this.first = first;
        this.atMost = atMost;
        this.closing = closing;
    }

    /** Waits before the next try. */
    public void failed(String what, Throwable cause) {
        Duration wait = next(cause);
        String reason = what + ": " + words(cause);
        status.waiting(reason);
        say(reason, wait);
        sleep(wait);
    }

    /** It works. */
    public void succeeded() {
        if (failures > 0) {
            LOG.info("{}: goes on after {} s", status.door(), (System.nanoTime() - since) / 1_000_000_000L);
            failures = 0;
        }
        status.open();
    }

    /** Throws if the door is being closed. */
    public void checkOpen() {
        if (closing.getAsBoolean()) {
            throw new DoorClosingException(status.door() + " is being closed");
        }
    }

    private Duration next(Throwable cause) {
        if (failures++ == 0) {
            since = System.nanoTime();
            saidAt = 0;
        }
        Duration wait = first.multipliedBy(1L << Math.min(failures - 1, 20));
        if (cause instanceof LedgerUnavailableException unavailable
                && unavailable.retryAfter() != null
                && unavailable.retryAfter().compareTo(wait) > 0) {
            wait = unavailable.retryAfter();
        }
        return wait.compareTo(atMost) > 0 ? atMost : wait;
    }

    private void say(String reason, Duration wait) {
        long now = System.nanoTime();
        if (saidAt == 0 || now - saidAt > REMIND.toNanos()) {
            saidAt = now;
            LOG.warn("{}: waits, {}; nothing is lost, next try in {} ms", status.door(), reason, wait.toMillis());
        }
    }

    private void sleep(Duration wait) {
        long end = System.nanoTime() + wait.toNanos();
        try {
            for (long left = wait.toNanos(); left > 0; left = end - System.nanoTime()) {
                checkOpen();
                Thread.sleep(Math.max(1, Math.min(left / 1_000_000, SLICE.toMillis())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DoorClosingException(status.door() + " was interrupted");
        }
    }

    /** Only messages that cannot quote a record: those of other exceptions may. */
    private static String words(Throwable cause) {
        boolean harmless = cause instanceof LedgerUnavailableException || cause instanceof JMSException;
        return harmless && cause.getMessage() != null
                ? cause.getMessage()
                : cause.getClass().getSimpleName();
    }
}
