package org.activityrelay.relay.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped alert rules, against what the running service exports. */
class AlertRulesIT {

    private static final Pattern METRIC = Pattern.compile("relay_[a-z_]+");

    @TempDir
    Path home;

    @Test
    void nameOnlyMetricsThatTheServiceExports() throws Exception {
        Set<String> named = new TreeSet<>();
        for (JsonNode rule : new YAMLMapper()
                .readTree(Path.of("docs/alert-rules.yaml").toFile())
                .at("/groups/0/rules")) {
            Matcher metric = METRIC.matcher(rule.get("expr").asText());
            assertThat(metric.find()).as(rule.toString()).isTrue();
            named.add(metric.group());
        }
        assertThat(named).contains("relay_quota_used").hasSizeGreaterThan(2);
        HttpServer crm = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        crm.start(); // answers 404 to everything, and that counts as a request of the day
        try (RunningRelay relay = RunningRelay.in(home)
                .start(
                        "relay.intake.queue.broker=none",
                        "relay.routing.crm=servicenow",
                        "relay.destination.servicenow.mode=live",
                        "relay.destination.servicenow.url=http://127.0.0.1:"
                                + crm.getAddress().getPort(),
                        "relay.destination.servicenow.allow-plain-http=true",
                        "relay.destination.servicenow.auth.username=relay",
                        "relay.destination.servicenow.auth.password=secret",
                        "relay.destination.servicenow.crm.budget.per-day=1000")) {
            byte[] sale =
                    "{\"interactionId\":\"alert-1\",\"type\":\"voice\",\"disposition\":\"Product sold\"}".getBytes();
            assertThat(relay.post("/api/v1/activities", "application/json", sale)
                            .statusCode())
                    .isEqualTo(202);
            await().untilAsserted(() -> assertThat(
                            relay.get("/actuator/prometheus").body().lines())
                    .extracting(line -> line.replaceAll("[ {].*", ""))
                    .containsAll(named));
        } finally {
            crm.stop(0);
        }
    }
}
