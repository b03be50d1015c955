package org.activityrelay.relay.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.activityrelay.relay.check.Coverage.Combination;
import org.activityrelay.relay.check.Coverage.Rule;
import org.activityrelay.relay.configuration.Bundle;
import org.activityrelay.relay.configuration.Snapshot;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Where the dispositions go, and which rules they never reach. */
class CoverageTest {

    private static Workbench workbench;

    @BeforeAll
    static void open() {
        StandardEnvironment settings = new StandardEnvironment();
        settings.getPropertySources()
                .addFirst(new MapPropertySource("test", Map.of("spring.config.location", "classpath:/")));
        ConfigDataEnvironmentPostProcessor.applyTo(settings);
        workbench = new Workbench(settings);
    }

    @AfterAll
    static void close() {
        workbench.close();
    }

    private static Coverage coverage(Bundle bundle, String dispositions) {
        Map<String, byte[]> files = new TreeMap<>(bundle.snapshot().files());
        if (dispositions != null) {
            files.put(Snapshot.DISPOSITIONS, dispositions.getBytes(StandardCharsets.UTF_8));
        }
        return workbench.checker().coverage(Snapshot.of(files));
    }

    private static Bundle rules(String steps) {
        return new Bundle()
                .routing(steps)
                .destination("database", "file:target/nowhere")
                .destination("crm", "file:target/nowhere");
    }

    @Test
    void showsWhereEachDispositionOfTheShippedRulesGoes() {
        Coverage coverage = coverage(Bundle.shipped(), null);

        assertThat(coverage.unreached()).isEmpty();
        assertThat(coverage.conditional()).isEmpty();
        assertThat(of(coverage, "Product sold", "voice")).containsExactly("crm", "database");
        assertThat(of(coverage, "Product sold", "recording")).containsExactly("database");
        assertThat(of(coverage, "Complaint", "email")).containsExactly("database", "email");
        assertThat(of(coverage, "Wrong person", "voice")).containsExactly("database");
        assertThat(of(coverage, null, "chat")).containsExactly("database");
        assertThat(coverage.combinations().stream().filter(each -> each.reachesOnly("database")))
                .hasSizeGreaterThan(50);
    }

    @Test
    void findsRulesThatNothingReaches() {
        Coverage coverage = coverage(rules("""
                - to: activity:deliver/database
                - filter:
                    simple: "${body.disposition} == 'Complant'"
                    steps:
                      - to: activity:deliver/crm?part=a
                - choice:
                    when:
                      - simple: "${body.type} == 'voice' || ${body.type} == 'chat' || ${body.type} == 'email'"
                        steps:
                          - to: activity:deliver/crm?part=b
                    otherwise:
                      steps:
                        - to: activity:deliver/crm?part=c
                """), "FAILURE:\n  - name: Complaint\n");

        assertThat(coverage.unreached()).extracting(Rule::line).containsExactly(11, 19);
        assertThat(coverage.unreached()).extracting(Rule::destination).containsOnly("crm");
        assertThat(coverage.conditional()).isEmpty();
    }

    @Test
    void knowsWhatOnlyACaseReaches() {
        Coverage coverage = coverage(rules("""
                - to: activity:deliver/database
                - filter:
                    simple: "${body.service} regex 'Bil+ing'"
                    steps:
                      - to: activity:deliver/crm?part=a
                - filter:
                    simple: "${body.service} regex 'Sup+ort'"
                    steps:
                      - to: activity:deliver/crm?part=b
                """), "");
        assertThat(coverage.unreached()).extracting(Rule::line).containsExactly(11, 15);

        Coverage withCases = coverage.with(Map.of("3-routing.camel.yaml:15", "mine: Support goes to the CRM"));

        assertThat(withCases.unreached()).extracting(Rule::line).containsExactly(11);
        assertThat(new CoverageTable(withCases, "database").text())
                .contains(
                        "Reached only by cases:\n  routes/3-routing.camel.yaml:15: crm  (mine: Support goes to the CRM)",
                        "Reached by nothing, nor by any case:\n  routes/3-routing.camel.yaml:11: crm");
        assertThat(new CoverageTable(withCases, "database").json()).contains("\"case\" : \"mine: Support");
    }

