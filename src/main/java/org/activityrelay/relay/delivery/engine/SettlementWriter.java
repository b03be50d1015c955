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

    /** Failures of a batch in a row before its outcomes are tried one by one. */
    private static final int PATIENCE = 2;

    private static final Entry END = new Entry(null, null);

    private final DeliveryQueue queue;
    private final BiConsumer<Entry, Boolean> written;
    private final Outage outage;
    private final BlockingQueue<Entry> entries = new LinkedBlockingQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private List<Entry> unwritten = new ArrayList<>();
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
                gather();
                write();
            }
        } catch (InterruptedException stopped) {
            LOG.warn("{} outcomes could not be written; those deliveries are attempted again", waiting.get());
        }
    }

    private void gather() throws InterruptedException {
        if (unwritten.isEmpty()) {
            unwritten.add(entries.take());
        }
        entries.drainTo(unwritten, Math.max(0, BATCH - unwritten.size()));
        ended |= unwritten.remove(END);
    }

    private void write() throws InterruptedException {
        int failures = 0;
        while (!unwritten.isEmpty()) {
            try {
                settle(unwritten);
                unwritten = new ArrayList<>();
                outage.over();
            } catch (RuntimeException | Error failure) {
                TimeUnit.NANOSECONDS.sleep(outage.failed(failure).toNanos());
                gather();
                if (++failures >= PATIENCE) {
                    oneByOne();
                }
            }
        }
    }

    /**
     * One outcome that the database refuses must not keep the others from being written: it is written without its
     * words. Where even that fails, the ledger is down; what failed goes to the end of the line.
     */
    private void oneByOne() {
        List<Entry> line = unwritten;
        unwritten = new ArrayList<>(line);
        for (Entry entry : line) {
            unwritten.remove(entry);
            if (!isWritten(entry, entry.settlement) && !isWritten(entry, bare(entry.settlement))) {
                unwritten.add(entry);
                return;
            }
        }
    }

    private boolean isWritten(Entry entry, Settlement settlement) {
        Settlement full = entry.settlement;
        try {
            entry.settlement = settlement;
            settle(List.of(entry));
            if (settlement != full) {
                LOG.error("The outcome of delivery {} is written without its details", settlement.deliveryId());
            }
            return true;
        } catch (RuntimeException failure) {
            entry.settlement = full;
            return false;
        }
    }

    private void settle(List<Entry> batch) {
        Set<String> overtaken =
                queue.settle(batch.stream().map(Entry::settlement).toList());
        for (Entry entry : batch) {
            waiting.decrementAndGet();
            tell(entry, overtaken.contains(entry.settlement().deliveryId()));
        }
    }

    /** It is written, whatever a listener does. */
    private void tell(Entry entry, boolean overtaken) {
        try {
            written.accept(entry, overtaken);
        } catch (RuntimeException failure) {
            LOG.error("Counting an outcome failed: {}", Trouble.of(failure));
        }
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
    }
}
