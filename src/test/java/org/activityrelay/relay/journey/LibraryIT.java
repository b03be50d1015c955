package org.activityrelay.relay.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.activityrelay.relay.contract.Ports;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar with somebody's own jar in lib/: a door of their own, in the Java DSL. */
class LibraryIT {

    @TempDir
    Path home;

    /** What a user would put into a jar. */
    public static class OwnDoor extends RouteBuilder {

        @Override
        public void configure() {
            from("timer:own-door?repeatCount=1")
                    .routeId("intake-own")
                    .setBody(constant("{\"interactionId\":\"own-door-1\",\"type\":\"chat\"}"))
                    .to("activity:accept?intake=own");
        }
    }

    @Test
    void findsRoutesInJarsOfTheLibFolder() throws Exception {
        RunningRelay.in(home);
        jar(Files.createDirectories(home.resolve("lib")).resolve("own-door.jar"));
        int port = Ports.free();
        Process service = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-jar",
                        Path.of("target/activity-relay.jar").toAbsolutePath().toString(),
                        "serve",
                        "--server.port=" + port,
                        "--relay.intake.queue.broker=none")
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("service.log").toFile())
                .start();
        try {
            URI search = URI.create("http://127.0.0.1:" + port + "/api/v1/activities?interactionId=own-door-1");
            await().atMost(Duration.ofSeconds(180)).ignoreExceptions().untilAsserted(() -> assertThat(get(search))
                    .contains("\"intake\":\"own\""));
        } finally {
            service.destroy();
            assertThat(service.waitFor(300, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(Files.readString(home.resolve("service.log"))).doesNotContain("ERROR");
    }

    private static String get(URI uri) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static void jar(Path file) throws Exception {
        String path = OwnDoor.class.getName().replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            jar.putNextEntry(new JarEntry(path));
            jar.write(OwnDoor.class.getClassLoader().getResourceAsStream(path).readAllBytes());
            jar.putNextEntry(new JarEntry("META-INF/services/org.apache.camel.RoutesBuilder"));
            jar.write(OwnDoor.class.getName().getBytes(StandardCharsets.UTF_8));
        }
    }
}
