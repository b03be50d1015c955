package org.activityrelay.relay.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
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
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (TrialFolder files = crm("http://127.0.0.1:" + port + "/activities")) {
            assertThat(Examination.problems(files, "crm"))
                    .containsExactly("127.0.0.1:" + port + " (url) refuses connections");
        }
    }

    private TrialFolder crm(String url) {
        return TrialFolder.shipped(folder).setting("relay.destination.crm.url", url);
    }
}
