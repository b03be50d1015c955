package org.activityrelay.relay.crashtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.IntStream;
import org.activityrelay.relay.contract.OneAtATime;
import org.activityrelay.relay.contract.Pace;
import org.activityrelay.relay.contract.Ports;
import org.activityrelay.relay.contract.SharedPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that share one PostgreSQL: killed, stalled, and of two versions side by side. */
@Tag("full")
@Timeout(600)
@ExtendWith(OneAtATime.class)
class ProcessesTest {

    private static final String NEXT = "V1000__made_up.sql";

    /** So that it is what is done to a process that ends an attempt, and not the time that doing it takes. */
    private static final List<String> PATIENT = List.of(
            "relay.delivery.lease=12s",
            "relay.delivery.attempt-timeout=6s",
            "relay.destination-default.timeout.answer=5s",
            "relay.destination-default.timeout.total=5500ms");

    @TempDir
    Path temp;

    private final String url = SharedPostgres.newDatabase();
    private final List<ServiceProcess> processes = new ArrayList<>();
    private Scratch scratch;
    private ScratchDatabase database;
    private Stalling receiver;

    /** The sender has its answer; only then may anything happen to the process that gave it. */
    private final CountDownLatch acknowledged = new CountDownLatch(1);

    @BeforeEach
    void takeScratch() throws Exception {
        Options.Server server = new Options.Server(url, SharedPostgres.username(), SharedPostgres.password());
        scratch = Scratch.take(new Options(
                1,
                0,
                1,
                2,
                temp.resolve("scratch"),
                true,
                server,
                Path.of("routes"),
                Path.of("config"),
                Duration.ofSeconds(60),
                List.of()));
        database = ScratchDatabase.take(server, scratch.schema());
    }

    @AfterEach
    void killAll() throws Exception {
        for (ServiceProcess process : processes) {
            process.kill();
        }
        receiver.close();
    }

    @Test
    void whatAKilledProcessHadClaimedIsTakenOverWhenItsLeaseEnds() throws Exception {
        receiver = new Stalling(() -> {
            acknowledged.await();
            processes.get(0).kill();
        });
        ServiceProcess killed = start(SharedProgram.get());
        accept(killed, new Version(new Interaction("taken-over", Kind.EMAIL), 1));
        acknowledged.countDown();
        await().until(() -> receiver.keys().size() == 1);

        start(SharedProgram.get());

        await().until(() -> state("taken-over").equals("delivered"));
        assertThat(attempts("taken-over")).containsExactly("1 ambiguous lease_expired", "2 delivered null");
        assertThat(receiver.keys()).hasSize(2);
        assertThat(receiver.keys().get(1)).isEqualTo(receiver.keys().get(0));
    }

    @Test
    void aProcessThatSleptThroughItsLeaseIsFencedAndTheOverlapIsRecorded() throws Exception {
        receiver = new Stalling(() -> {
            acknowledged.await();
            signal("STOP", processes.get(0));
        });
        ServiceProcess stalled = start(SharedProgram.get());
        accept(stalled, new Version(new Interaction("stalled", Kind.EMAIL), 1));
        acknowledged.countDown();
        await().until(() -> receiver.keys().size() == 1);

        ServiceProcess other = start(SharedProgram.get());
        await().until(() -> state("stalled").equals("delivered"));
        receiver.goOn();
        signal("CONT", stalled);
        other.terminate();

        // It works on, and what it knows of the old attempt counts no more.
        accept(stalled, new Version(new Interaction("afterwards", Kind.EMAIL), 1));
        await().until(() -> state("afterwards").equals("delivered"));
        assertThat(attempts("stalled")).containsExactly("1 ambiguous lease_expired", "2 delivered null");
        assertThat(receiver.keys()).hasSize(3);
        assertThat(receiver.keys().get(1)).isEqualTo(receiver.keys().get(0));
    }

    @Test
    void anOldVersionWorksOnBesideANewOneThatHasExpandedTheTables() throws Exception {
        receiver = new Stalling(receiverGoesOn());
        ServiceProcess old = start(SharedProgram.get());
        accept(old, new Version(new Interaction("before", Kind.EMAIL), 1));

        ServiceProcess newer = start(SharedProgram.get().with(nextVersion()));
        assertThat(query("select version from ledger_migration order by installed_rank desc limit 1"))
                .containsExactly("1000");
        accept(old, new Version(new Interaction("by-old", Kind.EMAIL), 1));
        accept(newer, new Version(new Interaction("by-new", Kind.EMAIL), 1));
        accept(old, new Version(new Interaction("by-new", Kind.EMAIL), 2));
        delivered("before", "by-old", "by-new");

        // One after the other: each of them delivers alone, and the old one starts on the expanded tables.
        old.terminate();
        accept(newer, new Version(new Interaction("new-alone", Kind.EMAIL), 1));
        delivered("new-alone");
        newer.terminate();
        old.launch();
        old.awaitReady();
        accept(old, new Version(new Interaction("old-alone", Kind.EMAIL), 1));
        delivered("old-alone");
        assertThat(query("select note from made_up")).containsExactly("kept");
    }

