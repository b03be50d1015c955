package org.activityrelay.relay.delivery.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.activityrelay.relay.ledger.DeliveryQueue;
import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.activityrelay.relay.ledger.Settlement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes outcomes: whatever is waiting goes into one transaction, and while that commits the next gather. An idle system
 * waits for nobody. What cannot be written is kept and written later; the number of claims bounds how much that is.
 */
final class SettlementWriter implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(SettlementWriter.class);
    private static final int BATCH = 256;
    private static final int TRIES = 3;
    private static final Entry END = new Entry(null, null);

    private final DeliveryQueue queue;
    private final BiConsumer<Entry, Boolean> written;
    private final Outage outage;
    private final BlockingQueue<Entry> entries = new LinkedBlockingQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private boolean ended;

    /** @param written told of each outcome after the commit, and whether another attempt had overtaken it */
    SettlementWriter(DeliveryQueue queue, Duration shortestPause, BiConsumer<Entry, Boolean> written) {
        this.queue = queue;
        this.written = written;
        outage = new Outage("Writing outcomes", shortestPause);
    }

    void add(LeasedDelivery delivery, Settlement settlement) {
        waiting.incrementAndGet();
        entries.add(new Entry(delivery, settlement));
    }

    /** How many outcomes are not written yet. */
    int waiting() {
        return waiting.get();
    }

    /** The thread ends when everything added before is written. */
    void stop() {
        entries.add(END);
    }

    @Override
    public void run() {
        try {
            while (!ended) {
                List<Entry> batch = batch();
                if (!batch.isEmpty()) {
                    write(batch);
                }
            }
        } catch (InterruptedException stopped) {
            LOG.warn("{} outcomes could not be written; those deliveries are attempted again", waiting.get());
        }
    }

    private List<Entry> batch() throws InterruptedException {
        List<Entry> batch = new ArrayList<>();
        batch.add(entries.take());
        entries.drainTo(batch, BATCH - 1);
        ended = batch.remove(END);
        return batch;
    }

    private void write(List<Entry> batch) throws InterruptedException {
        boolean done = false;
        while (!done) {
            done = attempt(batch);
        }
    }

    private boolean attempt(List<Entry> batch) throws InterruptedException {
        try {
            settle(batch);
            outage.over();
            return true;
        } catch (LedgerUnavailableException down) {
            return pause(down);
        } catch (RuntimeException refused) {
            if (batch.size() == 1) {
                return single(batch.get(0), refused);
            }
            // One outcome that the database refuses must not keep its neighbours from being written.
            for (Entry entry : batch) {
                write(List.of(entry));
            }
            return true;
        }
    }

    private void settle(List<Entry> batch) {
        Set<String> overtaken =
                queue.settle(batch.stream().map(Entry::settlement).toList());
        batch.forEach(entry -> done(entry, overtaken.contains(entry.settlement().deliveryId())));
    }

    private void done(Entry entry, boolean overtaken) {
        waiting.decrementAndGet();
        written.accept(entry, overtaken);
    }

    private boolean single(Entry entry, RuntimeException refused) throws InterruptedException {
        entry.tries++;
        if (entry.tries < TRIES) {
            return pause(refused);
        }
        if (entry.tries == TRIES) {
            LOG.error("The outcome of {} is written without its details: {}", entry.name(), Trouble.of(refused));
            entry.settlement = bare(entry.settlement);
            return false;
        }
        LOG.error(
                "The outcome of {} cannot be written; it is attempted again when its lease ends: {}",
                entry.name(),
                Trouble.of(refused));
        done(entry, true);
        return true;
    }

    private boolean pause(RuntimeException failure) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(outage.failed(failure).toNanos());
        return false;
    }

    private static Settlement bare(Settlement full) {
        return new Settlement(
                full.deliveryId(),
                full.attempt(),
                full.next(),
                full.retryIn(),
                full.mode(),
                full.outcome(),
                full.reason(),
                null,
                full.statusCode(),
                null,
                null,
                full.progress(),
                full.startedAt(),
                full.took());
    }

    /** One outcome on its way into the ledger. */
    static final class Entry {

        private final LeasedDelivery delivery;
        private Settlement settlement;
        private int tries;

        private Entry(LeasedDelivery delivery, Settlement settlement) {
            this.delivery = delivery;
            this.settlement = settlement;
        }

        LeasedDelivery delivery() {
            return delivery;
        }

        Settlement settlement() {
            return settlement;
        }

        private String name() {
            return "delivery " + settlement.deliveryId() + " to "
                    + delivery.claim().destination();
        }
    }
}
