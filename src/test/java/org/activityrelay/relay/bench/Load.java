package org.activityrelay.relay.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Offers records to a running service: as fast as it answers, or at a fixed rate whatever it answers. */
final class Load {

    private static final String TEMPLATE = """
            {"interactionId":"%s","globalInteractionId":"%s","state":"completed","type":"voice",\
            "associatedObjects":{"list":[{"id":"0035g00000ABcDEAA1","type":"contact","displayName":"Ada Pereira",\
            "displayType":"Contact","customFields":{"isContact":"true","segment":"gold"},"source":"sf-lightning"}],\
            "selected":["0035g00000ABcDEAA1"]},"attachedData":{"campaign":"autumn-upgrade","queue":"retention","nps":"9"},\
            "internal":false,"interactionKind":"scenario","phoneNumber":"+1415555%04d","callDirection":"inbound",\
            "startTime":1763720000000,"endTime":1763720245000,"duration":245,"description":"%s",\
            "disposition":"Product sold","service":"Retention","playbackUrl":"https://tenant.example.com/playback?id=9f2",\
            "DNIS":"18005550111","ANI":"14155550100","origination":"auto","formValues":{"Contract_Length__c":"24"},\
            "contactName":"Ada Pereira","subject":"Upgrade to 24 months","callParties":[{"id":"p1","name":"Ada Pereira",\
            "phone":"+14155550100"},{"id":"p2","name":"Jo Silva","phone":"7001","userId":"u-77"}],"callMuted":false,\
            "callRecording":true,"chatParties":[]}""";

    private static final String NOTES = "Customer accepted the plan and wants the invoice by e-mail. ".repeat(6);

    private final int port;

    Load(int port) {
        this.port = port;
    }

    /** A voice record of about 1.5 kB with a new interaction id. */
    static byte[] newRecord() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String id = new java.util.UUID(random.nextLong(), random.nextLong()).toString();
        return TEMPLATE.formatted(id, id, random.nextInt(10_000), NOTES).getBytes(StandardCharsets.UTF_8);
    }

    /** Each client posts its next record when the last one is answered. */
    Latencies closed(int clients, double seconds) throws InterruptedException {
        return run(clients, seconds, 0);
    }

    /**
     * Records are due at a fixed rate; latency counts from when a record was due, so that a stalled service cannot hide
     * by slowing its callers down.
     */
    Latencies open(int clients, double perSecond, double seconds) throws InterruptedException {
        return run(clients, seconds, perSecond);
    }

    /** That many records, each of which must be stored. */
    void exactly(int clients, int records) throws InterruptedException {
        AtomicLong left = new AtomicLong(records);
        AtomicLong failed = new AtomicLong();
        Thread[] threads = new Thread[clients];
        for (int i = 0; i < clients; i++) {
            threads[i] = new Thread(() -> {
                try (LoadClient client = new LoadClient(port)) {
                    while (left.getAndDecrement() > 0) {
                        if (client.post(newRecord()) != 202) {
                            failed.incrementAndGet();
                        }
                    }
                } catch (IOException e) {
                    failed.incrementAndGet();
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (failed.get() > 0) {
            throw new IllegalStateException(failed + " records were not stored");
        }
    }

    private Latencies run(int clients, double seconds, double perSecond) throws InterruptedException {
        long[][] latencies = new long[clients][];
        AtomicLong failed = new AtomicLong();
        CompletableFuture<Long> begin = new CompletableFuture<>();
        CountDownLatch connected = new CountDownLatch(clients);
        Thread[] threads = new Thread[clients];
        for (int i = 0; i < clients; i++) {
            int index = i;
            threads[i] = new Thread(() -> latencies[index] =
                    client(index, clients, connected, begin, (long) (seconds * 1e9), perSecond, failed));
            threads[i].start();
        }
        connected.await();
        long start = System.nanoTime();
        begin.complete(start);
        for (Thread thread : threads) {
            thread.join();
        }
        return Latencies.of(latencies, (System.nanoTime() - start) / 1e9, failed.get());
    }

    /** Connects before the clock starts: agents' desktops and middleware do not all connect in the same millisecond. */
    private long[] client(
            int index,
            int clients,
            CountDownLatch connected,
            CompletableFuture<Long> begin,
            long length,
            double perSecond,
            AtomicLong failed) {
        long[] taken = new long[1024];
        int count = 0;
        double gap = perSecond == 0 ? 0 : 1e9 * clients / perSecond;
        try (LoadClient client = new LoadClient(port)) {
            try {
                client.connect();
            } finally {
                connected.countDown();
            }
            long start = begin.join();
            long end = start + length;
            for (long n = 0; ; n++) {
                byte[] record = newRecord();
                long due = gap == 0 ? System.nanoTime() : start + (long) (gap * (n + (double) index / clients));
                if (due >= end) {
                    break;
                }
                for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                    LockSupport.parkNanos(due - now);
                }
                if (client.post(record) == 202) {
                    if (count == taken.length) {
                        taken = Arrays.copyOf(taken, count * 2);
                    }
                    taken[count++] = System.nanoTime() - due;
                } else {
                    failed.incrementAndGet();
                }
            }
        } catch (IOException e) {
            failed.incrementAndGet();
        }
        return Arrays.copyOf(taken, count);
    }
}
