package org.activityrelay.relay.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.activityrelay.relay.contract.Program;

/** What a command printed, run in a process of its own by the program's main, as {@code ./relay} does. */
record Ran(int exit, String out, String err) {

    /**
     * @param home working directory, with config and routes
     * @param environment of the command besides what every process has
     */
    static Ran command(Path home, Map<String, String> environment, String... arguments) {
        return command(home, environment, List.of(), arguments);
    }

    static Ran command(Path home, Map<String, String> environment, List<String> jvm, String... arguments) {
        List<String> command = new ArrayList<>(Program.command(jvm));
        command.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile("command", ".out");
            Path err = Files.createTempFile("command", ".err");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("RELAY_"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(300, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("it does not end: " + Files.readString(out) + Files.readString(err));
            }
            Ran ran = new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
            Files.delete(out);
            Files.delete(err);
            return ran;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