    @Test
    void threeProcessesTogetherKeepToTheRateOfADestination() throws Exception {
        receiver = new Stalling(receiverGoesOn());
        Path route = scratch.folder().resolve("routes/5-destination-unkeyed.camel.yaml");
        Files.writeString(
                route, Files.readString(route).replace("concurrency: 4", "concurrency: 4\n        rate: 20/s"));
        for (int process = 0; process < 3; process++) {
            start(SharedProgram.get());
        }
        HttpDoor[] doors =
                processes.stream().map(process -> new HttpDoor(process::port)).toArray(HttpDoor[]::new);
        for (int i = 0; i < 680; i += 4) {
            List<Version> four = IntStream.range(i, i + 4)
                    .mapToObj(n -> new Version(new Interaction("rate-" + n, Kind.EMAIL), 1))
                    .toList();
            assertThat(doors[i / 4 % 3].send(four)).isTrue();
        }

        await().atMost(Duration.ofSeconds(180)).until(() -> receiver.times().size() == 680);
        // After all three have found their share; how far below the rate is a matter of the machine.
        assertThat(Pace.perSecond(receiver.times().subList(40, 680), 100)).isBetween(16.0, 21.0);
    }

    private Stalling.ThrowingRunnable receiverGoesOn() {
        return () -> receiver.goOn();
    }

    private void delivered(String... interactions) {
        for (String interaction : interactions) {
            await().until(() -> state(interaction).equals("delivered"));
        }
    }

    /** What the next version may do to the tables: add, so that the version before it does not notice. */
    private Path nextVersion() throws IOException {
        Path jar = temp.resolve("next.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("db/"));
            out.putNextEntry(new JarEntry("db/postgresql/"));
            out.putNextEntry(new JarEntry("db/postgresql/" + NEXT));
            out.write("""
                    alter table activity add column made_up text;
                    alter table delivery add column made_up text;
                    create table made_up (note text not null);
                    insert into made_up values ('kept');
                    """.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        return jar;
    }

    private ServiceProcess start(Program program) throws IOException {
        int number = processes.size() + 1;
        Path folder = scratch.process(number);
        int port = Ports.free();
        List<String> settings = new ArrayList<>(scratch.settings(receiver::url));
        PATIENT.forEach(patient -> {
            settings.removeIf(setting -> setting.startsWith(patient.substring(0, patient.indexOf('=') + 1)));
            settings.add(patient);
        });
        settings.addAll(database.settings());
        settings.addAll(List.of("server.port=" + port, "relay.data=" + folder, "relay.intake.files.enabled=false"));
        ServiceProcess process = new ServiceProcess(program, folder, port, settings, database.secrets());
        processes.add(process);
        process.launch();
        process.awaitReady();
        return process;
    }

    private static void accept(ServiceProcess process, Version version) throws InterruptedException {
        HttpDoor door = new HttpDoor(process::port);
        await().until(() -> door.send(List.of(version)));
    }

    private static void signal(String name, ServiceProcess process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** Of the newest revision's delivery to the receiver; empty if there is none. */
    private String state(String interaction) throws SQLException {
        return String.join("", query("""
                select d.state from delivery d join activity a on a.id = d.activity_id
                where a.interaction_id = '%s' and d.destination = 'unkeyed' order by d.revision desc limit 1
                """.formatted(interaction)));
    }

    private List<String> attempts(String interaction) throws SQLException {
        return query("""
                select concat_ws(' ', t.number, t.outcome, coalesce(t.reason, 'null')) from attempt t
                join delivery d on d.id = t.delivery_id join activity a on a.id = d.activity_id
                where a.interaction_id = '%s' and d.destination = 'unkeyed' order by t.number
                """.formatted(interaction));
    }

    private List<String> query(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(url, SharedPostgres.username(), SharedPostgres.password());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (row.next()) {
                values.add(row.getString(1));
            }
            return values;
        }
    }
}
