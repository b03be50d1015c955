package org.activityrelay.relay.delivery.classifier;

import static org.activityrelay.relay.delivery.classifier.Failures.CLASSIFIER;
import static org.activityrelay.relay.delivery.classifier.Failures.nothingSeen;
import static org.activityrelay.relay.delivery.classifier.Failures.words;
import static org.activityrelay.relay.delivery.classifier.Failures.writeBegan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real mail library against a server that answers as the table says. */
class MailJudgeTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            greeting | 421 4.3.2 shutting down                              | retry unavailable
            greeting | 554 5.7.1 no service for you                         | reject refused
            AUTH     | 535 5.7.8 authentication failed                      | pause unauthorized
            AUTH     | 534 5.7.9 mechanism too weak                         | pause unauthorized
            AUTH     | 454 4.7.0 temporary authentication failure           | retry temporarily_refused
            MAIL     | 421 4.3.2 shutting down                              | retry unavailable
            MAIL     | 451 4.3.0 try later                                  | retry temporarily_refused
            MAIL     | 452 4.3.1 insufficient system storage                | retry out_of_resources
            MAIL     | 530 5.7.0 authentication required                    | pause unauthorized
            MAIL     | 530 5.7.0 must issue a STARTTLS command first        | pause tls_failed
            MAIL     | 550 5.7.1 sender not allowed                         | reject sender_refused
            MAIL     | 552 5.3.4 message size exceeds fixed limit           | reject too_large
            RCPT     | 450 4.2.0 greylisted, come back later                | retry greylisted
            RCPT     | 451 4.7.1 Graylisting in action                      | retry greylisted
            RCPT     | 450 4.2.1 mailbox busy                               | retry temporarily_refused
            RCPT     | 452 4.2.2 mailbox full                               | retry out_of_resources
            RCPT     | 550 5.1.1 no such user                               | reject recipient_refused
            RCPT     | 551 5.1.6 user not local                             | reject recipient_refused
            RCPT     | 553 5.1.3 mailbox name not allowed                   | reject recipient_refused
            RCPT     | 552 5.2.2 mailbox full                               | reject recipient_refused
            RCPT     | 554 5.7.1 relay access denied                        | reject recipient_refused
            DATA     | 451 4.3.0 local error                                | retry temporarily_refused
            DATA     | 554 5.5.1 no valid recipients                        | reject refused
            .        | 451 4.3.0 local error                                | retry temporarily_refused
            .        | 452 4.3.1 insufficient system storage                | retry out_of_resources
            .        | 552 5.3.4 message too big                            | reject too_large
            .        | 554 5.7.1 rejected as spam                           | reject refused
            .        | 550 5.7.1 content rejected                           | reject refused
            """)
    void judgesTheReplyToEachCommand(String command, String reply, String expected) throws Exception {
        Throwable failure = send(new ScriptedSmtp().on(command, reply), "ada@example.com");
        assertThat(words(failure, nothingSeen())).isEqualTo(expected);
        assertThat(words(new RuntimeCamelException(failure), nothingSeen())).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"greeting", "EHLO", "AUTH", "MAIL", "RCPT", "DATA"})
    void aServerThatHangsUpBeforeTheEndHasNothing(String command) throws Exception {
        Throwable failure = send(new ScriptedSmtp().on(command, ScriptedSmtp.HANG_UP), "ada@example.com");
        assertThat(words(failure, nothingSeen())).as(String.valueOf(failure)).isEqualTo("retry connection_lost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"greeting", "EHLO", "AUTH", "MAIL", "RCPT", "DATA"})
    void aServerThatFallsSilentBeforeTheEndHasNothing(String command) throws Exception {
        Throwable failure = send(new ScriptedSmtp().on(command, ScriptedSmtp.SILENCE), "ada@example.com");
        assertThat(words(failure, nothingSeen())).isEqualTo("retry read_timeout");
    }

    @Test
    void silenceAfterTheFinalDotIsAmbiguous() throws Exception {
        Throwable failure = send(new ScriptedSmtp().on(".", ScriptedSmtp.SILENCE), "ada@example.com");
        assertThat(words(failure, writeBegan())).isEqualTo("retry read_timeout ambiguous");
    }

    @Test
    void hangingUpAfterTheFinalDotIsAmbiguous() throws Exception {
        Throwable failure = send(new ScriptedSmtp().on(".", ScriptedSmtp.HANG_UP), "ada@example.com");
        assertThat(words(failure, writeBegan())).isEqualTo("retry connection_lost ambiguous");
    }

    @Test
    void oneBadRecipientOfSeveralIsRefused() throws Exception {
        ScriptedSmtp server = new ScriptedSmtp().on("RCPT", "250 ok", "550 5.1.1 no such user", "250 ok");
        Throwable failure = send(server, "ada@example.com", "nobody@example.com", "bob@example.com");
        assertThat(words(failure, nothingSeen())).isEqualTo("reject recipient_refused");
    }

    @Test
    void oneGreylistedRecipientOfSeveralIsTriedAgainAlthoughAnotherIsRefused() throws Exception {
        ScriptedSmtp server = new ScriptedSmtp().on("RCPT", "550 5.1.1 no such user", "450 4.7.1 greylisted", "250 ok");
        Throwable failure = send(server, "nobody@example.com", "grey@example.com", "ada@example.com");
        assertThat(words(failure, nothingSeen())).isEqualTo("retry greylisted");
    }

    @Test
    void anAddressThatIsNoneIsRefused() {
        Throwable failure = catchThrowable(() -> new InternetAddress("ada@@example", true));
        assertThat(failure).isInstanceOf(AddressException.class);
        assertThat(words(failure, nothingSeen())).isEqualTo("reject recipient_refused");
    }

    @Test
    void aMailFailureNobodyKnowsIsARetry() {
        assertThat(words(new MessagingException("IOException while sending message"), nothingSeen()))
                .isEqualTo("retry unexpected_error");
    }

    @Test
    void tellsOperatorsTheReplyButNotWhoseAddressItIs() throws Exception {
        ScriptedSmtp server =
                new ScriptedSmtp().on("RCPT", "550 5.1.1 <ada@example.com>: user unknown in virtual mailbox table");
        Attempt attempt = CLASSIFIER.attempt(send(server, "ada@example.com"), nothingSeen());
        assertThat(attempt.statusCode()).isEqualTo(550);
        assertThat(attempt.detail())
                .contains("550 5.1.1 <***@example.com>: user unknown in virtual mailbox table")
                .doesNotContain("ada@");
    }

    @Test
    void keepsWhoHasAcceptedForTheNextAttempt() {
        AttemptEvidence evidence = nothingSeen();
        evidence.progress(com.fasterxml.jackson.databind.node.TextNode.valueOf("bob has it"));
        assertThat(CLASSIFIER
                        .attempt(new MessagingException("451 later"), evidence)
                        .progress()
                        .asText())
                .isEqualTo("bob has it");
    }

    private static Throwable send(ScriptedSmtp server, String... recipients) throws Exception {
        try (server) {
            Properties properties = new Properties();
            properties.setProperty("mail.smtp.auth", "true");
            properties.setProperty("mail.smtp.connectiontimeout", "5000");
            properties.setProperty("mail.smtp.timeout", "300");
            Session session = Session.getInstance(properties);
            MimeMessage message = new MimeMessage(session);
            message.setFrom("relay@example.com");
            message.setRecipients(jakarta.mail.Message.RecipientType.TO, String.join(",", recipients));
            message.setSubject("A call");
            message.setText("Somebody called.");
            message.saveChanges();
            Transport transport = session.getTransport("smtp");
            Throwable failure = catchThrowable(() -> {
                transport.connect("127.0.0.1", server.port(), "relay", "secret");
                transport.sendMessage(message, message.getAllRecipients());
            });
            assertThat(failure).isInstanceOf(MessagingException.class);
            return failure;
        }
    }
}
