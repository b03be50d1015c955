package org.activityrelay.relay.destination.mail;

import jakarta.mail.BodyPart;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.activityrelay.relay.contract.Ports;
import org.activityrelay.relay.delivery.RecordedRequest;
import org.activityrelay.relay.destination.CannotHappen;
import org.activityrelay.relay.destination.Case;
import org.activityrelay.relay.destination.OutletContract;
import org.activityrelay.relay.destination.Rig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The email destination against a mail server. What is said of SMTP itself is in {@link SmtpTest}. */
@CannotHappen(value = Case.REVISED_AFTER_COMPLETION, because = "a mail that was sent is never changed")
@CannotHappen(
        value = Case.REAUTHENTICATED,
        because = "every message is sent in a session of its own, which logs in anew")
@CannotHappen(value = Case.NO_LINK, because = "a mail is linked to no record")
@CannotHappen(value = Case.SEVERAL_LINKS, because = "a mail is linked to no record; it names all that the agent saw")
class EmailTest extends OutletContract {

    private static final String READER = "supervisor@example.com";

    private ScriptedMailServer server;

    @BeforeEach
    void listen() throws Exception {
        server = new ScriptedMailServer(null);
    }

    @AfterEach
    void stopListening() throws Exception {
        server.close();
    }

    @Override
    protected String destination() {
        return "email";
    }

    @Override
    protected TreeMap<String, String> arguments() {
        return new TreeMap<>(Map.of("to", READER, "template", "complaint"));
    }

    @Override
    protected Rig configured(Rig rig) {
        return rig.shipped("5-destination-email.camel.yaml")
                .with("relay.destination.email.smtp.host", "localhost")
                .with("relay.destination.email.smtp.port", server.port())
                .with("relay.destination.email.from", "Relay <relay@example.com>");
    }

    @Override
    protected Rig unreachable(Rig rig) {
        return rig.with("relay.destination.email.smtp.port", Ports.free());
    }

    @Override
    protected Rig edited(Rig rig) throws Exception {
        String notes = "\nNotes\n";
        return rig.file(
                "templates/complaint.txt.ftl",
                shippedWith("templates/complaint.txt.ftl", notes, notes + "Edited mapping\n"));
    }

    /** The date is of the attempt, unless it is one that repeats another. */
    @Override
    protected List<Received> received() throws Exception {
        return server.received().stream()
                .map(ScriptedMailServer.Received::content)
                .map(content -> new Received(key(content), withoutDate(content)))
                .toList();
    }

    private static String withoutDate(String content) {
        return content.replace("\r\n", "\n").replaceFirst("(?m)^Date: .*$", "").strip();
    }

    private static String key(String content) {
        return content.replaceFirst("(?s).*^?Message-ID: <([^@]*)@.*", "$1");
    }

    @Override
    protected String description(Received received) throws Exception {
        MimeMessage message = new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(received.body().getBytes(StandardCharsets.UTF_8)));
        BodyPart text = ((MimeMultipart) message.getContent()).getBodyPart(0);
        return ((String) text.getContent()).replace("\r\n", "\n");
    }

    @Override
    protected String shown(RecordedRequest recorded) {
        return withoutDate(new String(recorded.content(), StandardCharsets.UTF_8));
    }

    @Override
    protected void refuse() {
        server.replying(READER, "550 5.1.1 no such user");
    }

    @Override
    protected String refusedBecause() {
        return "recipient_refused";
    }

    @Override
    protected void throttle() {
        server.replying(READER, "450 4.7.1 too many messages, try later");
    }

    @Override
    protected void loseNextAnswer() {
        server.hangingUpAfterTheDot(true);
    }

    @Override
    protected void mend() {
        server.accepting(READER).hangingUpAfterTheDot(false);
    }
}