    /** Where a rule repeats what another has planned, the plan shows one of them; both are reached. */
    @Test
    void countsARuleThatRepeatsAnother() {
        Coverage coverage = coverage(rules("""
                - to: activity:deliver/database
                - to: activity:deliver/database
                """), "");

        assertThat(coverage.unreached()).isEmpty();
    }

    @Test
    void namesTheFieldsThatARuleNeeds() {
        Coverage coverage = coverage(rules("""
                - to: activity:deliver/database
                - filter:
                    simple: "${body.callDirection} == 'outbound' && ${body.duration} >= 1800"
                    steps:
                      - filter:
                          simple: "${body.attachedData[priority]} == 'high'"
                          steps:
                            - to: activity:deliver/crm
                - filter:
                    simple: "${body.duration} > 5 && ${body.duration} < 3"
                    steps:
                      - to: activity:deliver/crm?part=never
                """), "");

        assertThat(coverage.conditional()).singleElement().satisfies(rule -> assertThat(rule.needs())
                .containsOnly(
                        Map.entry("callDirection", "outbound"),
                        Map.entry("duration", "1800"),
                        Map.entry("attachedData[priority]", "high")));
        assertThat(coverage.unreached()).singleElement().satisfies(rule -> assertThat(rule.line())
                .isEqualTo(18));
    }

    @Test
    void showsATenantsOwnDispositionsAndWhatIsUnrouted() {
        Coverage coverage = coverage(
                rules("""
                - filter:
                    simple: "${body.tenant} == 'acme' && ${body.dispositionClass} == 'SUCCESS'"
                    steps:
                      - to: activity:deliver/crm
                """), "SUCCESS:\n  - name: Sold\ntenants:\n  acme:\n    SUCCESS:\n      - name: Verkauft\n");

        assertThat(of(coverage, "Verkauft", "voice")).containsExactly("crm");
        assertThat(of(coverage, "Sold", "voice")).isEmpty();
        String table = new CoverageTable(coverage, "database").text();
        assertThat(table)
                .containsPattern("acme: Verkauft +SUCCESS +! crm")
                .containsPattern("Sold +SUCCESS +! no_rule_matched");
    }

    private static List<String> of(Coverage coverage, String disposition, String column) {
        return coverage.combinations().stream()
                .filter(each -> Objects.equals(each.disposition(), disposition)
                        && each.column().equals(column))
                .findFirst()
                .map(Combination::destinations)
                .orElseThrow();
    }

    @Test
    void readsWhatItWrites() {
        String steps = """
                - to: activity:deliver/database
                - filter:
                    simple: "${body.service} == 'Sales'"
                    steps:
                      - to: activity:deliver/crm?part=sales
                - filter:
                    simple: "${body.service} regex 'Sup+ort'"
                    steps:
                      - to: activity:deliver/crm?part=support
                - filter:
                    simple: "${body.duration} > 5 && ${body.duration} < 3"
                    steps:
                      - to: activity:deliver/crm?part=never
                """;
        Coverage coverage =
                coverage(rules(steps), "SUCCESS:\n  - name: Sold\ntenants:\n  acme:\n    SPAM:\n      - name: Junk\n");
        Rule rule = coverage.unreached().get(0);
        coverage = coverage.with(Map.of(rule.file() + ":" + rule.line(), "mine: Support goes to the CRM"));

        assertThat(CoverageTable.read(new CoverageTable(coverage, "database").tree()))
                .isEqualTo(coverage);
        assertThat(coverage.byCases()).hasSize(1);
        assertThat(coverage.conditional()).hasSize(1);
    }
}
