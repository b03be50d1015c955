package org.activityrelay.relay.ledger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts whatever waits into one commit: one thread writes, others prepare later revisions and give the answers.
 *
 * <p>Records of one interaction are stored one after the other, in the order in which they came: while one is under way,
 * the others wait in its lane. A record whose interaction turns out to be known leaves the round, is prepared beside it
 * (duplicate? merge, route), and comes back for a later round. A round that fails is tried again record by record, so
 * that a bad one never fails its neighbours; when the database itself fails, everything that waits is told so at once.
 */
final class AcceptWriter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AcceptWriter.class);
    private static final int PREPARERS = 16;
    private static final int CLOSE_SECONDS = 30;

    private final Database database;
    private final RevisionStore revisions;
    private final Preparation preparation;
    private final DueSignal due;
    private final Admission admission;
    private final Counter shared;

    private final BlockingQueue<Item> inbox = new LinkedBlockingQueue<>();
    private final Lanes lanes = new Lanes();
    private final ExecutorService preparers = Executors.newFixedThreadPool(PREPARERS, daemons("ledger-prepare"));
    private final ExecutorService answers = Executors.newSingleThreadExecutor(daemons("ledger-answer"));
    private final Thread writer = daemons("ledger-write").newThread(this::run);

    /** Nothing new is taken. */
    private volatile boolean closing;
    /** Nobody reads the inbox any more. */
    private volatile boolean stopped;
    /** Whether the last round found the database in order; of the writer thread only. */
    private boolean healthy = true;

    AcceptWriter(
            Database database,
            RevisionStore revisions,
            Preparation preparation,
            DueSignal due,
            Admission admission,
            MeterRegistry meters) {
        this.database = database;
        this.revisions = revisions;
        this.preparation = preparation;
        this.due = due;
        this.admission = admission;
        this.shared = Counter.builder("relay.interactions.shared")
                .description("Interactions whose revisions came from different agents")
                .register(meters);
        writer.start();
    }

    private static ThreadFactory daemons(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Something for the writer thread. */
    private sealed interface Item {}

    private record Arrived(Entry entry) implements Item {}

    /** Was prepared, and is a later revision. */
    private record Prepared(Revision revision) implements Item {}

    /** Was prepared, but its interaction is not known (any more). */
    private record Unknown(Entry entry) implements Item {}

    /** Was prepared, and needs no storing: a duplicate, or a failure (then not null). */
    private record Done(Entry entry, RuntimeException failure) implements Item {}

    private record Refused(RejectionRow row, CompletableFuture<String> answer) implements Item {}

    private record Stop() implements Item {}

    CompletableFuture<Accepted> accept(Entry entry) {
        return offer(entry.size, new Arrived(entry), entry.answer);
    }

    CompletableFuture<String> keep(RejectionRow row) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        return offer(row.size(), new Refused(row, answer), answer);
    }

    private <T> CompletableFuture<T> offer(long size, Item item, CompletableFuture<T> answer) {
        if (closing) {
            return CompletableFuture.failedFuture(unavailable("The ledger is closing."));
        }
        if (!admission.enter(size)) {
            return CompletableFuture.failedFuture(unavailable("More records wait to be stored than"
                    + " relay.ledger.waiting-records and relay.ledger.waiting-bytes allow."));
        }
        answer.whenComplete((accepted, failure) -> admission.leave(size));
        inbox.add(item);
        if (stopped) {
            failEverything(new ArrayList<>(), unavailable("The ledger is closing."));
        }
        return answer;
    }

    private static LedgerUnavailableException unavailable(String message) {
        return new LedgerUnavailableException(message, Database.RETRY_AFTER, null);
    }

    private void run() {
        boolean stopping = false;
        List<Item> items = new ArrayList<>();
        while (!stopping || !lanes.isEmpty() || !inbox.isEmpty()) {
            items.clear();
            try {
                items.add(inbox.take());
                inbox.drainTo(items, Rows.MOST - 1);
                stopping |= items.contains(new Stop());
                store(round(items));
                recovered();
            } catch (LedgerUnavailableException e) {
                failed(e);
                failEverything(items, e);
            } catch (InterruptedException | RuntimeException | Error e) {
                log.error("The ledger's writer met something unexpected; what was waiting is refused.", e);
                failEverything(items, Database.unavailable(e));
            }
        }
        stopped = true;
        failEverything(items, unavailable("The ledger is closing."));
    }

    private void failed(LedgerUnavailableException e) {
        if (healthy) {
            log.warn("The ledger cannot store; senders are asked to come back. {}", String.valueOf(e.getCause()));
        }
        healthy = false;
    }

    private void recovered() {
        if (!healthy) {
            log.info("The ledger stores again.");
        }
        healthy = true;
    }

    /** What one commit takes. */
    private record Round(List<Entry> first, List<Revision> later, List<Refused> refused) {

        int size() {
            return first.size() + later.size() + refused.size();
        }

        List<Round> singles() {
            List<Round> singles = new ArrayList<>(size());
            first.forEach(entry -> singles.add(new Round(List.of(entry), List.of(), List.of())));
            later.forEach(revision -> singles.add(new Round(List.of(), List.of(revision), List.of())));
            refused.forEach(rejection -> singles.add(new Round(List.of(), List.of(), List.of(rejection))));
            return singles;
        }
    }

    private Round round(List<Item> items) {
        Round round = new Round(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (Item item : items) {
            if (item instanceof Arrived arrived) {
                if (lanes.enter(arrived.entry())) {
                    round.first().add(arrived.entry());
                }
            } else if (item instanceof Prepared prepared) {
                round.later().add(prepared.revision());
            } else if (item instanceof Unknown unknown) {
                round.first().add(unknown.entry());
            } else if (item instanceof Done done) {
                done(done);
            } else if (item instanceof Refused refused) {
                round.refused().add(refused);
            }
        }
        return round;
    }

    private void done(Done done) {
        if (done.failure() == null) {
            proceed(done.entry());
        } else {
            fail(done.entry(), done.failure());
        }
    }

    /** @throws LedgerUnavailableException when the database itself fails */
    private void store(Round round) {
        if (round.size() == 0) {
            return;
        }
        try {
            finish(round, write(round));
        } catch (SQLException e) {
            if (database.classify(e) == Database.Failure.GONE) {
                throw Database.unavailable(e);
            }
            storeSingly(round, failure(e));
        } catch (RuntimeException e) {
            storeSingly(round, refusal(e.getClass().getName()));
        }
    }

    private RevisionStore.Stored write(Round round) throws SQLException {
        for (int conflicts = 0; ; conflicts++) {
            try {
                return database.write(session -> {
                    RejectionRow.insert(
                            session, round.refused().stream().map(Refused::row).toList());
                    return revisions.store(session, round.first(), round.later());
                });
            } catch (SQLException e) {
                if (!database.isConflict(e) || conflicts == Database.CONFLICTS) {
                    throw e;
                }
            }
        }
    }

    private void storeSingly(Round round, RuntimeException failure) {
        if (round.size() > 1) {
            round.singles().forEach(this::store);
            return;
        }
        round.first().forEach(entry -> fail(entry, failure));
        round.later().forEach(revision -> fail(revision.entry(), failure));
        round.refused().forEach(refused -> answer(() -> refused.answer().completeExceptionally(failure)));
    }

    /** What a sender is told when its record alone failed. */
    private RuntimeException failure(SQLException e) {
        return database.classify(e) == Database.Failure.REFUSED
                ? refusal("SQLSTATE " + e.getSQLState() + ", code " + e.getErrorCode())
                : Database.unavailable(e);
    }

    /** Without the cause: its message might quote the record. */
    private static RecordRefusedException refusal(String how) {
        return new RecordRefusedException("This record cannot be stored as it is (" + how + ").");
    }

    /** After the commit. */
    private void finish(Round round, RevisionStore.Stored stored) {
        answer(() -> {
            due.raiseFor(stored.destinations());
            stored.accepted().forEach((entry, accepted) -> entry.answer.complete(accepted));
            round.refused()
                    .forEach(refused -> refused.answer().complete(refused.row().id()));
        });
        round.first().forEach(entry -> proceedOrPrepare(entry, stored));
        round.later().forEach(revision -> proceedOrPrepare(revision.entry(), stored));
        round.later().stream()
                .filter(revision ->
                        revision.beginsSharing() && stored.accepted().containsKey(revision.entry()))
                .forEach(revision -> shared.increment());
    }

    /** What is not stored yet met a known interaction, or another process was quicker: look again. */
    private void proceedOrPrepare(Entry entry, RevisionStore.Stored stored) {
        if (stored.accepted().containsKey(entry)) {
            proceed(entry);
        } else {
            preparers.execute(() -> prepare(entry));
        }
    }

    private void proceed(Entry entry) {
        Entry next = lanes.leave(entry);
        if (next != null) {
            preparers.execute(() -> prepare(next));
        }
    }

    private void prepare(Entry entry) {
        try {
            Preparation.Result result = preparation.prepare(entry);
            if (result.duplicate() != null) {
                answer(() -> entry.answer.complete(result.duplicate()));
                inbox.add(new Done(entry, null));
            } else if (result.revision() != null) {
                inbox.add(new Prepared(result.revision()));
            } else {
                inbox.add(new Unknown(entry));
            }
        } catch (SQLException e) {
            inbox.add(new Done(entry, failure(e)));
        } catch (RuntimeException e) {
            log.warn(
                    "A revision of interaction {} could not be prepared: {}",
                    entry.key,
                    e.getClass().getName());
            inbox.add(new Done(entry, refusal(e.getClass().getSimpleName())));
        }
    }

    /** A refused record lets the next one go; behind one that shall come again nothing may overtake it. */
    private void fail(Entry entry, RuntimeException failure) {
        if (failure instanceof RecordRefusedException) {
            log.warn("A record of interaction {} is refused: {}", entry.key, failure.getMessage());
        } else {
            lanes.dismissBehind(entry).forEach(behind -> fail(behind.answer, failure));
            inbox.removeIf(item -> item instanceof Arrived arrived
                    && arrived.entry().key.equals(entry.key)
                    && fail(arrived.entry().answer, failure));
        }
        fail(entry.answer, failure);
        proceed(entry);
    }

    private boolean fail(CompletableFuture<?> answer, RuntimeException failure) {
        answer(() -> answer.completeExceptionally(failure));
        return true;
    }

    private void answer(Runnable work) {
        answers.execute(work);
    }

    /** Tells everyone who waits; order is kept because nobody of an interaction is stored before all have been told. */
    private void failEverything(List<Item> items, RuntimeException failure) {
        inbox.drainTo(items);
        lanes.dismissWaiting().forEach(entry -> fail(entry.answer, failure));
        for (Item item : items) {
            if (item instanceof Arrived arrived) {
                failAlone(arrived.entry(), failure);
            } else if (item instanceof Prepared prepared) {
                failAlone(prepared.revision().entry(), failure);
            } else if (item instanceof Unknown unknown) {
                failAlone(unknown.entry(), failure);
            } else if (item instanceof Done done) {
                failAlone(done.entry(), failure);
            } else if (item instanceof Refused refused) {
                fail(refused.answer(), failure);
            }
        }
    }

    private void failAlone(Entry entry, RuntimeException failure) {
        fail(entry.answer, failure);
        lanes.leave(entry);
    }

    /** Stores what waits, gives the answers, and stops. */
    @Override
    public void close() {
        closing = true;
        inbox.add(new Stop());
        try {
            writer.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
            preparers.shutdownNow();
            answers.shutdown();
            answers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
