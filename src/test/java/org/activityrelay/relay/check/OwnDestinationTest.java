package org.activityrelay.relay.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.SnapshotReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.FileSystemUtils;

/** What the routes' own page says about a destination of one's own is done to the letter. */
@DisabledOnOs(OS.WINDOWS)
class OwnDestinationTest {

    private static final String SECTION = "## A destination of your own";

    @TempDir
    Path home;

    @BeforeEach
    void copy() throws Exception {
        FileSystemUtils.copyRecursively(Path.of("routes"), home.resolve("routes"));
        FileSystemUtils.copyRecursively(Path.of("config"), home.resolve("config"));
        Process shell = new ProcessBuilder("sh", "-e", "-c", block("sh"))
                .directory(home.toFile())
                .start();
        assertThat(shell.waitFor(300, TimeUnit.SECONDS)).isTrue();
        assertThat(shell.exitValue()).isZero();
    }

    @Test
    void theCopyIsADestinationWithTheSettingsOfThePage() throws IOException {
        Path copy = home.resolve("routes/5-destination-wall.camel.yaml");
        assertThat(copy).content().contains("activity:destination/wall").doesNotContain("destination.crm");
        Files.writeString(home.resolve("config/application.yaml"), block("yaml"));

        assertThat(check(Map.of("spring.config.additional-location", home.resolve("config") + "/")))
                .isEmpty();
    }

    @Test
    void withoutThemEachThatIsMissingIsNamed() throws IOException {
        assertThat(check(Map.of()))
                .extracting(Finding::what)
                .containsExactly(
                        "the placeholder {{relay.destination.wall.url}} has no value",
                        "the placeholder {{relay.destination.wall.method}} has no value",
                        "the placeholder {{relay.destination.wall.answer.id}} has no value",
                        "the placeholder {{relay.destination.wall.answer.url}} has no value");
    }

    private List<Finding> check(Map<String, Object> settings) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", settings));
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        try (Workbench workbench = new Workbench(environment)) {
            return workbench
                    .checker()
                    .check(new SnapshotReader(home.resolve("routes"), home.resolve("config")).read())
                    .findings();
        }
    }

    private static String block(String language) throws IOException {
        String page = Files.readString(Path.of("routes/README.md"));
        String section = page.substring(page.indexOf(SECTION));
        String fence = "```" + language + "\n";
        int begin = section.indexOf(fence) + fence.length();
        return section.substring(begin, section.indexOf("```\n", begin));
    }
}
