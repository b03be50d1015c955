package org.activityrelay.relay.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand records offered at once at the doors of a service with little memory. */
@Tag("full")
class FloodIT {

    private static final int BY_HTTP = 4_000;
    private static final int BY_FILE = 3_000;
    private static final int BY_QUEUE = 3_000;
    private static final int ALL = 1 + BY_HTTP + BY_FILE + BY_QUEUE;
    private static final int SENDERS = 400;

    @TempDir
    Path home;

    @Test
    @Timeout(600)
    void takesTenThousandAtOnceInTheSameMemory() throws Exception {
        try (BadDay day = BadDay.start(home, null)) {
            assertThat(day.post("first").statusCode()).isEqualTo(202);
            day.awaitDelivered("database", java.util.List.of("first"));
            long before = day.process().residentMiB();
            AtomicLong most = new AtomicLong(before);
            CountDownLatch start = new CountDownLatch(1);
            ExecutorService doors = Executors.newFixedThreadPool(SENDERS + 2);
            AtomicInteger refused = new AtomicInteger();
            AtomicInteger next = new AtomicInteger();
            HttpClient http =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            URI address = URI.create("http://127.0.0.1:" + day.process().port() + "/api/v1/activities");
            CompletableFuture<?>[] sent = IntStream.range(0, SENDERS)
                    .mapToObj(i -> CompletableFuture.runAsync(
                            () -> {
                                awaitLatch(start);
                                for (int n = next.getAndIncrement(); n < BY_HTTP; n = next.getAndIncrement()) {
                                    refused.addAndGet(send(http, address, "http-" + n));
                                }
                            },
                            doors))
                    .toArray(CompletableFuture[]::new);
            String lines = IntStream.range(0, BY_FILE)
                    .mapToObj(i -> BadDay.record("file-" + i))
                    .collect(Collectors.joining("\n"));
            String[] messages = IntStream.range(0, BY_QUEUE)
                    .mapToObj(i -> BadDay.record("queue-" + i))
                    .toArray(String[]::new);
            start.countDown();
            day.drop("flood.ndjson", lines + "\n");
            day.send(messages);
            CompletableFuture.allOf(sent).get(180, TimeUnit.SECONDS);
            doors.shutdown();

            await().atMost(Duration.ofSeconds(180))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        most.accumulateAndGet(day.process().residentMiB(), Math::max);
                        return count("select count(distinct interaction_id) from activity") == ALL;
                    });
            await().atMost(Duration.ofSeconds(180))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        most.accumulateAndGet(day.process().residentMiB(), Math::max);
                        return count("select count(*) from delivery where state = 'delivered'") == ALL;
                    });
            assertThat(count("select count(*) from activity")).as("each once").isEqualTo(ALL);
            assertThat(day.isDone("flood.ndjson")).isTrue();
            day.assertNeverCountedAsDead(20);
            System.out.println("10,000 at once: " + before + " MiB before, at most " + most
                    + " MiB with a heap of 192 MB, " + refused + " requests told to come back");
            assertThat(most.get()).as("MiB resident").isLessThan(before + 200).isLessThan(550);
        }
    }

    /** As a sender does that keeps to what it is told; how often it was told to come back. */
    private static int send(HttpClient http, URI address, String id) {
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.ofString(BadDay.record(id)))
                .build();
        try {
            for (int refused = 0; ; refused++) {
                HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 202 || answer.statusCode() == 200) {
                    return refused;
                }
                assertThat(BadDay.isRefused(answer)).isTrue();
                TimeUnit.SECONDS.sleep(Long.parseLong(
                        answer.headers().firstValue("Retry-After").orElseThrow()));
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private int count(String sql) throws Exception {
        try (Connection ledger = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("data/ledger.db"));
                Statement statement = ledger.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }
}
