package org.activityrelay.relay.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.activityrelay.relay.routing.Decision;
import org.activityrelay.relay.routing.Plan;
import org.activityrelay.relay.routing.PlannedDelivery;
import org.activityrelay.relay.routing.UnroutedReason;
import org.junit.jupiter.api.Test;

/** Each decision says where it was made: file, line of the step, line of the condition around it. */
class RuleLinesTest {

    private static Bundle bundle(String routing) {
        return new Bundle()
                .file("3-routing.camel.yaml", routing)
                .destination("a", "file:target/nowhere")
                .destination("b", "file:target/nowhere");
    }

    private static Plan plan(Bundle bundle, String json) {
        try (RunningContexts running = bundle.build()) {
            return running.routing().plan(Bundle.activity(json));
        }
    }

    private static final String RULES = """
            - route:
                id: routing-by-type
                description: Rules in every way of writing.
                from:
                  uri: activity:routing
                  steps:
                    - to: activity:deliver/a
                    # a comment of a line
                    - to:
                        uri: activity:deliver/a
                        parameters:
                          part: second
                          note: "${body.attachedData[x]}"
                    - to: {uri: "activity:deliver/a?part=third"}
                    - choice:

                        when:
                          - simple: "${body.type} == 'voice'"

                            steps:
                              - filter:
                                  simple: "${body.service} == 'Sales'"
                                  steps:
                                    - to:

                                        uri: activity:deliver/b
                                        parameters: {part: "1"}
                              - to: activity:deliver/b?part=2
                          - steps:
                              - to: activity:deliver/b?part=3
                            simple: "${body.type} == 'chat'"
                        otherwise:
                          steps:
                            - to: activity:deliver/b?part=4
                    - filter:
                        simple: "${body.type} == 'email'"
                    - to: activity:deliver/b?part=5
            """;

    private static String lines(Plan plan) {
        StringBuilder lines = new StringBuilder();
        for (PlannedDelivery delivery : plan.deliveries()) {
            Decision decision = delivery.decision();
            assertThat(decision.routeId()).isEqualTo("routing-by-type");
            assertThat(decision.file()).isEqualTo("3-routing.camel.yaml");
            lines.append(delivery.destination())
                    .append(delivery.part().isEmpty() ? "" : "/" + delivery.part())
                    .append("@")
                    .append(decision.line())
                    .append(decision.whenLine() == null ? "" : "<" + decision.whenLine())
                    .append(" ");
        }
        return lines.toString().trim();
    }

    @Test
    void knowsTheLineOfEachStepHoweverItIsWritten() {
        assertThat(lines(plan(bundle(RULES), "{\"type\":\"voice\",\"service\":\"Sales\"}")))
                .isEqualTo("a@7 a/second@9 a/third@14 b/1@24<21 b/2@28<18");
        assertThat(lines(plan(bundle(RULES), "{\"type\":\"chat\"}"))).isEqualTo("a@7 a/second@9 a/third@14 b/3@30<29");
        assertThat(lines(plan(bundle(RULES), "{\"type\":\"email\"}")))
                .isEqualTo("a@7 a/second@9 a/third@14 b/4@34<32 b/5@37<35");
    }

    private static String failing(String condition, String argument) {
        return """
        - route:
            id: routing
            description: Rules that fail for some records.
            from:
              uri: activity:routing
              steps:
                - to: activity:deliver/a
                - choice:
                    when:
                      - simple: "${body.type} == 'chat'"
                        steps:
                          - to: activity:deliver/b
                      - simple: "%s"
                        steps:
                          - to: "activity:deliver/b?x=%s"
        """.formatted(condition, argument);
    }

    @Test
    void discardsThePlanAndNamesTheConditionThatFailed() {
        Plan plan = plan(
                bundle(failing("${body.callParties[3].name} == 'x'", "y")),
                "{\"type\":\"voice\",\"callParties\":[{\"name\":\"Jo\"}]}");
        assertThat(plan.deliveries()).isEmpty();
        assertThat(plan.unrouted()).isEqualTo(UnroutedReason.ROUTING_FAILED);
        assertThat(plan.failedAt()).isEqualTo(new Decision("routing", "3-routing.camel.yaml", 13, null));
        assertThat(plan.detail()).isEqualTo("an index is beyond the end of a list");
    }

    @Test
    void namesTheStepWhoseArgumentFailed() {
        Plan plan = plan(
                bundle(failing("${body.type} == 'voice'", "${body.attachedData[a].nope}")),
                "{\"type\":\"voice\",\"attachedData\":{\"a\":\"+4930555010\"}}");
        assertThat(plan.unrouted()).isEqualTo(UnroutedReason.ROUTING_FAILED);
        assertThat(plan.failedAt()).isEqualTo(new Decision("routing", "3-routing.camel.yaml", 15, 13));
        assertThat(plan.detail())
                .isEqualTo("there is no field or method 'nope'")
                .doesNotContain("4930");
    }

    @Test
    void namesTheRegularExpressionThatDoesNotEnd() {
        String rules = failing("${body.description} regex '(.*a){12}b'", "y");
        Plan plan = plan(
                bundle(rules).timeout(Duration.ofMillis(100)),
                "{\"type\":\"voice\",\"description\":\"" + "a".repeat(27) + "\"}");
        assertThat(plan.unrouted()).isEqualTo(UnroutedReason.ROUTING_FAILED);
        assertThat(plan.detail()).isEqualTo("took longer than 100 ms");
        assertThat(plan.failedAt()).isEqualTo(new Decision("routing", "3-routing.camel.yaml", 13, null));
    }

    @Test
    void readsRegularExpressionsThatDoEnd() {
        String rules = failing("${body.description} regex '.*invoice.*'", "y");
        assertThat(plan(bundle(rules), "{\"type\":\"voice\",\"description\":\"an invoice\"}")
                        .deliveries())
                .hasSize(2);
    }

    @Test
    void unitesTheFilesOfRoutingInTheOrderOfTheirNames() {
        Bundle bundle = bundle("""
                        - route:
                            id: routing
                            description: The shipped rules.
                            from:
                              uri: activity:routing
                              steps:
                                - to: activity:deliver/a
                        - route:
                            id: routing-more
                            description: Others in the same file.
                            from:
                              uri: activity:routing
                              steps:
                                - to: activity:deliver/b?part=2
                        """).file("3-routing-mine.camel.yaml", """
                        - route:
                            id: routing-mine
                            description: Rules of a site.
                            from:
                              uri: activity:routing
                              steps:
                                - to: activity:deliver/b
                                - to: activity:deliver/a
                        """);
        Plan plan = plan(bundle, "{}");
        assertThat(plan.deliveries())
                .extracting(delivery -> delivery.decision().file() + " "
                        + delivery.decision().routeId() + " " + delivery.destination() + delivery.part())
                .containsExactly(
                        "3-routing-mine.camel.yaml routing-mine b",
                        "3-routing-mine.camel.yaml routing-mine a",
                        "3-routing.camel.yaml routing-more b2");
    }

    @Test
    void saysBothLinesWhenTwoRulesDisagree() {
        Plan plan = plan(bundle("""
                        - route:
                            id: routing
                            description: Rules that disagree.
                            from:
                              uri: activity:routing
                              steps:
                                - to: activity:deliver/a?x=1
                                - to: activity:deliver/a?x=2
                        """), "{}");
        assertThat(plan.unrouted()).isEqualTo(UnroutedReason.ROUTING_FAILED);
        assertThat(plan.detail()).contains("3-routing.camel.yaml:7 and at 3-routing.camel.yaml:8");
        assertThat(plan.failedAt().line()).isEqualTo(8);
    }
}
