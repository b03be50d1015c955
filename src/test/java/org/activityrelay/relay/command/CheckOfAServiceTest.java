package org.activityrelay.relay.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.activityrelay.relay.contract.Ports;
import org.activityrelay.relay.http.RunningDoor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine;

/** {@code relay check --url} and {@code relay coverage --url} ask a service; while there is no key, this machine may. */
class CheckOfAServiceTest {

    private static RunningDoor door;

    @TempDir
    Path folder;

    private String output;

    @BeforeAll
    static void start() {
        door = RunningDoor.start();
    }

    @AfterAll
    static void stop() {
        door.close();
    }

    private int check(String... arguments) {
        return run(new CheckCommand(), arguments);
    }

    private int run(Object command, String... arguments) {
        StringWriter out = new StringWriter();
        int code = new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    line.getErr().println(failure.getMessage());
                    return 1;
                })
                .execute(arguments);
        output = out.toString();
        return code;
    }

    private String url() {
        return "http://127.0.0.1:" + door.port();
    }

    @Test
    void looksAtItsOwnFiles() {
        assertThat(check("--url", url())).as(() -> output).isZero();
        assertThat(output).endsWith("files, no mistakes\n");
    }

    @Test
    void looksAtAnothersFilesAndNamesThemAsTheyAreHere() throws IOException {
        FileSystemUtils.copyRecursively(Path.of("routes"), folder.resolve("routes"));
        FileSystemUtils.copyRecursively(Path.of("config"), folder.resolve("config"));
        Path rules = folder.resolve("routes/3-routing.camel.yaml");
        Files.writeString(
                rules, Files.readString(rules).replace("${body.dispositionClass}", "${body.dispositonClass}"));

        assertThat(check("--url", url() + "/", folder.toString())).isOne();
        assertThat(output)
                .startsWith(rules + ":22: a record has no field dispositonClass, write dispositionClass")
                .endsWith("files, 1 mistake\n");
    }

    @Test
    void showsTheSameCoverageAsThisMachineWould() {
        for (String format : new String[] {"text", "json"}) {
            assertThat(run(new CoverageCommand(), "--format", format, "--only", "crm", "--url", url()))
                    .isZero();
            String there = output;
            assertThat(run(new CoverageCommand(), "--format", format, "--only", "crm"))
                    .isZero();
            assertThat(there).isEqualTo(output).contains("crm", "Product sold");
        }
        assertThat(run(new CoverageCommand(), "--url", url(), folder.toString()))
                .isEqualTo(2);
        assertThat(output).contains("a running service shows its own rules");
    }

    @Test
    void saysThatNobodyAnswers() throws IOException {
        int free = Ports.free();

        assertThat(check("--url", "http://127.0.0.1:" + free)).isOne();
        assertThat(output).contains("http://127.0.0.1:" + free + " does not answer");
    }
}
