package org.activityrelay.relay.destination;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class WireLogsTest {

    @TempDir
    java.nio.file.Path folder;

    @Test
    void noLibraryLogsARecordEvenWhenAskedForEverything() throws Exception {
        WireLogs.close();
        LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger root = logging.getLogger(Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        List<Appender<ILoggingEvent>> others = new ArrayList<>();
        root.iteratorForAppenders().forEachRemaining(others::add);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        HttpServer crm = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        crm.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(201, 2);
            exchange.getResponseBody().write("{}".getBytes());
            exchange.close();
        });
        crm.start();
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
        server.start();
        Logger greenmail = logging.getLogger("com.icegreen");
        greenmail.setLevel(Level.OFF);
        try (Rig rig = Rig.live()
                .shipped("5-destination-database.camel.yaml")
                .shipped("5-destination-email.camel.yaml")
                .shipped("5-destination-crm.camel.yaml")
                .with("relay.data", folder)
                .with(
                        "relay.destination.crm.url",
                        "http://127.0.0.1:" + crm.getAddress().getPort() + "/activities")
                .with("relay.destination.crm.auth.type", "bearer")
                .with("relay.destination.crm.auth.token", "t-0123456789")
                .with("relay.destination.email.smtp.host", "127.0.0.1")
                .with("relay.destination.email.smtp.port", server.getSmtp().getPort())
                .with("relay.destination.email.from", "relay@example.com")
                .start()) {
            root.setLevel(Level.ALL);
            others.forEach(root::detachAppender);
            root.addAppender(lines);
            logging.getLogger("org.apache.camel").setLevel(Level.ALL);
            logging.getLogger("org.apache.hc.client5.http.wire").setLevel(Level.ALL);

            rig.deliver(Claims.of("crm", Claims.sample("voice-complaint-5.19.json")));
            rig.deliver(Claims.of("database", Claims.sample("voice-complaint-5.19.json")));
            rig.deliver(Claims.of(
                    "email",
                    Claims.sample("voice-complaint-5.19.json"),
                    "to",
                    "quality@example.com",
                    "template",
                    "complaint"));
        } finally {
            root.setLevel(before);
            root.detachAppender(lines);
            others.forEach(root::addAppender); // the tests after this one read the log
            logging.getLogger("org.apache.camel").setLevel(null);
            logging.getLogger("org.apache.hc.client5.http.wire").setLevel(null);
            greenmail.setLevel(null);
            server.stop();
            crm.stop(0);
        }

        assertThat(lines.list).isNotEmpty();
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .noneMatch(line -> line.contains("Abbuchung")
                        || line.contains("004930555010")
                        || line.contains("quality@example.com")
                        || line.contains("t-0123456789"));
    }

    @Test
    void otherLoggersKeepTheirLevels() {
        WireLogs.close();
        Logger own = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("org.activityrelay.test");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        own.addAppender(lines);
        own.setLevel(Level.DEBUG);

        own.debug("seen");

        assertThat(lines.list).hasSize(1);
        own.detachAppender(lines);
        own.setLevel(null);
    }
}
