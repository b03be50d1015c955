package org.activityrelay.relay.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.check.RouteChecks;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.Rehearsal;
import org.activityrelay.relay.routing.PlannedDelivery;
import org.apache.camel.ServiceStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Cases that change what rules see do not need destinations of their own. */
class RuleSettingsTest {

    private static final String CRM = "relay.routing.crm";
    private static final Activity RECORD = Bundle.activity("{\"interactionId\":\"i-1\"}");

    private RunningContexts given = built(bundle());

    private static Bundle bundle() {
        return new Bundle()
                .routing("- to: activity:deliver/{{relay.routing.crm}}")
                .destination("first", "file:target/nowhere")
                .destination("second", "file:target/nowhere")
                .setting(CRM, "first")
                .checks(RouteChecks.all());
    }

    private static RunningContexts built(Bundle bundle) {
        return bundle.contexts().buildRehearsal(bundle.snapshot());
    }

    @AfterEach
    void close() {
        given.close();
    }

    private static Iterable<String> destinations(RunningContexts contexts) {
        return contexts.routing().plan(RECORD).deliveries().stream()
                .map(PlannedDelivery::destination)
                .toList();
    }

    @Test
    void otherRulesShareTheDestinations() {
        try (RunningContexts others =
                given.withRuleSettings(Map.of(CRM, "second"), Pace.FULL).orElseThrow()) {
            assertThat(destinations(others)).containsExactly("second");
            assertThat(destinations(given)).containsExactly("first");
            assertThat(others.setting(CRM)).isEqualTo("second");
            assertThat(others.recording()).isSameAs(given.recording());
            assertThat(others.live()).isNotSameAs(given.live());
        }

        assertThat(given.recording().getStatus()).isEqualTo(ServiceStatus.Started);
        assertThat(given.rehearse(Bundle.claim("second", RECORD), Rehearsal.UNANSWERED)
                        .attempt()
                        .outcome())
                .isInstanceOf(Outcome.Delivered.class);
    }

    @Test
    void rulesThatAreWrongWithThemAreRefused() {
        assertThatThrownBy(() -> given.withRuleSettings(Map.of(CRM, "third"), Pace.FULL))
                .isInstanceOf(RefusedConfigurationException.class)
                .hasMessageContaining("there is no destination third");
    }

    @Test
    void whatDestinationsMaySeeNeedsAllOfThem() {
        assertThat(given.withRuleSettings(Map.of("site.crm", "second"), Pace.FULL))
                .isEqualTo(Optional.empty());
        assertThat(given.withRuleSettings(Map.of("relay.routing.timeout", "1s"), Pace.FULL))
                .isEmpty();
        assertThat(given.withRuleSettings(Map.of(CRM, "${site.crm}"), Pace.FULL))
                .isEmpty();

        given.close();
        given = built(bundle().destination("third", "file:target/nowhere?fileName={{relay.routing.crm}}"));
        assertThat(given.withRuleSettings(Map.of(CRM, "second"), Pace.FULL)).isEmpty();
    }
}
