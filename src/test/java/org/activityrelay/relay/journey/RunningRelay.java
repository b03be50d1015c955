package org.activityrelay.relay.journey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.activityrelay.relay.ActivityRelay;
import org.activityrelay.relay.contract.Ports;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole application in this JVM, in a folder of its own with a copy of the shipped routes and configuration. */
public final class RunningRelay implements AutoCloseable {

    public static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Path home;
    private final int brokerPort = Ports.free();
    private ConfigurableApplicationContext application;

    private RunningRelay(Path home) {
        this.home = home;
    }

    /** A copy of the shipped files in an empty folder; not started yet. */
    public static RunningRelay in(Path home) throws IOException {
        copy(Path.of("routes"), home.resolve("routes"));
        copy(Path.of("config"), home.resolve("config"));
        return new RunningRelay(home);
    }

    /** Starts, or starts again after {@link #stop()}; settings as {@code key=value}. */
    public RunningRelay start(String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--relay.data=" + home.resolve("data"),
                "--relay.configuration.routes=" + home.resolve("routes"),
                "--relay.configuration.site=" + home.resolve("config"),
                "--relay.intake.queue.port=" + brokerPort,
                "--relay.intake.files.stable-for=200ms",
                "--relay.intake.files.poll=100ms"));
        Stream.of(settings).map(setting -> "--" + setting).forEach(setting -> {
            String name = setting.substring(0, setting.indexOf('=') + 1);
            arguments.removeIf(argument -> argument.startsWith(name));
            arguments.add(setting);
        });
        application = new SpringApplication(ActivityRelay.class).run(arguments.toArray(String[]::new));
        return this;
    }

    /** Stops as SIGTERM does. */
    public void stop() {
        if (application != null) {
            application.close();
            application = null;
        }
    }

    public boolean isRunning() {
        return application != null;
    }

    @Override
    public void close() {
        stop();
    }

    public ConfigurableApplicationContext application() {
        return application;
    }

    public Path home() {
        return home;
    }

    public Path data() {
        return home.resolve("data");
    }

    public int port() {
        return application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    public String brokerUrl() {
        return "tcp://127.0.0.1:" + brokerPort;
    }

    public HttpResponse<String> post(String path, String contentType, byte[] body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    public HttpResponse<String> get(String path) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    public JsonNode json(String path) {
        try {
            HttpResponse<String> answer = get(path);
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
            }
            return JSON.readTree(answer.body());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where a browser finds that path. */
    public String address(String path) {
        return "http://localhost:" + port() + path;
    }

    private URI uri(String path) {
        return URI.create(address(path));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
