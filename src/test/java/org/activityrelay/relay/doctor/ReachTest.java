package org.activityrelay.relay.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.activityrelay.relay.contract.Ports;
import org.activityrelay.relay.contract.SharedPostgres;
import org.activityrelay.relay.destination.Observation.Verdict;
import org.activityrelay.relay.destination.mail.TestCertificate;
import org.activityrelay.relay.explain.TrialFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receivers that cannot be reached, as an operator is told. */
class ReachTest {

    @TempDir
    Path folder;

    @Test
    void namesAHostThatNobodyKnows() {
        try (TrialFolder files = crm("https://crm.example.invalid.relay.invalid/activities")) {
            assertThat(Examination.problems(files, "crm")).isNotEmpty();
        }
        try (TrialFolder files = crm("https://no-such-host.localdomain.test/activities")) {
            assertThat(Examination.problems(files, "crm"))
                    .containsExactly("the host no-such-host.localdomain.test (url) cannot be resolved");
        }
    }

    @Test
    void namesAPortThatNobodyListensOn() throws Exception {
        int port = Ports.free();
        try (TrialFolder files = crm("http://127.0.0.1:" + port + "/activities")) {
            assertThat(Examination.problems(files, "crm"))
                    .containsExactly("127.0.0.1:" + port + " (url) refuses connections");
        }
    }

    @Test
    void namesACertificateThatIsForAnotherServer() throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(TestCertificate.of("crm.example.org").serving()));
        server.start();
        String address = "localhost:" + server.getAddress().getPort();
        try (TrialFolder files = crm("https://" + address + "/activities")) {
            assertThat(Examination.problems(files, "crm"))
                    .containsExactly("TLS with " + address + " fails: its certificate is not for localhost but for"
                            + " crm.example.org");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void namesWhoSignedACertificateThatNobodyTrusts() throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(TestCertificate.of("localhost").serving()));
        server.start();
        try (TrialFolder files = crm("https://localhost:" + server.getAddress().getPort() + "/activities")) {
            assertThat(Examination.problems(files, "crm"))
                    .singleElement()
                    .asString()
                    .contains("nobody whom this Java trusts has signed its certificate (issuer: CN=localhost)");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void looksAtWhatIsOfNoDestination() {
        try (TrialFolder files = TrialFolder.shipped(folder)
                .setting("server.address", "0.0.0.0")
                .setting("relay.security.hosts", "https://relay.example.com")
                .setting("relay.security.origins", "desktop.example.com")
                .setting("relay.security.keys.first.role", "operator")
                .setting("relay.security.keys.first.hash", "not-a-hash")
                .setting("relay.data", Path.of("pom.xml", "data").toString())) {
            Diagnosis diagnosis = Examination.of(files, null);

            assertThat(Examination.lines(diagnosis, Verdict.PROBLEM))
                    .anyMatch(line -> line.contains("relay.security.hosts"))
                    .anyMatch(line -> line.contains("relay.security.origins"))
                    .anyMatch(line -> line.contains("relay.security.keys.first.hash"))
                    .anyMatch(line -> line.startsWith("the data folder ") && line.endsWith("cannot be written"));
            assertThat(diagnosis.text()).doesNotContain("not-a-hash");
        }
    }

    @Test
    void saysThatTheLedgerIsNotSynced() {
        String url = SharedPostgres.newDatabase() + "&options=-c%20synchronous_commit=off";
        try (TrialFolder files = TrialFolder.shipped(folder)
                .setting("relay.ledger.url", url.contains("?") ? url : url.replaceFirst("&", "?"))
                .setting("relay.ledger.username", SharedPostgres.username())
                .setting("relay.ledger.password", SharedPostgres.password())) {
            assertThat(Examination.problems(files, null))
                    .contains("the ledger's database says synchronous_commit = off: what is acknowledged may be lost");
        }
    }

    private TrialFolder crm(String url) {
        return TrialFolder.shipped(folder).setting("relay.destination.crm.url", url);
    }
}
