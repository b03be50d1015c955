package org.activityrelay.relay.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.routing.Plan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayContextsTest {

    @TempDir
    Path folder;

    @Test
    void takesARecordFromItsRuleToItsDestination() {
        Activity sale = Bundle.activity("{\"interactionId\":\"i-1\",\"type\":\"voice\"}");
        try (RunningContexts running = new Bundle()
                .routing("""
                        - choice:
                            when:
                              - simple: "${body.type} == 'voice'"
                                steps:
                                  - to: "activity:deliver/folder?owner=${body.interactionId}"
                        """)
                .destination("folder", folder)
                .setting("relay.destination.folder.mode", "live")
                .build()) {
            Plan plan = running.routing().plan(sale);
            assertThat(plan.unrouted()).as(plan.detail()).isNull();
            assertThat(plan.deliveries()).singleElement().satisfies(delivery -> {
                assertThat(delivery.destination()).isEqualTo("folder");
                assertThat(delivery.arguments()).containsEntry("owner", "i-1");
                assertThat(delivery.decision().line()).isEqualTo(11);
                assertThat(delivery.decision().whenLine()).isEqualTo(9);
            });

            Attempt attempt = running.destinations().get("folder").deliver(Bundle.claim("folder", sale));
            assertThat(attempt.outcome()).as(attempt.detail()).isEqualTo(new Outcome.Delivered(null, null));
            assertThat(folder.resolve("key-2")).hasContent("i-1");
        }
    }
}
