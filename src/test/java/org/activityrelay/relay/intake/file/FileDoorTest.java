package org.activityrelay.relay.intake.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.activityrelay.relay.intake.Body;
import org.activityrelay.relay.intake.DoorRig;
import org.activityrelay.relay.intake.DoorStatus;
import org.activityrelay.relay.intake.FakeIntake;
import org.activityrelay.relay.intake.FileLock;
import org.apache.camel.support.ScheduledPollConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.FileSystemUtils;

/** The shipped route of the drop folder, from a file to what is stored and where the file goes. */
@Timeout(600)
class FileDoorTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path temp;

    private final FakeIntake intake = new FakeIntake();
    private Path drop;
    private final MovingClock clock = new MovingClock();
    private final AtomicInteger opened = new AtomicInteger();
    private FileSettings settings;
    private DoorRig rig;

    @BeforeEach
    void prepare() {
        drop = temp.resolve("drop folder+ü");
        settings = FileRig.settings(drop);
    }

    @AfterEach
    void stop() throws Exception {
        if (rig != null) {
            rig.close();
        }
        intake.close();
    }

    @Test
    void storesOneRecordAndMovesTheFileToDone() throws Exception {
        start();
        drop("sale.json", record("a", 1));

        awaitDone("sale.json");

        assertThat(intake.texts()).containsExactly(record("a", 1));
        assertThat(intake.stored().get(0).source()).isEqualTo("sale.json");
        assertThat(intake.stored().get(0).at()).isEqualTo(new Body.At(1, 1));
        assertThat(intake.stored().get(0).intake()).isEqualTo("files");
        assertThat(drop.resolve("sale.json")).doesNotExist();
        assertThat(visible(drop.resolve("rejected"))).isEmpty();
    }

    /** Whoever stops the service would wait for it. */
    @Test
    void aFileThatHasLeftIsNoLongerUnderWay() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        start(file -> slow(file, reading, goOn));
        drop("sale.json", record("a", 1));
        reading.await();
        assertThat(rig.door().underWay()).isEqualTo(1);
        goOn.countDown();
        awaitDone("sale.json");
        drop("none.json", "no record");
        awaitError("none.json");

        await().until(() -> rig.door().underWay() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"many.ndjson", "many.JSONL", "many.json", "array.json"})
    void storesManyRecordsInTheOrderOfTheFile(String name) throws Exception {
        intake.gather(16);
        start();
        List<String> records = records(100);
        drop(name, name.startsWith("array") ? "[" + String.join(",\n", records) + "]" : String.join("\n", records));

        awaitDone(name);

        assertThat(intake.texts()).containsExactlyElementsOf(records);
        assertThat(intake.most).hasValue(16);
    }

    @Test
    void storesRevisionsInTheOrderOfTheFile() throws Exception {
        start();
        List<String> records = IntStream.range(0, 50)
                .mapToObj(i -> record(i % 7 == 0 ? "other-" + i : "same", i))
                .toList();
        drop("many.ndjson", String.join("\n", records));

        awaitDone("many.ndjson");

        assertThat(intake.revisions("same"))
                .containsExactlyElementsOf(records.stream()
                        .filter(record -> record.contains("same"))
                        .toList());
    }

    @Test
    void takesTheRowsOfARecordingExport() throws Exception {
        start();
        Path export = Path.of("routes/samples/recordings-details.csv");
        drop("export.csv", Files.readString(export));

        awaitDone("export.csv");

        String header = Files.readAllLines(export).get(0);
        assertThat(intake.stored()).hasSize(3).allMatch(body -> body.contentType()
                .equals("text/csv"));
        assertThat(intake.texts()).allMatch(text -> text.startsWith(header + "\n"));
        assertThat(intake.texts().get(0)).contains("\"Accepted, wants \"\"paper\"\" invoice\"");
        assertThat(intake.stored())
                .extracting(FileDoorTest::place)
                .containsExactly("export.csv:2", "export.csv:3", "export.csv:4");
    }

    @Test
    void anExportWithoutRowsIsDone() throws Exception {
        start();
        drop("quiet.csv", "Start Time,RecordingId\n");

        awaitDone("quiet.csv");
    }

    @Test
    void movesAFileThatIsNoRecordToRejectedAndSaysWhy() throws Exception {
        start();
        drop("bad.json", "{\"type\":\"voice\"}");

        JsonNode error = awaitError("bad.json");

        assertThat(rejected("bad.json")).hasContent("{\"type\":\"voice\"}");
        assertThat(error.at("/refused/0/line").asInt()).isEqualTo(1);
        assertThat(error.at("/refused/0/status").asInt()).isEqualTo(422);
        assertThat(error.at("/refused/0/rejection").asText()).isEqualTo("rej-1");
        assertThat(error.at("/refused/0/problems/0/pointer").asText()).isEqualTo("/interactionId");
        assertThat(error.at("/stored").asInt()).isZero();
        assertThat(visible(drop.resolve("done"))).isEmpty();
    }

    @Test
    void movesOnlyTheBadLinesOfABiggerFile() throws Exception {
        start();
        String bad = "{\"type\":\"voice\",\"note\":\"ü\"}";
        drop(
                "many.ndjson",
                record("a", 1) + "\n" + bad + "\n\n" + record("b", 1) + "\nnot json\n" + record("c", 1) + "\n");

        JsonNode error = awaitError("many.ndjson");
        awaitDone("many.ndjson");

        assertThat(rejected("many.ndjson")).hasContent(bad + "\nnot json\n");
        assertThat(error.at("/refused"))
                .extracting(item -> item.path("line").asInt())
                .containsExactly(2, 5);
        assertThat(error.at("/stored").asInt()).isEqualTo(3);
        assertThat(intake.stored()).hasSize(3);
    }

    @Test
    void rejectsOfAnArrayAreAnArrayAgain() throws Exception {
        start();
        drop("many.json", "[" + record("a", 1) + ",{\"x\":1},\n{\"y\":\n2}]");

        awaitError("many.json");

        assertThat(JSON.readTree(rejected("many.json").toFile())).isEqualTo(JSON.readTree("[{\"x\":1},{\"y\":2}]"));
    }

    @Test
    void rejectedRowsOfAnExportComeWithItsColumns() throws Exception {
        start();
        drop("e.csv", "Time,RecordingId\n1,r-1\n2,\"r-2\n3,r-3\n");

        JsonNode error = awaitError("e.csv");

        assertThat(rejected("e.csv")).hasContent("Time,RecordingId\n2,\"r-2\n");
        assertThat(error.at("/refused/0/problems/0/detail").asText()).contains("quote");
        assertThat(intake.stored()).hasSize(2);
    }

    @Test
    void rejectsACsvOfSomethingElseAsAWhole() throws Exception {
        start();
        drop("people.csv", "name,phone\nAda,1\n");

        JsonNode error = awaitError("people.csv");

        assertThat(rejected("people.csv")).hasContent("name,phone\nAda,1\n");
        assertThat(error.at("/refused/0/problems/0/detail").asText()).contains("RecordingId");
        assertThat(error.at("/refused/0/rejection").asText()).isEqualTo("rej-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n ", "[]"})
    void rejectsAFileThatStaysEmpty(String content) throws Exception {
        start();
        drop("empty.json", content);

        assertThat(awaitError("empty.json").at("/refused/0/problems/0/detail").asText())
                .contains("no record");
        assertThat(rig.refused()).extracting(FileDoorTest::place).containsExactly("empty.json:1");
        assertThat(rig.refused().get(0).bytes()).asString().isEqualTo(content);
    }

    @Test
    void rejectsARecordThatIsTooLongAndStoresItsNeighbours() throws Exception {
        start();
        String tooLong = "{\"interactionId\":\"" + "x".repeat(300_000) + "\"}";
        drop("long.ndjson", record("a", 1) + "\n" + tooLong + "\n" + record("b", 1));

        awaitError("long.ndjson");

        assertThat(rejected("long.ndjson")).hasContent(tooLong + "\n");
        assertThat(intake.stored()).hasSize(2);
        assertThat(rig.refused()).extracting(FileDoorTest::place).containsExactly("long.ndjson:2");
        assertThat(rig.refused().get(0).bytes())
                .as("as much as a record may have")
                .asString()
                .isEqualTo(tooLong.substring(0, 100_000));
    }

    @Test
    void everyInvalidSampleIsRejectedAndEveryOtherOneStored() throws Exception {
        start();
        List<Path> samples;
        try (Stream<Path> files = Files.list(Path.of("routes/samples"))) {
            samples = files.filter(file -> file.toString().endsWith(".json")).toList();
        }
        for (Path sample : samples) {
            drop(sample.getFileName().toString(), Files.readString(sample));
        }
        long bad = samples.stream().filter(FileDoorTest::isBadJson).count();

        await().until(() -> isEmpty(drop));

        assertThat(bad).isGreaterThanOrEqualTo(2);
        assertThat(visible(drop.resolve("rejected")))
                .filteredOn(name -> name.endsWith(".error.json"))
                .hasSizeGreaterThanOrEqualTo((int) bad);
    }

    @Test
    void neverOverwritesADoneOrRejectedFile() throws Exception {
        start();
        for (int i = 0; i < 3; i++) {
            drop("same.json", record("a", i));
            drop("bad.json", "{\"n\":" + i + "}");
            await().until(() -> isEmpty(drop));
        }

        assertThat(contents(drop.resolve("done")))
                .containsExactlyInAnyOrder(record("a", 0), record("a", 1), record("a", 2));
        assertThat(contents(drop.resolve("rejected")))
                .contains("{\"n\":0}", "{\"n\":1}", "{\"n\":2}")
                .hasSize(6);
        assertThat(visible(drop.resolve("done"))).allMatch(name -> name.endsWith(".json"));
    }

    @Test
    void movesDoneFilesToAnotherDisk() throws Exception {
        Path elsewhere = Files.createTempDirectory(otherDisk(), "done");
        settings = new FileSettings(
                true,
                drop,
                elsewhere,
                Path.of("rejected"),
                Duration.ofMillis(20),
                Duration.ofMillis(40),
                16,
                true,
                Duration.ofMillis(20),
                Duration.ofMillis(100));
        start();
        for (int i = 0; i < 2; i++) {
            drop("same.json", record("a", i));
            awaitLeft("same.json");
        }

        assertThat(contents(elsewhere)).containsExactlyInAnyOrder(record("a", 0), record("a", 1));
        FileSystemUtils.deleteRecursively(elsewhere);
    }

    /** The build's folder or the memory, whichever the test's own folder is not on. */
    private Path otherDisk() throws IOException {
        Path build = Path.of("target").toAbsolutePath();
        Path memory = Path.of("/dev/shm");
        boolean apart = !Files.getFileStore(build).equals(Files.getFileStore(temp));
        return apart || !Files.isWritable(memory) ? build : memory;
    }

    @Test
    void keepsTheFileWhenItCannotBeMovedAway() throws Exception {
        Files.createDirectories(drop);
        Files.writeString(drop.resolve("done"), "a file where a folder should be");
        start();
        drop("one.json", record("a", 1));
        await().until(() -> rig.status().state() == DoorStatus.State.WAITING);
        assertThat(rig.status().reason()).contains("done");

        Files.delete(drop.resolve("done"));

        awaitDone("one.json");
        await().until(() -> rig.status().state() == DoorStatus.State.OPEN);
    }

    @Test
    void leavesUnfinishedHiddenAndUnknownFilesAlone() throws Exception {
        start();
        List<String> left = List.of("a.json.tmp", "b.part", ".c.json", "d.json.filepart", "e.xml", "f.json~");
        for (String name : left) {
            drop(name, record(name, 1));
        }
        Files.createDirectories(drop.resolve("folder.json"));
        Path secret = Files.writeString(temp.resolve("secret.json"), record("secret", 1));
        Files.createSymbolicLink(drop.resolve("link.json"), secret);
        drop("last.json", record("last", 1));

        awaitDone("last.json");
        drop("later.json", record("later", 1));
        awaitDone("later.json");

        assertThat(intake.texts()).containsExactly(record("last", 1), record("later", 1));
        assertThat(visible(drop)).contains("a.json.tmp", "b.part", "d.json.filepart", "e.xml", "f.json~", "link.json");
        assertThat(secret).exists();
    }

    @Test
    void takesFilesWithNamesOfAnyScript() throws Exception {
        start();
        List<String> names = List.of("活动 #1.json", "Übergabe & Co.json", "a?b=c.json", "100%.json", "'quote\".json");
        for (String name : names) {
            drop(name, record(name.replace("\"", ""), 1));
        }

        await().until(() -> visible(drop.resolve("done")).size() == names.size());

        assertThat(visible(drop.resolve("done"))).containsExactlyInAnyOrderElementsOf(names);
        assertThat(intake.stored()).hasSize(names.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {240, 253, 254, 255})
    void takesFilesWithTheLongestNames(int bytes) throws Exception {
        start();
        String good = "g".repeat(bytes - 5) + ".json";
        String bad = "é".repeat((bytes - 5) / 2) + "b".repeat((bytes - 5) % 2) + ".json";
        String mixed = "m".repeat(bytes - 7) + ".ndjson";
        drop(good, record("a", 1));
        drop(bad, "{}");
        drop(mixed, record("b", 1) + "\n{}\n");

        awaitDone(good);
        awaitDone(mixed);
        awaitLeft(bad);

        assertThat(intake.stored()).hasSize(2);
        List<String> rejected = visible(drop.resolve("rejected"));
        assertThat(rejected).hasSize(4);
        assertThat(rejected.stream().filter(name -> name.endsWith(".error.json")))
                .hasSize(2)
                .allMatch(name -> rejected.contains(name.substring(0, name.length() - ".error.json".length())));
        for (String name : rejected) {
            if (name.endsWith(".error.json")) {
                assertThat(JSON.readTree(rejected(name).toFile()).at("/file").asText())
                        .isIn(bad, mixed);
            }
        }
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void namesOfFilesWriteNoLinesOfTheLog(CapturedOutput log) throws Exception {
        // As the application sets it; else Camel says so itself, with the name as it is.
        LoggingSystem.get(getClass().getClassLoader())
                .setLogLevel("org.apache.camel.component.file.GenericFileOnCompletion", LogLevel.ERROR);
        AtomicBoolean failed = new AtomicBoolean();
        start(file -> {
            if (file.getFileName().toString().startsWith("broken") && !failed.getAndSet(true)) {
                throw new IOException("no luck with " + file);
            }
            return Files.newInputStream(file);
        });
        drop("a\nWARN b\u001b[31m\u202Ec.json", "{}");
        drop("x\ny.txt", "{}");
        awaitLeft("a\nWARN b\u001b[31m\u202Ec.json");
        drop("broken\nERROR z.json", record("a", 1));
        awaitDone("broken\nERROR z.json");

        assertThat(log.getAll())
                .contains("now rejected/a\\u000aWARN b\\u001b[31m\\u202ec.json")
                .contains("x\\u000ay.txt is left alone")
                .contains("broken\\u000aERROR z.json stays where it is");
        assertThat(log.getAll().lines()).noneMatch(line -> line.startsWith("WARN b") || line.startsWith("ERROR z"));
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void saysHowToHelpAFileWhoseNameCannotBeRead(CapturedOutput log) throws Exception {
        assumeTrue("UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding")));
        start();
        Files.createDirectories(drop);
        int made = new ProcessBuilder("sh", "-c", "echo '{}' > \"$(printf 'caf\\351.json')\"")
                .directory(drop.toFile())
                .start()
                .waitFor();
        assumeTrue(made == 0, "the file system takes bytes as names");

        await().until(() -> log.getAll().contains("caf\uFFFD.json"));

        assertThat(log.getAll())
                .contains(
                        "files: caf\uFFFD.json is left alone, because its name is not in the encoding of names (UTF-8):"
                                + " rename it (ls -b shows the bytes of its name), or have its sender write names in UTF-8")
                .doesNotContain("LC_ALL");
        drop("one\uFFFD.json", record("a", 1));
        awaitDone("one\uFFFD.json");
    }

    @Test
    void keepsWhatItMakesForItselfAndTheRightsThatAnOperatorGave() throws Exception {
        assumeTrue(temp.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Files.createDirectories(drop.resolve("rejected"));
        Files.setPosixFilePermissions(drop, PosixFilePermissions.fromString("rwxrwxr-x"));
        Files.setPosixFilePermissions(drop.resolve("rejected"), PosixFilePermissions.fromString("rwxr-x---"));
        start();
        drop("bad.json", "{}");
        drop("good.json", record("a", 1));
        awaitDone("good.json");
        awaitError("bad.json");

        assertThat(rights(drop)).isEqualTo("rwxrwxr-x");
        assertThat(rights(drop.resolve("rejected"))).isEqualTo("rwxr-x---");
        assertThat(rights(rejected("bad.json.error.json"))).isEqualTo("rw-r-----");
        assertThat(rights(drop.resolve("done"))).isEqualTo("rwx------");
        assertThat(rights(drop.resolve(".relay-leaving"))).isEqualTo("rwx------");
    }

    private static String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void doesNotTouchAFileThatIsStillGrowing() throws Exception {
        start();
        clock.freeze();
        Files.createDirectories(drop);
        Path file = drop.resolve("growing.ndjson");
        for (int i = 0; i < 5; i++) {
            Files.writeString(file, record("r" + i, 1) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            clock.advance(settings.stableFor().dividedBy(2));
            awaitPolls(2);
            assertThat(intake.stored()).isEmpty();
        }
        clock.advance(settings.stableFor());

        awaitDone("growing.ndjson");

        assertThat(intake.stored()).hasSize(5);
    }

    @Test
    void takesAFileThoughTheClockWasSetBack() throws Exception {
        start();
        clock.freeze();
        drop("one.ndjson", record("a", 1) + "\n");
        awaitPolls(2);
        clock.advance(Duration.ofHours(-1));
        awaitPolls(2);
        assertThat(intake.stored()).isEmpty();
        clock.advance(settings.stableFor());

        awaitDone("one.ndjson");
    }

    @Test
    void waitsLongerForAFileThatEndsInsideARecord() throws Exception {
        start();
        clock.freeze();
        drop("slow.ndjson", record("a", 1) + "\n{\"interactionId\":");
        awaitPolls(2);
        clock.advance(settings.stableFor());
        await().until(() -> opened.get() == 1);
        awaitPolls(2);

        Files.writeString(drop.resolve("slow.ndjson"), "\"b\"}\n", StandardOpenOption.APPEND);
        awaitPolls(2);
        clock.advance(settings.settledFor());
        awaitDone("slow.ndjson");

        assertThat(opened).hasValue(2);
        assertThat(visible(drop.resolve("rejected"))).isEmpty();
        assertThat(intake.stored()).hasSize(2);
    }

    @Test
    void rejectsWhatBreaksOffForGood() throws Exception {
        start();
        drop("cut.json", "[" + record("a", 1) + ",{\"interactionId\":\"b\",\"x\":\"cut o");

        awaitError("cut.json");

        assertThat(rejected("cut.json")).content().startsWith("[\n{\"interactionId\":\"b\",\"x\":\"cut o");
        assertThat(intake.texts()).containsExactly(record("a", 1));
    }

    @Test
    void readsAgainWhatWasAppendedWhileItRead() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch appended = new CountDownLatch(1);
        start(file -> slow(file, reading, appended));
        drop("log.ndjson", record("a", 1) + "\n");

        reading.await();
        Files.writeString(drop.resolve("log.ndjson"), record("b", 1) + "\n", StandardOpenOption.APPEND);
        appended.countDown();
        awaitDone("log.ndjson");

        assertThat(intake.texts()).containsExactly(record("a", 1), record("b", 1));
        assertThat(drop.resolve("done/log.ndjson")).hasContent(record("a", 1) + "\n" + record("b", 1) + "\n");
    }

    @Test
    void losesNeitherFileWhenOneReplacesTheOther() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch replaced = new CountDownLatch(1);
        start(file -> slow(file, reading, replaced));
        drop("latest.json", record("a", 1));

        reading.await();
        Path fresh = Files.writeString(temp.resolve("fresh"), record("b", 2));
        Files.setLastModifiedTime(fresh, Files.getLastModifiedTime(drop.resolve("latest.json")));
        Files.move(fresh, drop.resolve("latest.json"), StandardCopyOption.ATOMIC_MOVE);
        replaced.countDown();
        awaitDone("latest.json");

        assertThat(intake.texts()).containsExactly(record("a", 1), record("b", 2));
        assertThat(drop.resolve("done/latest.json")).hasContent(record("b", 2));
    }

    @Test
    void losesNothingWhenReadingBreaksInTheMiddle() throws Exception {
        AtomicInteger broken = new AtomicInteger();
        start(file -> broken.getAndIncrement() < 2 ? breaking(file, 2000) : FileIntake.open(file));
        List<String> records = records(200);
        drop("many.ndjson", String.join("\n", records));

        awaitDone("many.ndjson");

        assertThat(broken).hasValue(3);
        assertThat(intake.texts()).containsExactlyElementsOf(records);
        assertThat(visible(drop.resolve("rejected"))).isEmpty();
    }

    @Test
    void keepsAFileThatCannotBeReadUntilItCan() throws Exception {
        AtomicInteger denied = new AtomicInteger();
        start(file -> {
            if (file.endsWith("denied.json") && denied.incrementAndGet() < 4) {
                throw new java.nio.file.AccessDeniedException(file.toString());
            }
            return FileIntake.open(file);
        });
        drop("denied.json", record("denied", 1));
        drop("fine.json", record("fine", 1));

        awaitDone("fine.json");
        awaitDone("denied.json");

        assertThat(denied).hasValue(4);
    }

    @Test
    void theFileStaysWhileTheLedgerIsDown() throws Exception {
        intake.down = true;
        start();
        List<String> records = records(40);
        drop("many.ndjson", String.join("\n", records));

        await().until(() -> rig.status().state() == DoorStatus.State.WAITING);
        await().until(() -> intake.refusedWhileDown.get() > 5);
        assertThat(drop.resolve("many.ndjson")).exists();
        assertThat(rig.status().reason()).contains("ledger");
        intake.down = false;
        awaitDone("many.ndjson");

        assertThat(intake.texts()).containsExactlyInAnyOrderElementsOf(records);
        await().until(() -> rig.status().state() == DoorStatus.State.OPEN);
    }

    @Test
    void stopsQuicklyWhileTheLedgerIsDownAndGoesOnAfterARestart() throws Exception {
        intake.down = true;
        start();
        drop("one.json", record("a", 1));
        await().until(() -> rig.status().state() == DoorStatus.State.WAITING);

        rig.close();

        assertThat(rig.context.getShutdownStrategy().isTimeoutOccurred()).isFalse();
        assertThat(drop.resolve("one.json")).exists();
        intake.down = false;
        start();
        awaitDone("one.json");
    }

    @Test
    void putsBackWhatACrashLeftHalfMoved() throws Exception {
        Files.createDirectories(drop);
        Files.createDirectories(drop.resolve(".relay-leaving"));
        Files.writeString(drop.resolve(".relay-leaving/half.json"), record("a", 1));
        start();

        awaitDone("half.json");

        assertThat(intake.texts()).containsExactly(record("a", 1));
    }

    @Test
    void storesAFileAgainAfterACrashWithoutHarm() throws Exception {
        start();
        drop("one.json", record("a", 1));
        awaitDone("one.json");
        drop("one.json", record("a", 1));

        await().until(() -> visible(drop.resolve("done")).size() == 2);

        assertThat(intake.texts()).containsExactly(record("a", 1));
    }

    @Test
    void takesNothingWhileAnotherHoldsTheFolder() throws Exception {
        Files.createDirectories(drop);
        FileLock other = new FileLock(drop);
        assertThat(other.hold()).isTrue();
        start();
        drop("one.json", record("a", 1));

        await().until(() -> rig.status().state() == DoorStatus.State.STANDBY);
        assertThat(intake.stored()).isEmpty();
        other.close();
        awaitDone("one.json");
    }

    @Test
    void losesTheFolderWithItsLockFile() throws Exception {
        start();
        drop("one.json", record("a", 1));
        awaitDone("one.json");
        Files.delete(drop.resolve(".relay.lock"));
        FileLock other = new FileLock(drop);

        assertThat(other.hold()).isTrue();
        drop("two.json", record("b", 1));
        await().until(() -> rig.status().state() == DoorStatus.State.STANDBY);
        assertThat(intake.stored()).hasSize(1);
        other.close();
        awaitDone("two.json");
    }

    private static String place(Body body) {
        return body.source() + ":" + body.at().line();
    }

    private void start() throws Exception {
        start(FileIntake::open);
    }

    private void start(FileIntake.Opener opener) throws Exception {
        rig = FileRig.of(
                        settings,
                        intake,
                        file -> {
                            opened.incrementAndGet();
                            return opener.open(file);
                        },
                        clock)
                .start();
    }

    /** Waits until the folder was looked into as often again. */
    private void awaitPolls(int times) {
        ScheduledPollConsumer consumer =
                (ScheduledPollConsumer) rig.context.getRoute("intake-files").getConsumer();
        long until = consumer.getCounter() + times;
        await().until(() -> consumer.getCounter() > until);
    }

    private void drop(String name, String content) throws IOException {
        Files.createDirectories(drop);
        Path part = Files.writeString(temp.resolve("part"), content);
        Files.move(part, drop.resolve(name));
    }

    private void awaitDone(String name) {
        awaitLeft(name);
        assertThat(drop.resolve("done").resolve(name)).exists();
    }

    private JsonNode awaitError(String name) throws IOException {
        awaitLeft(name);
        return JSON.readTree(rejected(name + ".error.json").toFile());
    }

    private void awaitLeft(String name) {
        await().until(() -> !Files.exists(drop.resolve(name))
                && !Files.exists(drop.resolve(".relay-leaving").resolve(name))
                && !Files.exists(drop.resolve(name)));
    }

    private Path rejected(String name) {
        return drop.resolve("rejected").resolve(name);
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.noneMatch(file -> Files.isRegularFile(file) && !file.endsWith(".relay.lock"));
        }
    }

    /** Files that are not hidden. */
    private static List<String> visible(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !Files.isDirectory(file))
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .collect(Collectors.toList());
        }
    }

    private static List<String> contents(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(FileDoorTest::content).toList();
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean isBadJson(Path file) {
        try {
            JSON.readerFor(JsonNode.class).readTree(content(file));
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Gives the content of the file as it is now, but its end only when told. */
    private static InputStream slow(Path file, CountDownLatch reading, CountDownLatch goOn) throws IOException {
        byte[] now = Files.readAllBytes(file);
        return new FilterInputStream(new java.io.ByteArrayInputStream(now)) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int count = super.read(into, offset, length);
                if (count < 0) {
                    reading.countDown();
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }
                return count;
            }
        };
    }

    private static InputStream breaking(Path file, int after) throws IOException {
        return new FilterInputStream(Files.newInputStream(file)) {
            private int left = after;

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (left <= 0) {
                    throw new IOException("Input/output error");
                }
                int count = super.read(into, offset, Math.min(length, left));
                left -= Math.max(0, count);
                return count;
            }
        };
    }

    private static List<String> records(int count) {
        return IntStream.range(0, count).mapToObj(i -> record("r-" + i, 1)).toList();
    }

    private static String record(String id, int revision) {
        return "{\"interactionId\":\"" + id + "\",\"revision\":" + revision + "}";
    }
}
