package org.activityrelay.relay.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.activityrelay.relay.contract.SharedPostgres;
import org.activityrelay.relay.contract.TcpProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the probes of a running service say while its PostgreSQL hangs, is gone, and returns. */
class ReadinessIT {

    @TempDir
    Path home;

    @Test
    void isOutOfServiceWhileTheLedgersDatabaseIsAwayAndNeverDead() throws Exception {
        String direct = SharedPostgres.newDatabase();
        try (TcpProxy proxy = new TcpProxy(SharedPostgres.port());
                RunningRelay relay = RunningRelay.in(home)
                        .start(
                                "relay.ledger.url=" + direct.replace(":" + SharedPostgres.port(), ":" + proxy.port()),
                                "relay.ledger.username=" + SharedPostgres.username(),
                                "relay.ledger.password=" + SharedPostgres.password())) {
            becomes(relay, 200);

            proxy.freeze();
            becomes(relay, 503);
            assertThat(liveness(relay)).isEqualTo(200);
            proxy.mend();
            becomes(relay, 200);

            proxy.cut();
            becomes(relay, 503);
            assertThat(liveness(relay)).isEqualTo(200);
            proxy.mend();
            becomes(relay, 200);
        }
    }

    private static void becomes(RunningRelay relay, int status) {
        await().until(() -> relay.get("/actuator/health/readiness").statusCode() == status);
    }

    private static int liveness(RunningRelay relay) throws Exception {
        return relay.get("/actuator/health/liveness").statusCode();
    }
}
