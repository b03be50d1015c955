package org.activityrelay.relay.destination;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
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
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
        server.start();
        Logger greenmail = logging.getLogger("com.icegreen");
        greenmail.setLevel(Level.OFF);
        try (Rig rig = Rig.live()
                .shipped("5-destination-database.camel.yaml")
                .shipped("5-destination-email.camel.yaml")
                .with("relay.data", folder)
                .with("relay.destination.email.smtp.host", "127.0.0.1")
                .with("relay.destination.email.smtp.port", server.getSmtp().getPort())
                .with("relay.destination.email.from", "relay@example.com")
                .start()) {
            root.setLevel(Level.ALL);
            root.detachAndStopAllAppenders();
            root.addAppender(lines);
            logging.getLogger("org.apache.camel").setLevel(Level.ALL);
            logging.getLogger("org.apache.hc.client5.http.wire").setLevel(Level.ALL);

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
            logging.getLogger("org.apache.camel").setLevel(null);
            logging.getLogger("org.apache.hc.client5.http.wire").setLevel(null);
            greenmail.setLevel(null);
            server.stop();
        }

        assertThat(server.getReceivedMessages()).isNotNull();
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .noneMatch(line -> line.contains("Abbuchung")
                        || line.contains("004930555010")
                        || line.contains("quality@example.com"));
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
