package org.activityrelay.relay.crashtest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/** Posts records; 202 and 200 acknowledge. */
final class HttpDoor implements Door {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MULTI_STATUS = 207;

    private final IntSupplier port;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    /** @param port of any process, asked for each request */
    HttpDoor(IntSupplier port) {
        this.port = port;
    }

    @Override
    public int most() {
        return 4;
    }

    @Override
    public boolean isQueue() {
        return false;
    }

    @Override
    public boolean send(List<Version> versions) throws InterruptedException {
        String body = versions.stream().map(Version::json).collect(Collectors.joining(",\n"));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port.getAsInt() + "/api/v1/activities"))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(versions.size() == 1 ? body : "[" + body + "]"))
                .build();
        try {
            return isAcknowledged(http.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException unanswered) {
            return false;
        }
    }

    private static boolean isAcknowledged(HttpResponse<String> answer) throws IOException {
        int status = answer.statusCode();
        if (status == MULTI_STATUS) {
            for (JsonNode item : JSON.readTree(answer.body()).findValues("status")) {
                if (item.isInt() && item.asInt() / 100 != 2) {
                    return false;
                }
            }
        }
        if (status / 100 == 4 && status != 429 && status != 408) {
            throw new Refusal("HTTP " + status + ": " + answer.body());
        }
        return status / 100 == 2;
    }
}
