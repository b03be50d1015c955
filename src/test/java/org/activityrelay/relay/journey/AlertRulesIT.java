package org.activityrelay.relay.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Path;
import java.time.Duration;
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
        assertThat(named).hasSizeGreaterThan(2);
        try (RunningRelay relay = RunningRelay.in(home).start("relay.intake.queue.broker=none")) {
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                            relay.get("/actuator/prometheus").body().lines())
                    .extracting(line -> line.replaceAll("[ {].*", ""))
                    .containsAll(named));
        }
    }
}
