package org.activityrelay.relay.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.activityrelay.relay.http.RunningDoor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What answers by the files here answers by those of a service when it is given the service's address. */
class AskingAServiceTest {

    private static RunningDoor door;

    private String output;

    @BeforeAll
    static void start() {
        door = RunningDoor.start();
    }

    @AfterAll
    static void stop() {
        door.close();
    }

    private int run(Object command, String... arguments) {
        StringWriter out = new StringWriter();
        int code = new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .setExecutionExceptionHandler((failure, commandLine, parsed) -> {
                    commandLine.getErr().println(failure.getMessage());
                    return 1;
                })
                .execute(arguments);
        output = out.toString();
        return code;
    }

    private static String url() {
        return "http://127.0.0.1:" + door.port();
    }

    @Test
    void runsItsCases() {
        assertThat(run(new TestCommand(), "--url", url(), "--only", "complaint"))
                .as(() -> output)
                .isZero();
        assertThat(output).contains("cases/email.case.yaml", "  ok    ", "all as expected");

        assertThat(run(new TestCommand(), "--url", url(), "--only", "complaint", "--format", "junit"))
                .isZero();
        assertThat(output).contains("<testcase");
    }

    @Test
    void saysThatItRunsItsOwnOnly() {
        assertThat(run(new TestCommand(), "--url", url(), "routes")).isEqualTo(2);
        assertThat(output).contains("a running service runs the cases of its own routes");
    }

    @Test
    void explainsByItsRoutes() {
        assertThat(run(new ExplainCommand(), "routes/samples/minimal.json", "--url", url()))
                .as(() -> output)
                .isZero();
        assertThat(output).contains("database");

        assertThat(run(new ExplainCommand(), "routes/samples/minimal.json", "--url", "http://127.0.0.1:1"))
                .isOne();
        assertThat(output).contains("http://127.0.0.1:1 does not answer");
    }
}
