package org.activityrelay.relay.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.activityrelay.relay.configuration.Bundle;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.RefusedConfigurationException;
import org.activityrelay.relay.configuration.RunningContexts;
import org.activityrelay.relay.configuration.Snapshot;
import org.activityrelay.relay.configuration.SnapshotReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Each file of {@code mistakes} is a route file with one kind of mistake. Its first line says as which file it is read.
 * Each folder holds files that are laid over the shipped ones. {@code #! text} at the end of a line, in a comment, says
 * which finding belongs to that line; on the first line it belongs to the whole file.
 */
class MistakesTest {

    private static final Path FIXTURES = Path.of("src/test/resources/mistakes");
    private static final String MARK = "#!";

    private static Workbench workbench;

    @BeforeAll
    static void open() {
        StandardEnvironment settings = new StandardEnvironment();
        settings.getPropertySources()
                .addFirst(new MapPropertySource(
                        "test",
                        Map.of("spring.config.location", "classpath:/", "relay.destination.live.mode", "live")));
        ConfigDataEnvironmentPostProcessor.applyTo(settings);
        workbench = new Workbench(settings);
    }

    @AfterAll
    static void close() {
        workbench.close();
    }

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FIXTURES)) {
            return files.filter(Files::isRegularFile).sorted().toList().stream();
        }
    }

    static Stream<Path> folders() throws IOException {
        try (Stream<Path> files = Files.list(FIXTURES)) {
            return files.filter(Files::isDirectory).sorted().toList().stream();
        }
    }

    @Test
    void hasAFixtureForEachMistake() throws IOException {
        assertThat(files()).hasSizeGreaterThanOrEqualTo(110);
        assertThat(folders()).hasSizeGreaterThanOrEqualTo(24);
    }

    @ParameterizedTest
    @MethodSource("files")
    void reportsEveryMistakeInItsLine(Path fixture) throws IOException {
        List<String> lines = Files.readAllLines(fixture);
        String name = lines.get(0).replace("# as ", "").replaceAll("#!.*", "").trim();

        agrees(check(base(name, fixture).snapshot().files()), expected(Snapshot.ROUTES + name, lines));
    }

    @ParameterizedTest
    @MethodSource("folders")
    void reportsEveryMistakeInItsFile(Path fixture) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>(
                new SnapshotReader(Path.of("routes"), Path.of("config")).read().files());
        List<Expected> expected = new ArrayList<>();
        try (Stream<Path> overlay = Files.walk(fixture)) {
            for (Path file : overlay.filter(Files::isRegularFile).sorted().toList()) {
                String path = fixture.relativize(file).toString().replace('\\', '/');
                files.put(path, unmarked(path, Files.readAllBytes(file)));
                expected.addAll(expected(path, Files.readAllLines(file)));
            }
        }

        agrees(check(files), expected);
    }

    /** A table has no room for a remark at the end of a line. */
    private static byte[] unmarked(String path, byte[] content) {
        return path.endsWith(".csv")
                ? new String(content, StandardCharsets.UTF_8)
                        .replaceAll("[ \\t]*#!.*", "")
                        .getBytes(StandardCharsets.UTF_8)
                : content;
    }

    /** A start stops at the first stage of mistakes, and says nothing that a check does not. */
    @ParameterizedTest
    @MethodSource("files")
    void aStartRefusesIt(Path fixture) throws IOException {
        String name = Files.readAllLines(fixture)
                .get(0)
                .replace("# as ", "")
                .replaceAll("#!.*", "")
                .trim();
        Bundle bundle = base(name, fixture).checks(RouteChecks.all());

        List<Finding> refused = start(bundle);

        assertThat(refused).isNotEmpty();
        assertThat(check(bundle.snapshot().files()).stream()
                        .map(finding -> finding.in(finding.file().replaceFirst("^routes/", ""))))
                .containsAll(refused);
    }

    /** What a person knows of this machine or of a secret stays out. */
    @Test
    void neverRepeatsASecret() throws IOException {
        List<Finding> found =
                check(base("5-destination-second.camel.yaml", FIXTURES.resolve("destination-holds-secrets.yaml"))
                        .snapshot()
                        .files());

        assertThat(found).hasSizeGreaterThan(6).allSatisfy(finding -> assertThat(finding.toString())
                .doesNotContain("hunter2", "k3yThat", "letmein", "q7Zt0p"));
    }

    @Test
    void aSettingThatSendsRecordsBackIsNamed() throws IOException {
        StandardEnvironment settings = new StandardEnvironment();
        settings.getPropertySources()
                .addFirst(new MapPropertySource(
                        "test",
                        Map.of(
                                "spring.config.location",
                                "classpath:/",
                                "relay.destination.queue.name",
                                "activity.intake")));
        ConfigDataEnvironmentPostProcessor.applyTo(settings);
        List<String> route = Files.readAllLines(Path.of("routes/5-destination-queue.camel.yaml"));
        int line = route.indexOf("            id: publish-message");
        try (Workbench other = new Workbench(settings)) {
            assertThat(other.check().findings())
                    .extracting(Finding::toString)
                    .singleElement()
                    .asString()
                    .startsWith("routes/5-destination-queue.camel.yaml:" + line + ": records would go round in circles")
                    .endsWith("set relay.destination.queue.name to another queue");
        }
    }

    @Test
    void findsNothingInWhatIsShipped() {
        assertThat(check(new SnapshotReader(Path.of("routes"), Path.of("config"))
                        .read()
                        .files()))
                .isEmpty();
    }

    private static List<Finding> check(Map<String, byte[]> files) {
        return workbench.checker().check(Snapshot.of(files)).findings().stream()
                // Only one fixture has the destination that a setting of this test is for.
                .filter(finding -> !finding.file().equals("test"))
                .toList();
    }

    private static List<Finding> start(Bundle bundle) {
        try (RunningContexts running = bundle.build()) {
            return List.of();
        } catch (RefusedConfigurationException refused) {
            return refused.findings();
        }
    }

    private static Bundle base(String name, Path fixture) {
        return new Bundle()
                .routing("- to: activity:deliver/crm")
                .destination("crm", "file:target/nowhere")
                .fixture(name, fixture)
                .setting("relay.destination.live.mode", "live");
    }

    private static void agrees(List<Finding> found, List<Expected> marks) {
        List<Expected> expected = marks.stream()
                .sorted(Comparator.comparing(Expected::file)
                        .thenComparing(Expected::line, Comparator.nullsFirst(Comparator.naturalOrder())))
                .toList();
        assertThat(expected).isNotEmpty();
        assertThat(found).allSatisfy(finding -> {
            assertThat(finding.remedy()).isNotBlank();
            assertThat(finding.toString()).doesNotContain("\n");
        });
        assertThat(found).as(found.toString()).zipSatisfy(expected, (finding, mark) -> {
            assertThat(finding.file()).isEqualTo(mark.file());
            assertThat(finding.line()).as(finding.toString()).isEqualTo(mark.line());
            assertThat(finding.toString()).contains(mark.text());
        });
    }

    private static List<Expected> expected(String file, List<String> lines) {
        List<Expected> expected = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String[] parts = lines.get(i).replaceFirst("\\s*(\\*/|-->)$", "").split(MARK, -1);
            for (int j = 1; j < parts.length; j++) {
                expected.add(new Expected(file, i == 0 ? null : (Integer) (i + 1), parts[j].trim()));
            }
        }
        return expected;
    }

    /** @param line null for the whole file (a mark on the first line) */
    private record Expected(String file, Integer line, String text) {}
}
