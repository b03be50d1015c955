package org.activityrelay.relay.intake;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands a batch of bodies to the intake, many at a time so that they share commits, but never two of one interaction: its
 * revisions are stored in the order of the batch, whatever fails in between. While the ledger cannot store, it holds on
 * to what is left and tries again; the door takes nothing further in meanwhile. Used by one thread.
 *
 * @param <T> what the door received
 */
public class DoorHandover<T> {

    private static final Logger LOG = LoggerFactory.getLogger(DoorHandover.class);

    /** For failures that are not the ledger's: a body that can never be processed must not close the door for good. */
    private static final int ATTEMPTS = 20;

    private static final long ABANDON_SECONDS = 10;

    private final DoorPatience patience;
    private final Function<T, Set<String>> interactions;
    private final Function<T, CompletableFuture<Receipt>> intake;

    /**
     * @param interactions keys of the interactions in a body
     * @param intake stores a body; may answer null when nothing was to be stored
     */
    public DoorHandover(
            DoorPatience patience,
            Function<T, Set<String>> interactions,
            Function<T, CompletableFuture<Receipt>> intake) {
        this.patience = patience;
        this.interactions = interactions;
        this.intake = intake;
    }

    /**
     * Returns when everything is stored or refused.
     *
     * @return answers in the order of the batch
     * @throws DoorClosingException when the door is closed before; part of the batch may be stored
     */
    public List<Receipt> handOver(List<T> batch) {
        List<Waiting<T>> all = batch.stream()
                .map(body -> new Waiting<>(body, interactions.apply(body)))
                .toList();
        List<Waiting<T>> left = all;
        while (!left.isEmpty()) {
            patience.checkOpen();
            left = round(left);
        }
        return all.stream().map(waiting -> waiting.answer).toList();
    }

    private List<Waiting<T>> round(List<Waiting<T>> left) {
        List<Waiting<T>> begun = begin(left);
        Throwable failure = null;
        for (Waiting<T> waiting : begun) {
            Throwable why = await(waiting);
            if (why != null && !finallyRefused(waiting, why) && failure == null) {
                failure = why;
            }
        }
        if (failure != null) {
            patience.failed(what(failure), failure);
        } else {
            patience.succeeded();
        }
        return left.stream().filter(waiting -> !waiting.done).toList();
    }

    /** Starts all that share no interaction with one that is started or must come before. */
    private List<Waiting<T>> begin(List<Waiting<T>> left) {
        Set<String> taken = new HashSet<>();
        List<Waiting<T>> begun = new ArrayList<>(left.size());
        for (Waiting<T> waiting : left) {
            boolean free = waiting.interactions.stream().noneMatch(taken::contains);
            taken.addAll(waiting.interactions);
            if (free) {
                waiting.future = start(waiting.body);
                begun.add(waiting);
                if (waiting.future.isCompletedExceptionally()) {
                    break;
                }
            }
        }
        return begun;
    }

    private CompletableFuture<Receipt> start(T body) {
        try {
            return intake.apply(body);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Null when it is answered, else why not. */
    private Throwable await(Waiting<T> waiting) {
        try {
            Receipt receipt = patiently(waiting.future);
            if (receipt != null && receipt.items().stream().anyMatch(Receipt.NotStored.class::isInstance)) {
                return new NotAllStoredException(receipt);
            }
            waiting.finish(receipt);
            return null;
        } catch (ExecutionException e) {
            return cause(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DoorClosingException("interrupted while the ledger was storing");
        }
    }

    /** Waits as long as it takes, but not much longer once the door is being closed. */
    private Receipt patiently(CompletableFuture<Receipt> future) throws ExecutionException, InterruptedException {
        long abandonAt = Long.MAX_VALUE;
        while (true) {
            try {
                return future.get(100, TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillStoring) {
                abandonAt = Math.min(abandonAt, abandonAt());
                if (System.nanoTime() > abandonAt) {
                    throw new DoorClosingException("no answer from the ledger while closing");
                }
            }
        }
    }

    private long abandonAt() {
        try {
            patience.checkOpen();
            return Long.MAX_VALUE;
        } catch (DoorClosingException closing) {
            return System.nanoTime() + TimeUnit.SECONDS.toNanos(ABANDON_SECONDS);
        }
    }

    private boolean finallyRefused(Waiting<T> waiting, Throwable why) {
        if (why instanceof NotARecordException refusal) {
            waiting.finish(new Receipt(false, List.of(refusal.refused())));
            return true;
        }
        if (why instanceof LedgerUnavailableException || ++waiting.attempts < ATTEMPTS) {
            return false;
        }
        // Not the exception itself: its message may quote the record.
        LOG.error(
                "A body is refused, because processing it failed {} times, last with {} at {}",
                ATTEMPTS,
                why.getClass().getName(),
                Arrays.stream(why.getStackTrace()).findFirst().orElse(null));
        String detail = "could not be processed (" + why.getClass().getSimpleName() + "), although tried " + ATTEMPTS
                + " times; see the log of the service";
        waiting.finish(
                new Receipt(false, List.of(new Receipt.Refused(null, 500, List.of(new Receipt.Problem("", detail))))));
        return true;
    }

    private static String what(Throwable failure) {
        return failure instanceof LedgerUnavailableException ? "the ledger cannot store" : "processing failed";
    }

    private static Throwable cause(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    private static final class Waiting<T> {
        private final T body;
        private final Set<String> interactions;
        private CompletableFuture<Receipt> future;
        private Receipt answer;
        private boolean done;
        private int attempts;

        private Waiting(T body, Set<String> interactions) {
            this.body = body;
            this.interactions = interactions;
        }

        private void finish(Receipt receipt) {
            answer = receipt;
            done = true;
        }
    }
}
