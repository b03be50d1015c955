package org.activityrelay.relay.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.StringJoiner;

/** The running service, asked by its API. What it refuses is told with what to do about it. */
final class Service {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofMinutes(5);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final URI address;
    private final String key;

    /** @param key null for none */
    Service(URI address, String key) {
        this.address = address;
        this.key = key;
    }

    /** With the key in the environment variable {@code RELAY_KEY}, if there is one. */
    static Service at(String address) {
        String key = System.getenv("RELAY_KEY");
        return new Service(URI.create(address), key == null || key.isBlank() ? null : key.strip());
    }

    URI address() {
        return address;
    }

    JsonNode get(String path) {
        return json(ask(path, request(path).GET().build()));
    }

    JsonNode post(String path, JsonNode body) {
        return json(post(path, "application/json", body.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    /** The answer as it is, whatever its status. */
    HttpResponse<byte[]> post(String path, String contentType, byte[] body) {
        return ask(
                path,
                request(path)
                        .header("Content-Type", contentType)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build());
    }

    private HttpRequest.Builder request(String path) {
        String base = address.toString().replaceFirst("/+$", "");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(ANSWER)
                .header("Accept", "application/json, application/problem+json");
        return key == null ? request : request.header("Authorization", "Bearer " + key);
    }

    private HttpResponse<byte[]> ask(String path, HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new UnreachableException(
                    "The service at " + address + " does not answer (" + why + "). Start it with ./relay serve, or say"
                            + " where it is with --url or RELAY_URL.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("Interrupted while waiting for the service.", e);
        }
    }

    /** There is no answer at all. */
    static final class UnreachableException extends CommandFailedException {

        UnreachableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private JsonNode json(HttpResponse<byte[]> answer) {
        JsonNode tree = tree(answer);
        if (answer.statusCode() != 200 || !tree.isObject()) {
            throw refused(answer.statusCode(), tree);
        }
        return tree;
    }

    /** The body, or a missing node if it is not JSON. */
    static JsonNode tree(HttpResponse<byte[]> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException notJson) {
            return MissingNode.getInstance();
        }
    }

    /** Why the service did not do it. */
    RefusedException refused(int status, JsonNode problem) {
        return new RefusedException(status, problem.path("reason").asText(), message(status, problem));
    }

    private String message(int status, JsonNode problem) {
        if (!problem.has("reason")) {
            return address + " answered " + status
                    + " as this service does not: is it an Activity Relay of this version?"
                    + " Say where the service is with --url or RELAY_URL.";
        }
        StringJoiner message = new StringJoiner("\n");
        message.add(problem.path("detail").asText());
        for (JsonNode error : problem.path("errors")) {
            String place = error.path("pointer").asText(error.path("parameter").asText());
            message.add("  " + place + ": " + error.path("detail").asText());
        }
        String remedy = remedy(status, problem.path("reason").asText());
        return remedy == null ? message.toString() : message.add(remedy).toString();
    }

    private String remedy(int status, String reason) {
        return switch (status) {
            case 401 ->
                key == null
                        ? "Put a key of role operator into RELAY_KEY, or pass it with --key; ./relay key new makes one."
                        : "The service does not know the key that was passed by --key or RELAY_KEY."
                                + " Keys are those of relay.security.keys where the service runs.";
            case 403 ->
                reason.equals("role_needed")
                        ? "Pass the key of an operator with --key or RELAY_KEY: ./relay key new --role operator makes one."
                        : null;
            case 421 -> "Add the host name of " + address + " to relay.security.hosts, or use another --url.";
            case 429, 503 -> "Try again in a moment.";
            default -> null;
        };
    }

    /** It answered, and did not do it. */
    static final class RefusedException extends CommandFailedException {

        private final int status;
        private final String reason;

        RefusedException(int status, String reason, String message) {
            super(message);
            this.status = status;
            this.reason = reason;
        }

        int status() {
            return status;
        }

        String reason() {
            return reason;
        }
    }
}
