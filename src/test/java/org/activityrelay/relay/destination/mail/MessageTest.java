package org.activityrelay.relay.destination.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Properties;
import org.activityrelay.relay.delivery.RecordedRequest;
import org.activityrelay.relay.destination.Claims;
import org.activityrelay.relay.destination.Rig;
import org.activityrelay.relay.destination.Rig.Delivered;
import org.activityrelay.relay.ledger.Claim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the email destination puts into a message. */
class MessageTest {

    private static Rig dry() {
        return Rig.recording()
                .shipped("5-destination-email.camel.yaml")
                .with("relay.destination.email.from", "Über Relay <relay@example.com>");
    }

    private static Claim mail(ObjectNode record, String... more) {
        String[] arguments = new String[4 + more.length];
        arguments[0] = "to";
        arguments[1] = "quality@example.com";
        arguments[2] = "template";
        arguments[3] = "complaint";
        System.arraycopy(more, 0, arguments, 4, more.length);
        return Claims.of("email", record, arguments);
    }

    @Test
    void arrivesAsHtmlWithAPlainAlternative() throws Exception {
        MimeMessage message;
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
        server.start();
        try (Rig rig = Rig.live()
                .shipped("5-destination-email.camel.yaml")
                .with("relay.destination.email.smtp.host", "127.0.0.1")
                .with("relay.destination.email.smtp.port", server.getSmtp().getPort())
                .with("relay.destination.email.from", "Über Relay <relay@example.com>")
                .with("relay.destination.email.reply-to", "answers@example.com")
                .with("relay.destination.email.message-id-domain", "mail.example.com")
                .start()) {
            rig.deliver(mail(Claims.sample("voice-complaint-5.19.json")));
            message = server.getReceivedMessages()[0];
        } finally {
            server.stop();
        }

        assertThat(message.getSubject()).isEqualTo("Complaint · 004930555010 · Duplicate charge");
        assertThat(((InternetAddress) message.getFrom()[0]).getPersonal()).isEqualTo("Über Relay");
        assertThat(message.getRecipients(RecipientType.TO)[0]).hasToString("quality@example.com");
        assertThat(message.getReplyTo()[0]).hasToString("answers@example.com");
        assertThat(message.getMessageID()).matches("<[a-z0-9~-]+@mail\\.example\\.com>");
        assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        MimeMultipart parts = (MimeMultipart) message.getContent();
        assertThat(parts.getContentType()).startsWith("multipart/alternative");
        assertThat(parts.getCount()).isEqualTo(2);
        assertThat(parts.getBodyPart(0).isMimeType("text/plain")).isTrue();
        assertThat((String) parts.getBodyPart(0).getContent()).contains("Kunde meldet doppelte Abbuchung – Rückruf");
        assertThat(parts.getBodyPart(1).isMimeType("text/html")).isTrue();
        assertThat((String) parts.getBodyPart(1).getContent()).contains("Rückruf vereinbart.</p>");
    }

