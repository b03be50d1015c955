package org.activityrelay.relay.crashtest;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One process of the service, always on the same port, started and killed many times. */
final class ServiceProcess {

    /** Whatever the surroundings set for another service is not for this one. */
    private static final List<String> FOREIGN = List.of(
            "RELAY_", "SPRING_", "SERVER_", "MANAGEMENT_", "SITE_", "LOGGING_", "CAMEL_", "JAVA_TOOL_", "JDK_JAVA_");

    private static final Duration LONGEST_START = Duration.ofSeconds(180);
    private static final int LOG_LINES = 15;

    private final Program program;
    private final Path folder;
    private final int port;
    private final List<String> settings;
    private final Map<String, String> secrets;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private volatile Process process;
    private volatile boolean ready;
    private volatile boolean wanted;

    /**
     * @param folder working directory: no configuration of another service lies there
     * @param secrets settings as environment variables
     */
    ServiceProcess(Program program, Path folder, int port, List<String> settings, Map<String, String> secrets) {
        this.program = program;
        this.folder = folder;
        this.port = port;
        this.settings = settings;
        this.secrets = secrets;
    }

    /** Below the ports that systems hand out to clients: nobody else takes it while the process is dead. */
    static int freePort() {
        Random random = new Random();
        while (true) {
            int port = 10_000 + random.nextInt(10_000);
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (IOException inUse) {
                LockSupport.parkNanos(1);
            }
        }
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** Whether it has answered that it is ready since its last start. */
    boolean isReady() {
        return ready && process.isAlive();
    }

    /** Starts without waiting. */
    void launch() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(program.command(settings))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().keySet().removeIf(name -> FOREIGN.stream().anyMatch(name::startsWith));
        builder.environment().putAll(secrets);
        ready = false;
        wanted = true;
        process = builder.start();
    }

    /** Looks once. */
    boolean checkReady() {
        ready = process.isAlive() && answersReady();
        return ready;
    }

    /** @throws ServiceTrouble when it ends instead, or takes too long */
    void awaitReady() {
        long giveUp = System.nanoTime() + LONGEST_START.toNanos();
        while (!checkReady()) {
            throwIfEnded();
            if (System.nanoTime() > giveUp) {
                throw new ServiceTrouble(
                        "the service was not ready within " + LONGEST_START.toSeconds() + " s:\n" + lastLines());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    /** @throws ServiceTrouble when it ended and nobody had asked it to */
    void throwIfEnded() {
        if (wanted && !process.isAlive()) {
            throw new ServiceTrouble(
                    "the service ended by itself with exit code " + process.exitValue() + ":\n" + lastLines());
        }
    }

    private boolean answersReady() {
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** As {@code kill -9}: nothing in the process can react. */
    void kill() throws InterruptedException {
        wanted = false;
        ready = false;
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    /** As SIGTERM. */
    void terminate() throws InterruptedException {
        wanted = false;
        ready = false;
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            kill();
            throw new ServiceTrouble("the service did not stop within 60 s of SIGTERM:\n" + lastLines());
        }
    }

    private Path log() {
        return folder.resolve("service.log");
    }

    private String lastLines() {
        try {
            List<String> lines = Files.readAllLines(log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "(" + log() + " cannot be read)";
        }
    }
}
