package org.activityrelay.relay.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.activityrelay.relay.intake.QueueSender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/** A full run with everything logged that can be: what belongs to a person is in none of it. */
class LogPrivacyIT {

    private static final List<String> PERSONAL = List.of(
            "4155550100",
            "4930555010",
            "442079460018",
            "lin.wei@example.org",
            "buyer@example.com",
            "24-month plan",
            "doppelte Abbuchung",
            "Rang out twice",
            "password reset",
            "paper\"\" invoice",
            "msgplayback",
            "/rec/9f2",
            "Ada Pereira",
            "Müller");

    @TempDir
    Path home;

    @Test
    void noLogTellsWhomARecordIsAbout() throws Exception {
        Path log = home.resolve("everything.log");
        // Mail is live, into a closed port, so that failures are logged, too.
        try (RunningRelay relay = RunningRelay.in(home)
                .start(
                        "logging.level.root=DEBUG",
                        "logging.level.org.activityrelay=TRACE",
                        "logging.level.org.apache.camel=TRACE",
                        "logging.level.org.apache.activemq.artemis=DEBUG",
                        "logging.level.org.apache.catalina=DEBUG",
                        "logging.level.org.springframework.boot.web=DEBUG",
                        "logging.level.org.springframework.web.servlet.DispatcherServlet=DEBUG",
                        "logging.level.com.zaxxer.hikari=DEBUG",
                        // This test's own client.
                        "logging.level.jdk.internal.httpclient=OFF",
                        "relay.destination.email.mode=live",
                        "relay.destination.email.from=relay@example.com",
                        "relay.destination.email.smtp.host=127.0.0.1",
                        "relay.destination.email.smtp.port=1",
                        "relay.destination.crm.mode=live",
                        "relay.destination.crm.url=http://127.0.0.1:1/activities")) {
            FileAppender<ILoggingEvent> everything = capture(log);
            byWhateverDoor(relay);
            await().until(() -> relay.json("/api/v1/activities?interactionId=r-1003")
                                    .at("/items")
                                    .size()
                            == 1
                    && relay.json("/api/v1/activities?status=in_flight")
                            .at("/items")
                            .isEmpty());
            everything.stop();
        } finally {
            ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.INFO);
        }

        String logged = Files.readString(log);
        assertThat(logged).as("the run was logged at all").contains("DEBUG ", "WARN org.activityrelay");
        assertThat(PERSONAL)
                .allSatisfy(personal ->
                        assertThat(lines(logged, personal)).as(personal).isEmpty());
    }

    @Test
    void aTemplateThatFailsTellsNothingOfTheRecord() throws Exception {
        Path log = home.resolve("everything.log");
        RunningRelay prepared = RunningRelay.in(home);
        FileSystemUtils.deleteRecursively(home.resolve("routes/cases")); // they would not let such a template in
        Files.writeString(home.resolve("routes/templates/complaint.txt.ftl"), """
                <#attempt>${activity.description?number}<#recover>not a number</#attempt>
                ${activity.description?number}
                """);
        JsonNode delivery;
        try (RunningRelay relay = prepared.start("logging.level.root=DEBUG", "logging.level.org.apache.camel=DEBUG")) {
            FileAppender<ILoggingEvent> everything = capture(log);
            String id = RunningRelay.JSON
                    .readTree(relay.post(
                                    "/api/v1/activities",
                                    "application/json",
                                    Files.readAllBytes(Path.of("routes/samples/voice-complaint-5.19.json")))
                            .body())
                    .get("id")
                    .asText();
            delivery = await().until(
                            () -> mail(relay, id),
                            mail -> mail.path("attempts").asInt() > 0 && mail.hasNonNull("detail"));
            everything.stop();
        } finally {
            ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.INFO);
        }

        assertThat(delivery.get("detail").asText()).contains("templates/complaint.txt.ftl:2:");
        String told = Files.readString(log) + delivery;
        assertThat(told).contains("DEBUG ", "complaint.txt.ftl");
        assertThat(PERSONAL)
                .allSatisfy(personal ->
                        assertThat(lines(told, personal)).as(personal).isEmpty());
    }

    private static JsonNode mail(RunningRelay relay, String id) {
        for (JsonNode delivery : relay.json("/api/v1/activities/" + id).get("deliveries")) {
            if (delivery.get("destination").asText().equals("email")) {
                return delivery;
            }
        }
        return MissingNode.getInstance();
    }

    private static void byWhateverDoor(RunningRelay relay) throws Exception {
        try (Stream<Path> samples = Files.list(Path.of("routes/samples"));
                QueueSender queue = new QueueSender(relay.brokerUrl(), null, null, "activity.intake")) {
            for (Path sample : samples.sorted().toList()) {
                String name = sample.getFileName().toString();
                if (name.endsWith(".json")) {
                    relay.post("/api/v1/activities", "application/json", Files.readAllBytes(sample));
                    queue.send(sample);
                }
                if (!name.endsWith(".md")) {
                    Files.copy(sample, relay.data().resolve("intake").resolve(name));
                }
            }
        }
        relay.get("/api/v1/activities?phone=%2B14155550100&email=lin.wei%40example.org");
    }

    private static List<String> lines(String logged, String personal) {
        return logged.lines().filter(line -> line.contains(personal)).limit(3).toList();
    }

    private static FileAppender<ILoggingEvent> capture(Path log) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%level %logger %msg%n%ex");
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.start();
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setContext(context);
        appender.setFile(log.toString());
        appender.setEncoder(encoder);
        appender.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
        return appender;
    }
}
