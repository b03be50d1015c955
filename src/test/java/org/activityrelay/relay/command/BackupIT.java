package org.activityrelay.relay.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.activityrelay.relay.journey.RunningRelay;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger is backed up while records come in, and put back. */
class BackupIT {

    @TempDir
    Path home;

    @Test
    @Tag("full")
    void isConsistentWhileRecordsComeInAndCanBePutBack() throws Exception {
        try (RunningRelay relay = RunningRelay.in(home).start()) {
            Set<String> acknowledged = ConcurrentHashMap.newKeySet();
            ScheduledExecutorService sender = Executors.newScheduledThreadPool(4);
            int[] next = {0};
            for (int i = 0; i < 4; i++) {
                // Four times 50 a second.
                sender.scheduleAtFixedRate(
                        () -> acknowledged.add(accept(relay, number(next))), 0, 20, TimeUnit.MILLISECONDS);
            }
            await().until(() -> acknowledged.size() > 300);
            Set<String> before = new HashSet<>(acknowledged);
            Ran ran = relay("backup", "kept/first", "--with-reporting");
            int during = acknowledged.size() - before.size();
            sender.shutdown();
            assertThat(sender.awaitTermination(90, TimeUnit.SECONDS)).isTrue();

            assertThat(ran.exit()).as(ran.err()).isZero();
            assertThat(during).as("records that came in meanwhile").isPositive();
            Path ledger = home.resolve("kept/first/ledger.db");
            assertThat(ids(ledger)).containsAll(before);
            assertThat(one(
                            ledger,
                            "select count(*) from activity a where not exists"
                                    + " (select 1 from delivery d where d.activity_id = a.id) or not exists"
                                    + " (select 1 from activity_content c where c.activity_id = a.id)"))
                    .as("no half of a record")
                    .isZero();
            long delivered = one(
                    ledger,
                    "select count(*) from delivery where destination = 'database' and state =" + " 'delivered'");
            assertThat(delivered).isPositive();
            assertThat(one(home.resolve("kept/first/reporting.db"), "select count(*) from interaction"))
                    .as("no row is missing of what the ledger says is delivered")
                    .isGreaterThanOrEqualTo(delivered);
            JsonNode page =
                    Service.JSON.readTree(home.resolve("kept/first/backup.json").toFile());
            assertThat(page.get("records").asLong()).isEqualTo(ids(ledger).size());
            assertThat(ran.out()).contains("checked");

            refusesARunningService();
            relay.stop();
            putsBack(relay, page.get("records").asLong());
        }
    }

    private void refusesARunningService() {
        Ran running = relay("restore", "kept/first", "--force");
        assertThat(running.exit()).isEqualTo(1);
        assertThat(running.err()).contains("in use by another process");
        assertThat(relay("backup", "kept/first").err()).contains("not empty");
    }

    private void putsBack(RunningRelay relay, long records) throws Exception {
        Ran there = relay("restore", "kept/first");
        assertThat(there.exit()).isEqualTo(1);
        assertThat(there.err()).contains("--force");

        Ran restored = relay("restore", "kept/first", "--force", "--paused", "--with-reporting");
        assertThat(restored.exit()).as(restored.err()).isZero();
        assertThat(restored.out()).contains("former ledger is kept", "paused until somebody resumes");
        try (Stream<Path> files = Files.list(home.resolve("data"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.matches("ledger\\.db\\.replaced-.*Z"))
                    .anyMatch(name -> name.matches("reporting\\.db\\.replaced-.*Z"))
                    .noneMatch(name -> name.contains("restoring"));
        }

        relay.start();
        assertThat(one(home.resolve("data/ledger.db"), "select count(*) from activity"))
                .isEqualTo(records);
        JsonNode database = relay.json("/api/v1/destinations").get("destinations").findParents("name").stream()
                .filter(found -> found.get("name").asText().equals("database"))
                .findFirst()
                .orElseThrow();
        assertThat(database.at("/paused/by").asText()).isEqualTo("restore");
        assertThat(database.at("/paused/until").isNull()).isTrue();
        assertThat(relay.json("/api/v1/audit").toString()).contains("restore");
        relay.post("/api/v1/destinations/database/resume", "application/json", "{}".getBytes(StandardCharsets.UTF_8));
        await().until(() -> relay.json("/api/v1/deliveries?destination=database&state=pending")
                        .get("items")
                        .isEmpty()
                && relay.json("/api/v1/status").get("inFlight").asInt() == 0);
        relay.stop();

        refusesWhatIsDamaged();
        assertThat(relay("backup", "kept/stopped").exit())
                .as("of a stopped service")
                .isZero();
    }

    private void refusesWhatIsDamaged() throws Exception {
        try (RandomAccessFile file =
                new RandomAccessFile(home.resolve("kept/first/ledger.db").toFile(), "rw")) {
            file.seek(file.length() / 2);
            file.write(new byte[512]);
        }
        Ran damaged = relay("restore", "kept/first", "--force");
        assertThat(damaged.exit()).isEqualTo(1);
        assertThat(damaged.err()).contains("missing or damaged");
        assertThat(relay("restore", "kept", "--force").err()).contains("no complete backup");
    }

    @Test
    void saysWhatToDoForPostgresql() throws Exception {
        RunningRelay.in(home);
        Map<String, String> postgresql = Map.of("RELAY_LEDGER_URL", "jdbc:postgresql://db.example.com/relay");

        assertThat(Ran.command(home, postgresql, "backup", "x").err()).contains("pg_dump");
        assertThat(Ran.command(home, postgresql, "restore", "x").err()).contains("pg_restore");
        assertThat(Ran.command(home, Map.of(), "backup", "x").err()).contains("There is no ledger at");
    }

    private static synchronized int number(int[] next) {
        return next[0]++;
    }

    private static String accept(RunningRelay relay, int number) {
        try {
            String body = "{\"interactionId\":\"b-" + number + "\",\"type\":\"voice\"}";
            var answer = relay.post("/api/v1/activities", "application/json", body.getBytes(StandardCharsets.UTF_8));
            return Service.JSON.readTree(answer.body()).get("id").asText();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<String> ids(Path ledger) throws Exception {
        Set<String> ids = new HashSet<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + ledger);
                ResultSet row = connection.createStatement().executeQuery("select id from activity")) {
            while (row.next()) {
                ids.add(row.getString(1));
            }
        }
        return ids;
    }

    private static long one(Path database, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private Ran relay(String... arguments) {
        return Ran.command(home, Map.of(), arguments);
    }
}
