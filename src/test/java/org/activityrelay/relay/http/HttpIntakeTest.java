package org.activityrelay.relay.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpIntakeTest {
    private static RunningDoor door;

    @BeforeAll
    static void start() {
        door = RunningDoor.start();
    }

    @AfterAll
    static void stop() {
        door.close();
    }

    @BeforeEach
    void reset() {
        door.ledger().reset();
    }

    @Test
    void tries() throws Exception {
        System.err.println(door.post("{\"interactionId\":\"a\",\"type\":\"voice\"}"));
        System.err.println(door.post("{\"type\":\"voice\"}"));
        System.err.println(door.post(
                "[{\"interactionId\":\"a\",\"type\":\"voice\"},{\"interactionId\":\"b\",\"type\":\"voice\"},{}]"));
        System.err.println(door.get("/nope"));
        System.err.println(door.get("/api/v1/activities"));
        System.err.println(door.call("DELETE", "/api/v1/activities").send());
        System.err.println(door.call("DELETE", "/api/v1/activities")
                .header("Content-Type", "application/json")
                .send());
        System.err.println(door.get("/actuator/health/readiness"));
        System.err.println(door.get("/actuator/health"));
        System.err.println(door.get("/actuator/env"));
        System.err.println(door.raw("GET /a b c HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        System.err.println(door.raw("GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        System.err.println(door.raw("GET /a;b=c HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        System.err.println(door.raw("TRACE / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        System.err.println(door.raw("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"));
        System.err.println(door.raw(
                "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(20000) + "\r\nConnection: close\r\n\r\n"));
        assertThat(1).isEqualTo(1);
    }
}
