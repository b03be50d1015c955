package org.activityrelay.relay.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever refuses a request (the container, a filter, the framework), the answer is a problem and never a page. */
class ErrorsTest {

    private static RunningDoor door;

    @BeforeAll
    static void start() {
        door = RunningDoor.start();
    }

    @AfterAll
    static void stop() {
        door.close();
    }

    @ParameterizedTest
    @CsvSource({
        "400, GET /a b c HTTP/1.1",
        "400, GET /%zz HTTP/1.1",
        "400, GET /%00 HTTP/1.1",
        "400, GET /api/v1/../../etc HTTP/1.1",
        "400, GET /a;b=c HTTP/1.1",
        "400, GET //api/v1/activities HTTP/1.1",
        "400, GET /api%2fv1 HTTP/1.1",
        "404, GET /error HTTP/1.1",
        "404, GET / HTTP/1.1",
        "404, GET /index.html HTTP/1.1",
        "404, GET /actuator HTTP/1.1",
        "405, TRACE /api/v1/activities HTTP/1.1",
        "505, GET / HTTP/9.9",
    })
    void answersOddRequestsWithAProblem(int status, String line) throws Exception {
        Answer answer = door.raw(line
                + "\r\nHost: localhost\r\nAccept: text/html\r\nX-Secret: secret-4711\r\nConnection: close\r\n\r\n");

        assertThat(answer.status()).isEqualTo(status);
        assertProblem(answer);
    }

    @Test
    void answersTooLongHeadersWithAProblem() throws Exception {
        Answer answer =
                door.raw("GET / HTTP/1.1\r\nHost: localhost\r\nX-Secret: " + "secret-4711".repeat(2000) + "\r\n\r\n");

        assertThat(answer.status()).isEqualTo(400);
        assertProblem(answer);
    }

    @Test
    void answersAMissingHostWithAProblem() throws Exception {
        Answer answer = door.raw("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");

        assertThat(answer.status()).isEqualTo(400);
        assertProblem(answer);
    }

    @Test
    void answersABrokenQueryWithAProblem() throws Exception {
        Answer answer =
                door.raw("GET /api/v1/activities?service=%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer.status()).isEqualTo(400);
        assertProblem(answer);
    }

    @Test
    void answersBrokenChunksWithAProblem() throws Exception {
        Answer answer = door.raw("POST /api/v1/activities HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n");

        assertThat(answer.status()).isEqualTo(400);
        assertProblem(answer);
    }

    private static void assertProblem(Answer answer) {
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().get("status").asInt()).isEqualTo(answer.status());
        assertThat(answer.json().get("reason").asText()).matches("[a-z0-9_]+");
        assertThat(answer.toString())
                .doesNotContainIgnoringCase("<html")
                .doesNotContain("secret-4711", "Exception", "Tomcat", "at org.");
    }
}
