package org.activityrelay.relay.crashtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.activityrelay.relay.contract.Ports;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The system calls of a service: the ledger's file is synced between a record's arrival and its answer. */
@Tag("full")
@Timeout(600)
class SyncBeforeAnswerTest {

    private static final Pattern ARRIVAL = Pattern.compile("(read|recvfrom)(\\(| resumed>).*POST /api/v1/activities.*");
    private static final Pattern SYNC = Pattern.compile("(fsync|fdatasync)\\(.*/ledger\\.db-wal.*");

    /** SQLite's own sync of the database is another call. */
    private static final Pattern WRITE_BACK = Pattern.compile("fdatasync\\(.*/ledger\\.db>.*");

    private static final Pattern ANSWER = Pattern.compile("(write|writev|sendto|sendmsg)\\(.*HTTP/1\\.1 202.*");

    private static final int RECORDS = 5;

    @TempDir
    Path temp;

    @Test
    void theLedgerIsSyncedBetweenTheRequestAndTheAnswer() throws Exception {
        List<String> calls = callsOfRecords();

        assertThat(syncedBeforeTheAnswer(calls))
                .as(String.join("\n", calls))
                .hasSize(RECORDS)
                .containsOnly(true);
    }

    @Test
    void aLedgerThatAnswersFirstWouldBeSeen() throws Exception {
        List<String> calls = callsOfRecords("spring.main.sources=" + HastyLedger.class.getName());

        assertThat(calls).anyMatch(call -> SYNC.matcher(call).find());
        assertThat(syncedBeforeTheAnswer(calls))
                .as(String.join("\n", calls))
                .hasSize(RECORDS)
                .contains(false);
    }

    /** Of each record in turn; something else may have been synced meanwhile, but not with every one of them. */
    private static List<Boolean> syncedBeforeTheAnswer(List<String> calls) {
        List<Boolean> synced = new ArrayList<>();
        int arrival = next(ARRIVAL, calls, 0);
        while (arrival < calls.size()) {
            int answer = next(ANSWER, calls, arrival);
            synced.add(isSynced(arrival, answer, calls));
            arrival = next(ARRIVAL, calls, answer);
        }
        return synced;
    }

    private static boolean isSynced(int begin, int end, List<String> calls) {
        for (int sync = next(SYNC, calls, begin); sync < end; sync = next(SYNC, calls, sync + 1)) {
            if (endOf(sync, calls) < end) {
                return true;
            }
        }
        return false;
    }

    /** The number of calls if there is none. */
    private static int next(Pattern pattern, List<String> calls, int begin) {
        int next = begin;
        while (next < calls.size() && !pattern.matcher(calls.get(next)).find()) {
            next++;
        }
        return next;
    }

    /** Where a call returned 0; a call during which another thread was at work is told in two lines. */
    private static int endOf(int begin, List<String> calls) {
        if (calls.get(begin).endsWith("= 0")) {
            return begin;
        }
        String thread = calls.get(begin).split(" ")[0];
        for (int i = begin + 1; i < calls.size(); i++) {
            String call = calls.get(i);
            if (call.startsWith(thread + " ") && call.contains("resumed>")) {
                return call.endsWith("= 0") ? i : Integer.MAX_VALUE;
            }
        }
        return Integer.MAX_VALUE;
    }

    private List<String> callsOfRecords(String... more) throws Exception {
        assumeThat(canTrace()).as("strace is installed and permitted").isTrue();
        Path trace = temp.resolve("trace");
        ServiceProcess service = start(more);
        try {
            Process tracer = trace(service.pid(), trace);
            HttpDoor door = new HttpDoor(service::port);
            for (int i = 0; i < RECORDS; i++) {
                Version version = new Version(new Interaction("synced-" + i, Kind.EMAIL), 1);
                assertThat(door.send(List.of(version))).isTrue();
            }
            await().until(() -> {
                List<String> calls = Files.readAllLines(trace, StandardCharsets.ISO_8859_1);
                return calls.stream()
                                        .filter(call -> ANSWER.matcher(call).find())
                                        .count()
                                == RECORDS
                        && calls.stream().anyMatch(call -> SYNC.matcher(call).find());
            });
            await().alias("what moved into the database is written to disk beside the log")
                    .until(() -> Files.readAllLines(trace, StandardCharsets.ISO_8859_1).stream()
                            .anyMatch(call -> WRITE_BACK.matcher(call).find()));
            tracer.destroy();
            assertThat(tracer.waitFor(300, TimeUnit.SECONDS)).isTrue();
            return Files.readAllLines(trace, StandardCharsets.ISO_8859_1);
        } finally {
            service.kill();
        }
    }

    private ServiceProcess start(String... more) throws IOException {
        Path data = Files.createDirectories(temp.resolve("data"));
        int port = Ports.free();
        List<String> settings = new ArrayList<>(List.of(
                "server.port=" + port,
                "relay.data=" + data,
                "relay.configuration.routes=" + Path.of("routes").toAbsolutePath(),
                "relay.configuration.site=" + Path.of("config").toAbsolutePath(),
                "relay.intake.files.enabled=false",
                "relay.intake.queue.broker=none"));
        settings.addAll(List.of(more));
        ServiceProcess service = new ServiceProcess(SharedProgram.get(), data, port, settings, java.util.Map.of());
        service.launch();
        service.awaitReady();
        return service;
    }

    private static Process trace(long pid, Path output) throws Exception {
        Path said = output.resolveSibling("strace.log");
        Process tracer = new ProcessBuilder(
                        "strace",
                        "-f",
                        "-y",
                        "-s",
                        "64",
                        "-e",
                        "trace=fsync,fdatasync,read,recvfrom,write,writev,sendto,sendmsg",
                        "-o",
                        output.toString(),
                        "-p",
                        Long.toString(pid))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        await().until(() -> Files.readString(said).contains("attached"));
        return tracer;
    }

    private static boolean canTrace() throws Exception {
        try {
            Process tracer = new ProcessBuilder("strace", "-e", "trace=fsync", "true")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return tracer.waitFor() == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }
}
