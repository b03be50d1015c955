package org.activityrelay.relay.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.activityrelay.relay.contract.Ports;

/** The service in a JVM of its own, with the JVM options of the container image. */
public final class ServiceProcess implements AutoCloseable {

    private final Process process;
    private final int port;
    private final Path log;

    private ServiceProcess(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** Starts with data below {@code home} and returns when it is ready; settings as {@code key=value}. */
    public static ServiceProcess start(Path home, List<String> jvmOptions, List<String> settings) throws IOException {
        return start(home, Ports.free(), jvmOptions, settings);
    }

    /** The same on a given port. */
    public static ServiceProcess start(Path home, int port, List<String> jvmOptions, List<String> settings)
            throws IOException {
        ServiceProcess service = launch(home, port, jvmOptions, settings);
        service.awaitReady();
        return service;
    }

    private static ServiceProcess launch(Path home, int port, List<String> jvmOptions, List<String> settings)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "org.activityrelay.relay.ActivityRelay",
                "--server.port=" + port,
                "--relay.data=" + home.resolve("data")));
        settings.forEach(setting -> command.add("--" + setting));
        Path log = home.resolve("service.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2"); // as the script relay does
        Process process = builder.start();
        return new ServiceProcess(process, port, log);
    }

    private void awaitReady() throws IOException {
        long giveUp = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
        while (System.nanoTime() < giveUp && process.isAlive()) {
            if (isReady()) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        process.destroyForcibly();
        throw new IOException("the service did not become ready:\n" + Files.readString(log));
    }

    private boolean isReady() {
        try {
            URI readiness = URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness");
            HttpURLConnection connection = (HttpURLConnection) readiness.toURL().openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(1000);
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    public Path log() {
        return log;
    }

    /** Resident memory in MiB, from the kernel's account of the process. */
    public long residentMiB() throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    /** Seconds of processor time since it started: what it costs, whatever else the machine does. */
    public double processorSeconds() {
        return process.info()
                .totalCpuDuration()
                .map(time -> time.toNanos() / 1e9)
                .orElseThrow();
    }

    /** As {@code kill -9}: nothing in the process can react. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** As SIGTERM; answers the exit code. */
    public int terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("did not stop within 60 s of SIGTERM");
        }
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        try {
            terminate();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
