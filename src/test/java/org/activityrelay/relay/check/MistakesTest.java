package org.activityrelay.relay.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.activityrelay.relay.configuration.Bundle;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.RefusedConfigurationException;
import org.activityrelay.relay.configuration.RunningContexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each file of {@code mistakes} is a route file with one kind of mistake. Its first line says as which file it is read;
 * {@code #! text} at the end of a line says which finding belongs to that line.
 */
class MistakesTest {

    private static final Path FIXTURES = Path.of("src/test/resources/mistakes");
    private static final String MARK = "#!";

    static Stream<Path> mistakes() throws IOException {
        try (Stream<Path> files = Files.list(FIXTURES)) {
            return files.sorted().toList().stream();
        }
    }

    @Test
    void hasAFixtureForEachMistake() throws IOException {
        assertThat(mistakes()).hasSizeGreaterThanOrEqualTo(60);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void reportsEveryMistakeInItsLine(Path fixture) throws IOException {
        List<String> lines = Files.readAllLines(fixture);
        String name = lines.get(0).replace("# as ", "").replaceAll("#!.*", "").trim();
        List<Finding> found = findings(name, fixture);
        List<Expected> expected = expected(lines);

        assertThat(expected).isNotEmpty();
        assertThat(found).allSatisfy(finding -> {
            assertThat(finding.remedy()).isNotBlank();
            assertThat(finding.toString()).doesNotContain("\n");
        });
        assertThat(found).as(found.toString()).zipSatisfy(expected, (finding, mark) -> {
            assertThat(finding.file()).isEqualTo(name);
            assertThat(finding.line()).as(finding.toString()).isEqualTo(mark.line());
            assertThat(finding.toString()).contains(mark.text());
        });
    }

    private static List<Finding> findings(String name, Path fixture) {
        Bundle bundle = new Bundle()
                .routing("- to: activity:deliver/crm")
                .destination("crm", "file:target/nowhere")
                .fixture(name, fixture)
                .setting("relay.destination.live.mode", "live")
                .checks(RouteChecks.all());
        try (RunningContexts running = bundle.build()) {
            return List.of();
        } catch (RefusedConfigurationException refused) {
            return refused.findings();
        }
    }

    private static List<Expected> expected(List<String> lines) {
        List<Expected> expected = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String[] parts = lines.get(i).split(MARK, -1);
            for (int j = 1; j < parts.length; j++) {
                expected.add(new Expected(i == 0 ? null : (Integer) (i + 1), parts[j].trim()));
            }
        }
        return expected;
    }

    /** @param line null for the whole file (a mark on the first line) */
    private record Expected(Integer line, String text) {}
}