    @Test
    void recordsTheBytesThatWouldGoOut() throws Exception {
        try (Rig rig = dry().start()) {
            Delivered delivered = rig.deliver(mail(Claims.sample("voice-complaint-5.19.json")));
            RecordedRequest request = delivered.evidence().recorded().get(0);

            MimeMessage message =
                    new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(request.content()));
            assertThat(request.extension()).isEqualTo("eml");
            assertThat(message.getSubject())
                    .isEqualTo(request.description().get("subject").asText());
            assertThat(message.getMessageID())
                    .isEqualTo(request.description().get("messageId").asText());
            assertThat(new String(request.content(), StandardCharsets.US_ASCII)).contains("Subject: =?UTF-8?");
        }
    }

    @Test
    void linksThePlaybackAndNeverTheRecording() throws Exception {
        ObjectNode record = Claims.sample("voice-sale-5.24.json");
        try (Rig rig = dry().start()) {
            JsonNode mail = rig.deliver(mail(record)).only();

            assertThat(mail.get("html").asText()).contains("href=\"https://tenant.example.com/playback?id=9f2\"");
            assertThat(mail.get("text").asText()).contains("https://tenant.example.com/playback?id=9f2");
            assertThat(mail.toString()).doesNotContain("/rec/9f2", "crc=9");
        }
    }

    @Test
    void escapesWhatARecordHoldsInHtmlOnly() throws Exception {
        ObjectNode record = Claims.minimal()
                .put("disposition", "Complaint")
                .put("subject", "<script>alert(1)</script>")
                .put("description", "5 < 6 & \"quoted\" 'text'\nsecond line ✅")
                .put("playbackUrl", "javascript:alert(1)");
        try (Rig rig = dry().start()) {
            JsonNode mail = rig.deliver(mail(record)).only();

            assertThat(mail.get("html").asText())
                    .doesNotContain("<script>", "javascript:")
                    .contains("&lt;script&gt;", "5 &lt; 6 &amp; &quot;quoted&quot;", "second line ✅");
            assertThat(mail.get("text").asText())
                    .contains("<script>alert(1)</script>", "5 < 6 & \"quoted\" 'text'\nsecond line ✅");
        }
    }

    /** Named after "mail content-type and file-name header injection": a text cannot end its part. */
    @Test
    void aTextThatHoldsTheBoundaryStaysText() throws Exception {
        try (Rig rig = dry().start()) {
            Delivered first = rig.deliver(mail(Claims.minimal()));
            String message = new String(first.evidence().recorded().get(0).content(), StandardCharsets.US_ASCII);
            String boundary = message.replaceFirst("(?s).*boundary=\"([^\"]+)\".*", "$1");
            String evil = "--" + boundary + "\r\nContent-Type: text/html\r\n\r\n<b>mine</b>\r\n--" + boundary + "--";

            Delivered second = rig.deliver(mail(Claims.minimal().put("description", evil)));

            MimeMessage parsed = new MimeMessage(
                    Session.getInstance(new Properties()),
                    new ByteArrayInputStream(second.evidence().recorded().get(0).content()));
            MimeMultipart parts = (MimeMultipart) parsed.getContent();
            assertThat(parts.getCount()).isEqualTo(2);
            assertThat((String) parts.getBodyPart(0).getContent()).contains("<b>mine</b>");
        }
    }

    @Test
    void takesTheSubjectOfTheRule() throws Exception {
        try (Rig rig = dry().start()) {
            JsonNode mail = rig.deliver(mail(Claims.minimal(), "subject", "Bitte prüfen ✅"))
                    .only();

            assertThat(mail.get("subject").asText()).isEqualTo("Bitte prüfen ✅");
        }
    }

    /** Named after "mail content-type and file-name header injection": header values are one line. */
    @Test
    void headerInjectionThroughTheSubjectStaysInTheSubject() throws Exception {
        ObjectNode record = Claims.minimal()
                .put("disposition", "Complaint\r\nBcc: thief@example.com\r\n\r\n<html>own body")
                .put("contactName", "a\nX-Evil: 1\u2028X-Evil: 2\u0000\u0085z");
        try (Rig rig = dry().start()) {
            Delivered delivered = rig.deliver(mail(record));

            MimeMessage message = new MimeMessage(
                    Session.getInstance(new Properties()),
                    new ByteArrayInputStream(
                            delivered.evidence().recorded().get(0).content()));
            assertThat(message.getSubject()).startsWith("Complaint Bcc: thief@example.com <html>own body");
            assertThat(message.getRecipients(RecipientType.BCC)).isNull();
            assertThat(Collections.list(message.getAllHeaders()))
                    .extracting(header -> header.getName())
                    .containsExactlyInAnyOrder(
                            "Date",
                            "From",
                            "To",
                            "Message-ID",
                            "Subject",
                            "MIME-Version",
                            "Content-Type",
                            "Auto-Submitted");
        }
    }

    /** Named after "mail content-type and file-name header injection": an address is one line, or none. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@example.com\r\nBcc: thief@example.com",
                "a@example.com\nthief@example.com",
                "a\u0000@example.com"
            })
    void headerInjectionThroughAnAddressIsRefused(String address) throws Exception {
        try (Rig rig = dry().start()) {
            Claim claim = Claims.of("email", Claims.minimal(), "to", address, "template", "complaint");

            assertThatThrownBy(() -> rig.deliver(claim)).isInstanceOf(AddressException.class);
        }
    }

    /** Named after CVE-2025-27636, CVE-2025-29891, CVE-2025-30177 and CVE-2026-33454: headers do not shape the mail. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bcc",
                "Cc",
                "From",
                "Sender",
                "Reply-To",
                "Content-Type",
                "X-Any",
                "CamelMailAlternativeBody",
                "cAmElMailContentType",
                "CamelMailMessageId",
                "CamelFileName",
                "Return-Receipt-To"
            })
    void headersThatCameWithTheExchangeDoNotShapeTheMail(String header) throws Exception {
        boolean routesMaySetIt = java.util.Set.of("Bcc", "Cc", "Reply-To").contains(header);
        try (Rig rig = dry().start()) {
            Delivered delivered = rig.deliver(
                    mail(Claims.minimal()), exchange -> exchange.getMessage().setHeader(header, "thief@example.com"));

            String message = new String(delivered.evidence().recorded().get(0).content(), StandardCharsets.UTF_8)
                    + delivered.only();
            assertThat(message.contains("thief@example.com")).isEqualTo(routesMaySetIt);
        }
    }

    @Test
    void failsClearlyWithoutARecipient() throws Exception {
        try (Rig rig = dry().start()) {
            Claim claim = Claims.of("email", Claims.minimal(), "template", "complaint");

            assertThatThrownBy(() -> rig.deliver(claim)).hasMessageContaining("no argument 'to'");
        }
    }

    @Test
    void refusesOptionsThatWouldWeakenTheConnection() {
        Rig rig = Rig.recording().route("email", "- to: smtp://localhost:25?sslContextParameters=#any");

        assertThatThrownBy(rig::start).hasStackTraceContaining("is not allowed on mail endpoints");
    }
}
