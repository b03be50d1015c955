package org.activityrelay.relay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.activityrelay.relay.security.ApiKeys;
import org.activityrelay.relay.security.MisconfiguredException;
import org.activityrelay.relay.security.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What is opened, what is refused at start, and what the first minutes without a key are like. */
@ExtendWith(OutputCaptureExtension.class)
class StartTest {

    private static final ApiKeys.NewKey KEY = ApiKeys.generate(Role.OPERATOR, "first");

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", ""})
    void refusesToListenBeyondLoopbackWithoutAKeyAndPrintsWhatToPass(String address, CapturedOutput output) {
        assertThatThrownBy(() -> RunningDoor.start("server.address=" + address))
                .isInstanceOf(MisconfiguredException.class);

        assertThat(output.getAll())
                .contains(
                        "APPLICATION FAILED TO START",
                        "server.address",
                        "RELAY_SECURITY_KEYS_FIRST_ROLE=admin",
                        "RELAY_SECURITY_KEYS_FIRST_HASH=sha256:",
                        "--relay.security.keys.first.role=admin --relay.security.keys.first.hash=sha256:",
                        "relay key new --role admin --name first",
                        "SERVER_ADDRESS=127.0.0.1")
                .doesNotContain("\tat org.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0.0.0.0"})
    void refusesAnOpenManagementPortToo(String address) {
        assertThatThrownBy(() -> RunningDoor.start("management.server.port=0", "management.server.address=" + address))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("management.server.address");
    }

    @Test
    void listensOnAllAddressesWithAKey() {
        try (RunningDoor door = RunningDoor.start(
                "server.address=0.0.0.0",
                "relay.security.keys.first.role=operator",
                "relay.security.keys.first.hash=" + KEY.hash())) {
            assertThat(door.get("/api/v1/activities").status()).isEqualTo(401);
            assertThat(door.call("GET", "/api/v1/activities")
                            .key(KEY.key())
                            .send()
                            .status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "relay.security.keys.first.hash, plain-secret-4711",
        "relay.security.origins, https://desktop.example.com/path",
        "relay.security.origins, *",
        "relay.security.origins, desktop.example.com",
        "relay.security.hosts, https://relay.example.com",
        "relay.security.hosts, *.example.com",
        "relay.security.hosts, relay.example.com:8080",
    })
    void refusesSettingsThatWouldOpenTooMuchOrNothing(String setting, String value, CapturedOutput output) {
        String role = setting.endsWith(".hash") ? "relay.security.keys.first.role=operator" : "nothing=set";
        assertThatThrownBy(() -> RunningDoor.start(role, setting + "=" + value))
                .hasRootCauseInstanceOf(MisconfiguredException.class);

        assertThat(output.getAll())
                .contains("APPLICATION FAILED TO START", setting)
                .doesNotContain("secret-4711");
    }

    @Test
    void guardsAManagementPortOfItsOwnInTheSameWay() throws Exception {
        try (RunningDoor door = RunningDoor.start(
                "management.server.port=0",
                "management.server.address=127.0.0.1",
                "relay.security.keys.first.role=operator",
                "relay.security.keys.first.hash=" + KEY.hash())) {
            int port = door.application().getEnvironment().getRequiredProperty("local.management.port", Integer.class);

            assertThat(management(port, "/actuator/health", "localhost", "").status())
                    .isEqualTo(200);
            assertThat(management(port, "/actuator/health", "evil.example", "").status())
                    .isEqualTo(421);
            assertThat(management(port, "/actuator/prometheus", "localhost", "").status())
                    .isEqualTo(401);
            assertThat(management(port, "/actuator/prometheus", "localhost", "X-API-Key: " + KEY.key() + "\r\n")
                            .status())
                    .isEqualTo(200);
            assertThat(door.get("/actuator/prometheus").status()).isEqualTo(401);
        }
    }

    @Test
    void closesConnectionsAfterTheirAnswerWhenMostPlacesAreTaken() throws Exception {
        try (RunningDoor door = RunningDoor.start("server.tomcat.max-connections=6")) {
            String record = "{\"interactionId\":\"c\",\"type\":\"voice\"}";
            assertThat(door.post(record).header("Connection")).isNull();
            List<Socket> idle = new ArrayList<>();
            try {
                for (int i = 0; i < 4; i++) {
                    idle.add(new Socket(InetAddress.getByName("127.0.0.1"), door.port()));
                }
                await().untilAsserted(() ->
                        assertThat(door.post(record).header("Connection")).isEqualTo("close"));
            } finally {
                for (Socket socket : idle) {
                    socket.close();
                }
            }
        }
    }

    @Test
    void namesTheSettingWhenThePortIsTaken(CapturedOutput output) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = taken.getLocalPort();

            assertThatThrownBy(() -> RunningDoor.start("server.port=" + port));

            assertThat(output.getAll())
                    .contains("Port " + port + " (server.port) is already in use", "--server.port=", "SERVER_PORT=");
        }
    }

    @Test
    void treatsThisMachineAsAdminWhileThereIsNoKeyButNobodyBehindAProxy() {
        try (RunningDoor door = RunningDoor.start()) {
            assertThat(door.get("/api/v1/activities").status()).isEqualTo(200);
            assertThat(door.get("/actuator/prometheus").status()).isEqualTo(200);
            for (String header : List.of("X-Forwarded-For", "Forwarded", "X-Forwarded-Host", "X-Real-IP")) {
                Answer answer = door.call("GET", "/api/v1/activities")
                        .header(header, "for=192.0.2.1")
                        .send();
                assertThat(answer.status()).isEqualTo(401);
                assertThat(answer.json().get("reason").asText()).isEqualTo("no_key_configured");
            }
            // A page that is open in a browser on this machine is not this machine.
            assertThat(door.call("POST", "/api/v1/activities")
                            .header("Origin", "https://evil.example")
                            .json("{}")
                            .send()
                            .status())
                    .isEqualTo(403);
            assertThat(door.ledger().bodies()).isEmpty();
        }
    }

    @Test
    void answers429AfterManyWrongKeysButLetsARightOneIn() {
        try (RunningDoor door = RunningDoor.start(
                "relay.security.keys.first.role=operator",
                "relay.security.keys.first.hash=" + KEY.hash(),
                "relay.security.rate.failures.requests=3",
                "relay.security.rate.failures.per=1h")) {
            for (int i = 0; i < 3; i++) {
                assertThat(wrong(door).status()).isEqualTo(401);
            }
            Answer answer = wrong(door);

            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 1200);
            assertThat(door.call("GET", "/api/v1/activities")
                            .key(KEY.key())
                            .send()
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void answers429WhenAnAddressAsksTooOften() {
        try (RunningDoor door =
                RunningDoor.start("relay.security.rate.address.requests=2", "relay.security.rate.address.per=1h")) {
            assertThat(door.get("/actuator/health").status()).isEqualTo(200);
            assertThat(door.get("/actuator/health").status()).isEqualTo(200);
            assertThat(door.get("/actuator/health").status()).isEqualTo(429);
        }
    }

    @Test
    void answersTheVeryFirstRequestAfterThePortIsOpen() {
        try (RunningDoor door = RunningDoor.start("first-caller=true")) {
            assertThat(door.firstAnswer().status()).isEqualTo(202);
            assertThat(door.get("/actuator/health/readiness").status()).isEqualTo(200);
        }
    }

    private static Answer management(int port, String path, String host, String headers) throws Exception {
        String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n" + headers + "\r\n";
        return Wire.exchange(port, request.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Answer wrong(RunningDoor door) {
        return door.call("GET", "/api/v1/activities").key("wrong").send();
    }
}
