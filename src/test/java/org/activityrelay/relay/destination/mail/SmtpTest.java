package org.activityrelay.relay.destination.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import java.util.List;
import org.activityrelay.relay.destination.Claims;
import org.activityrelay.relay.destination.Rig;
import org.activityrelay.relay.destination.Rig.Delivered;
import org.activityrelay.relay.ledger.Claim;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The email destination against mail servers that accept, refuse, and break off. */
class SmtpTest {

    private static TestCertificate localhost;
    private static TestCertificate elsewhere;
    private ScriptedMailServer server;

    @BeforeAll
    static void certificates() throws Exception {
        localhost = TestCertificate.of("localhost");
        elsewhere = TestCertificate.of("mail.example.org");
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private Rig mailing() throws Exception {
        return Rig.live()
                .shipped("5-destination-email.camel.yaml")
                .with("relay.destination.email.smtp.host", "localhost")
                .with("relay.destination.email.smtp.port", server.port())
                .with("relay.destination.email.from", "Relay <relay@example.com>")
                .with("relay.destination.email.smtp.ssl-bundle", "test")
                .trusting(localhost.trusting());
    }

    private static Claim to(String recipients) throws Exception {
        return to(recipients, 1, null);
    }

    private static Claim to(String recipients, int attempt, JsonNode progress) throws Exception {
        return Claims.of(
                "email",
                Claims.sample("voice-complaint-5.19.json"),
                1,
                attempt,
                progress,
                "to",
                recipients,
                "template",
                "complaint");
    }

    @Test
    void authenticatesOnlyAfterStartTls() throws Exception {
        server = new ScriptedMailServer(localhost.serving()).demanding("relay:s3cret");
        try (Rig rig = mailing()
                .with("relay.destination.email.smtp.username", "relay")
                .with("relay.destination.email.smtp.password", "s3cret")
                .start()) {
            Delivered delivered = rig.deliver(to("a@example.com"));

            assertThat(server.dialogue()).anyMatch(line -> line.startsWith("tls AUTH PLAIN"));
            assertThat(server.dialogue()).noneMatch(line -> line.startsWith("AUTH"));
            assertThat(server.received()).hasSize(1);
            assertThat(delivered.evidence().anythingSent()).isTrue();
            assertThat(delivered.evidence().answer().status()).isEqualTo(250);
        }
    }

    @Test
    void neverSendsThePasswordToAServerWithoutStartTls() throws Exception {
        server = new ScriptedMailServer(null).demanding("relay:s3cret");
        try (Rig rig = mailing()
                .with("relay.destination.email.smtp.username", "relay")
                .with("relay.destination.email.smtp.password", "s3cret")
                .start()) {
            assertThatThrownBy(() -> rig.deliver(to("a@example.com")))
                    .isInstanceOf(MessagingException.class)
                    .hasMessageContaining("STARTTLS");
            assertThat(server.dialogue()).noneMatch(line -> line.startsWith("AUTH"));
        }
    }

    @Test
    void refusesAServerWhoseCertificateIsForAnotherName() throws Exception {
        server = new ScriptedMailServer(elsewhere.serving()).demanding("relay:s3cret");
        try (Rig rig = mailing()
                .with("relay.destination.email.smtp.username", "relay")
                .with("relay.destination.email.smtp.password", "s3cret")
                .trusting(elsewhere.trusting())
                .start()) {
            assertThatThrownBy(() -> rig.deliver(to("a@example.com"))).isInstanceOf(MessagingException.class);
            assertThat(server.dialogue()).noneMatch(line -> line.contains("AUTH"));
        }
    }

    @Test
    void reportsWrongCredentials() throws Exception {
        server = new ScriptedMailServer(localhost.serving()).demanding("relay:other");
        try (Rig rig = mailing()
                .with("relay.destination.email.smtp.username", "relay")
                .with("relay.destination.email.smtp.password", "s3cret")
                .start()) {
            assertThatThrownBy(() -> rig.deliver(to("a@example.com")))
                    .isInstanceOf(AuthenticationFailedException.class)
                    .hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void mailsOthersWhenOneRecipientIsRefusedForGood() throws Exception {
        server = new ScriptedMailServer(null).replying("gone@example.com", "550 5.1.1 no such user");
        try (Rig rig = mailing().start()) {
            Delivered delivered = rig.deliver(to("a@example.com, gone@example.com, b@example.com"));

            assertThat(server.received()).hasSize(1);
            assertThat(server.received().get(0).recipients()).containsExactly("a@example.com", "b@example.com");
            assertThat(delivered.evidence().anythingSent()).isTrue();
            assertThat(delivered.evidence().answer().status()).isEqualTo(250);
            assertThat(delivered.evidence().answer().excerpt()).contains("gone@example.com", "no such user");
            assertThat(delivered
                            .evidence()
                            .progress()
                            .at("/refused/gone@example.com")
                            .asText())
                    .contains("550");
        }
    }

    @Test
    void retriesForOneWhoIsRefusedForNowAndMailsNobodyTwice() throws Exception {
        server = new ScriptedMailServer(null).replying("busy@example.com", "450 4.2.0 greylisted, try later");
        try (Rig rig = mailing().start()) {
            Delivered first = rig.attempt(to("a@example.com,busy@example.com"), exchange -> {});

            assertThat(first.exchange().getException()).isInstanceOf(SendFailedException.class);
            assertThat(first.evidence().isAmbiguous()).isFalse();
            assertThat(first.evidence().progress().path("accepted"))
                    .singleElement()
                    .satisfies(address -> assertThat(address.asText()).isEqualTo("a@example.com"));

            server.accepting("busy@example.com");
            rig.deliver(to("A@example.com,busy@example.com", 2, first.evidence().progress()));

            assertThat(server.received())
                    .extracting(ScriptedMailServer.Received::recipients)
                    .containsExactly(List.of("a@example.com"), List.of("busy@example.com"));
        }
    }

    @Test
    void sendsNothingMoreWhenEverybodyAcceptedInAnEarlierAttempt() throws Exception {
        server = new ScriptedMailServer(null);
        try (Rig rig = mailing().start()) {
            Delivered first = rig.deliver(to("a@example.com"));
            Delivered second =
                    rig.deliver(to("a@example.com", 2, first.evidence().progress()));

            assertThat(server.received()).hasSize(1);
            assertThat(second.evidence().anythingSent()).isTrue();
        }
    }

    @Test
    void failsWhenEveryRecipientIsRefused() throws Exception {
        server = new ScriptedMailServer(null).replying("gone@example.com", "550 5.1.1 no such user");
        try (Rig rig = mailing().start()) {
            Delivered delivered = rig.attempt(to("gone@example.com"), exchange -> {});

            assertThat(delivered.exchange().getException()).isInstanceOf(SendFailedException.class);
            assertThat(delivered.evidence().anythingSent()).isFalse();
            assertThat(delivered.evidence().isAmbiguous()).isFalse();
        }
    }

    @Test
    void failsWhenTheMessageItselfIsRefused() throws Exception {
        server = new ScriptedMailServer(null).replyingToData("554 5.7.1 looks like spam");
        try (Rig rig = mailing().start()) {
            Delivered delivered = rig.attempt(to("a@example.com"), exchange -> {});

            assertThat(delivered.exchange().getException()).hasMessageContaining("554");
            assertThat(delivered.evidence().progress().path("accepted")).isEmpty();
        }
    }

    @Test
    void isAmbiguousWhenTheServerHangsUpAfterTheDot() throws Exception {
        server = new ScriptedMailServer(null).hangingUpAfterTheDot(true);
        try (Rig rig = mailing().start()) {
            Delivered delivered = rig.attempt(to("a@example.com"), exchange -> {});

            assertThat(delivered.exchange().getException()).isInstanceOf(MessagingException.class);
            assertThat(delivered.evidence().isAmbiguous()).isTrue();
            assertThat(delivered.evidence().progress().path("accepted")).isEmpty();
        }
    }

    @Test
    void isNotAmbiguousWhenNobodyListens() throws Exception {
        server = new ScriptedMailServer(null);
        try (Rig rig = mailing().start()) {
            server.close();
            Delivered delivered = rig.attempt(to("a@example.com"), exchange -> {});

            assertThat(delivered.exchange().getException()).isInstanceOf(MessagingException.class);
            assertThat(delivered.evidence().isAmbiguous()).isFalse();
        }
    }

    @Test
    void repeatsTheMessageWithTheSameIdAndBytesButTheDate() throws Exception {
        server = new ScriptedMailServer(null).hangingUpAfterTheDot(true);
        try (Rig rig = mailing().start()) {
            rig.attempt(to("a@example.com"), exchange -> {});
            rig.attempt(to("a@example.com", 2, null), exchange -> {});

            assertThat(server.received()).hasSize(2);
            assertThat(withoutDate(server.received().get(0)))
                    .isEqualTo(withoutDate(server.received().get(1)));
            assertThat(server.received().get(0).content()).containsPattern("Message-ID: <[a-z0-9~-]+@example.com>");
        }
    }

    private static String withoutDate(ScriptedMailServer.Received received) {
        return received.content().replaceFirst("(?m)^Date: .*$", "");
    }

    /** Named after CVE-2026-46584 and CVE-2026-85314. */
    @Test
    void mailSmtpHeadersDoNotRedirectTheConnection() throws Exception {
        server = new ScriptedMailServer(null);
        try (ScriptedMailServer thief = new ScriptedMailServer(null);
                Rig rig = mailing().start()) {
            rig.deliver(to("a@example.com"), exchange -> {
                exchange.getMessage().setHeader("mail.smtp.host", "localhost");
                exchange.getMessage().setHeader("mail.smtp.port", String.valueOf(thief.port()));
                exchange.getMessage().setHeader("MAIL.smtp.socketFactory.port", String.valueOf(thief.port()));
                exchange.getMessage().setHeader("mail.smtp.from", "thief@example.com");
                exchange.getMessage().setHeader("mail.smtp.starttls.enable", "false");
            });

            assertThat(thief.dialogue()).isEmpty();
            assertThat(server.dialogue()).anyMatch(line -> line.startsWith("MAIL FROM:<relay@example.com>"));
            assertThat(server.received()).hasSize(1);
        }
    }
}
