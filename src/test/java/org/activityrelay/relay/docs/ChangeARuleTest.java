package org.activityrelay.relay.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.activityrelay.relay.ActivityRelay;
import org.activityrelay.relay.docs.MarkdownBlocks.Block;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** The guide for changing a rule is followed to the letter, block by block, with the real command. */
@DisabledOnOs(OS.WINDOWS)
class ChangeARuleTest {

    private static final Path CASE = Path.of("draft/routes/cases/long-calls.case.yaml");
    private static final Path RULE = Path.of("draft/routes/3-routing-long-calls.camel.yaml");

    @TempDir
    Path home;

    private final MarkdownBlocks page = page();

    @BeforeEach
    void copy() throws IOException {
        FileSystemUtils.copyRecursively(Path.of("routes"), home.resolve("routes"));
        FileSystemUtils.copyRecursively(Path.of("config"), home.resolve("config"));
        Path relay = Files.writeString(
                home.resolve("relay"),
                "#!/bin/sh\nexec '" + Path.of(System.getProperty("java.home"), "bin", "java")
                        + "' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '" + classPath() + "' "
                        + ActivityRelay.class.getName() + " \"$@\"\n");
        assertThat(relay.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void everyBlockWorks() throws Exception {
        assertThat(page.in("sh")).hasSize(7);
        assertThat(page.in("yaml")).hasSize(3);
        assertThat(page.in("text")).hasSize(2);
        String rule = page.in("yaml").get(1).text();

        for (Block block : page.in("sh")) {
            Run run = run(block.text());
            assertThat(run.code).as("line %d: %s", block.line(), run.output).isZero();
            if (block.text().contains("mkdir")) {
                Files.writeString(home.resolve(RULE), rule);
                Files.writeString(home.resolve(CASE), page.in("yaml").get(2).text());
            }
            if (block.text().contains("coverage draft")) {
                assertThat(run.output).contains(page.in("text").get(1).text());
            }
        }
        assertThat(home.resolve("routes").resolve(RULE.getFileName())).hasContent(rule);
        assertThat(run("./relay test").output).contains("A long call is mailed to the quality team");

        Files.writeString(home.resolve(RULE), rule.replace("${body.duration}", "${body.duraton}"));
        Run broken = run("./relay check draft");
        assertThat(broken.code).isOne();
        assertThat(broken.output).contains(page.in("text").get(0).text());
    }

    /** The rule that the guide explains is one that could be written so. */
    @Test
    void theRuleThatIsReadIsARule() throws Exception {
        Files.writeString(
                home.resolve("routes/3-routing-read.camel.yaml"),
                """
                - route:
                    id: routing-read
                    description: The rule of the guide.
                    from:
                      uri: activity:routing
                      steps:
                """ + page.in("yaml").get(0).text().indent(8));

        Run run = run("./relay check");
        assertThat(run.code).as(run.output).isZero();
    }

    private Run run(String command) throws Exception {
        Path output = home.resolve("output");
        Process process = new ProcessBuilder("sh", "-e", "-c", command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), Files.readString(output));
    }

    private record Run(int code, String output) {}

    private static String classPath() {
        return List.of(System.getProperty("java.class.path").split(File.pathSeparator)).stream()
                .map(entry -> new File(entry).getAbsolutePath())
                .reduce((first, second) -> first + File.pathSeparator + second)
                .orElseThrow();
    }

    private static MarkdownBlocks page() {
        try {
            return MarkdownBlocks.of(Path.of("docs/change-a-rule.md"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
