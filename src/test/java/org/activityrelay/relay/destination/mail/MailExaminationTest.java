package org.activityrelay.relay.destination.mail;

import static org.activityrelay.relay.doctor.Examination.lines;
import static org.activityrelay.relay.doctor.Examination.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.activityrelay.relay.destination.Observation.Verdict;
import org.activityrelay.relay.doctor.Diagnosis;
import org.activityrelay.relay.doctor.Examination;
import org.activityrelay.relay.explain.TrialFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a mail server before the first mail. None is sent. */
class MailExaminationTest {

    private static TestCertificate localhost;
    private static TestCertificate elsewhere;

    @TempDir
    Path folder;

    private ScriptedMailServer server;
    private TrialFolder files;

    @BeforeAll
    static void certificates() throws Exception {
        localhost = TestCertificate.of("localhost");
        elsewhere = TestCertificate.of("mail.example.org");
    }

    private TrialFolder mailing(TestCertificate certificate) throws Exception {
        server = new ScriptedMailServer(certificate.serving()).demanding("relay:s3cret");
        files = TrialFolder.shipped(folder)
                .setting("relay.destination.email.smtp.host", "localhost")
                .setting("relay.destination.email.smtp.port", String.valueOf(server.port()))
                .setting("relay.destination.email.from", "Relay <relay@example.com>")
                .setting("relay.destination.email.smtp.username", "relay")
                .setting("relay.destination.email.smtp.password", "s3cret")
                .setting("relay.destination.email.smtp.ssl-bundle", "test")
                .setting("spring.ssl.bundle.pem.test.truststore.certificate", certificate.pem());
        return files;
    }

    @AfterEach
    void nothingIsSent() throws Exception {
        files.close();
        assertThat(server.received()).isEmpty();
        assertThat(server.dialogue()).noneMatch(line -> line.contains("MAIL FROM"));
        server.close();
    }

    @Test
    void logsInOverTls() throws Exception {
        Diagnosis diagnosis = Examination.of(mailing(localhost), "email");

        assertThat(diagnosis.ok()).as(diagnosis.text()).isTrue();
        assertThat(lines(diagnosis, Verdict.OK))
                .anyMatch(line -> line.contains("accepts the login") && line.contains("over TLS"));
        assertThat(server.dialogue()).anyMatch(line -> line.startsWith("tls AUTH PLAIN"));
    }

    @Test
    void tellsALoginThatIsRefusedWithoutThePassword() throws Exception {
        mailing(localhost).setting("relay.destination.email.smtp.password", "wr0ng-password");
        Diagnosis diagnosis = Examination.of(files, "email");

        assertThat(lines(diagnosis, Verdict.PROBLEM)).singleElement().asString().contains("refuses the login");
        assertThat(diagnosis.text()).doesNotContain("wr0ng-password");
    }

    @Test
    void namesACertificateThatIsForAnotherServer() throws Exception {
        assertThat(problems(mailing(elsewhere), "email"))
                .singleElement()
                .asString()
                .contains("STARTTLS with localhost:" + server.port() + " fails")
                .contains("localhost");
        assertThat(server.dialogue()).noneMatch(line -> line.contains("AUTH"));
    }
}
