package org.activityrelay.relay.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a benchmark asks a running service. */
final class Operator {

    private static final Pattern DELIVERED =
            Pattern.compile("(?m)^relay_deliveries_delivered_total(?:\\{[^}]*})? ([0-9.E]+)$");

    private final String address;

    Operator(int port) {
        address = "http://127.0.0.1:" + port;
    }

    void pause(String... destinations) throws IOException {
        order("pause", destinations);
    }

    void resume(String... destinations) throws IOException {
        order("resume", destinations);
    }

    private void order(String order, String... destinations) throws IOException {
        for (String destination : destinations) {
            HttpURLConnection connection = open("/api/v1/destinations/" + destination + "/" + order);
            connection.setRequestMethod("POST");
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setDoOutput(true);
            connection.getOutputStream().write("{\"reason\":\"measuring\"}".getBytes(StandardCharsets.UTF_8));
            if (connection.getResponseCode() != 200) {
                throw new IOException(order + " of " + destination + ": " + connection.getResponseCode());
            }
        }
    }

    /** Deliveries since the process started, by its own count. */
    long delivered() throws IOException {
        Matcher found = DELIVERED.matcher(
                new String(open("/actuator/prometheus").getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        double delivered = 0;
        while (found.find()) {
            delivered += Double.parseDouble(found.group(1));
        }
        return (long) delivered;
    }

    private HttpURLConnection open(String path) throws IOException {
        return (HttpURLConnection) URI.create(address + path).toURL().openConnection();
    }
}
