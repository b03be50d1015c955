package org.activityrelay.relay.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.springframework.core.env.Environment;

/** Asks a running service by its API, with the key in the environment variable {@code RELAY_KEY} if there is one. */
final class RunningService {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final URI address;

    private RunningService(URI address) {
        this.address = address;
    }

    /** The service at an address, or at that of this folder's settings when it is null. */
    static RunningService at(String url) {
        return new RunningService(URI.create(url == null ? configured() : url.replaceAll("/+$", "")));
    }

    private static String configured() {
        Environment settings = Settings.load();
        return "http://127.0.0.1:" + settings.getProperty("server.port", "8080");
    }

    /**
     * Posts JSON; answers the body of a success.
     *
     * @throws IOException that says what the service said, or that it cannot be reached
     */
    byte[] post(String path, byte[] body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(address + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    /** Gets something; as {@link #post}. */
    byte[] get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(address + path)));
    }

    private byte[] send(HttpRequest.Builder request) throws IOException, InterruptedException {
        request.timeout(Duration.ofMinutes(5));
        String key = System.getenv("RELAY_KEY");
        if (key != null && !key.isBlank()) {
            request.header("Authorization", "Bearer " + key.strip());
        }
        HttpResponse<byte[]> answer;
        try {
            answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (ConnectException e) {
            throw new IOException("no service answers at " + address + ": start it, or say where it is with --url", e);
        }
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(address + " answered " + answer.statusCode() + ": " + detail(answer.body()));
        }
        return answer.body();
    }

    private static String detail(byte[] problem) {
        try {
            JsonNode document = JSON.readTree(problem);
            StringBuilder text = new StringBuilder(document.path("detail").asText("no reason"));
            document.path("errors").forEach(error -> text.append("\n  ")
                    .append(error.path("pointer").asText(error.path("parameter").asText()))
                    .append("  ")
                    .append(error.path("detail").asText()));
            return text.toString();
        } catch (IOException noJson) {
            return "no reason";
        }
    }
}
