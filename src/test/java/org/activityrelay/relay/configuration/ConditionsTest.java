package org.activityrelay.relay.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import org.activityrelay.relay.check.RouteChecks;
import org.activityrelay.relay.routing.Plan;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What conditions say of present, absent and strange values. */
class ConditionsTest {

    private static final String RECORD = """
            {"interactionId":"i-1","type":"voice","kind":"interaction","tenant":"acme","service":"Sales EU",
             "disposition":" Complaint","dispositionClass":"FAILURE","callDirection":"inbound","duration":609,
             "attachedData":{"priority":"high","order id":"7","amount":"100.50","number":100.5},"formValues":{"follow":true,"n":null},
             "callParties":[{"name":"Jo"}],"additional":{"newField":"x"}}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "${body.type} == 'voice' ; true",
                "${body.subject} == 'x' ; false",
                "${body.subject} == null ; true",
                "${body.type} != null ; true",
                "${body.subject} != 'x' ; true",
                "${body.subject} contains 'x' ; false",
                "${body.subject} in 'x,y' ; false",
                "${body?.subject.toLowerCase()} == 'x' ; false",
                "${body.disposition} == 'Complaint' ; false",
                "${body?.disposition.trim()} == 'Complaint' ; true",
                "${body.disposition} contains 'Complaint' ; true",
                "${body.service} startsWith 'Sales' ; true",
                "${body.type} in 'voice,chat' ; true",
                "${body.duration} > 600 ; true",
                "${body.duration} > 609 ; false",
                "${body.startTime} > 5 ; false",
                "${body.attachedData[priority]} == 'high' ; true",
                "${body.attachedData[nope]} == 'high' ; false",
                "${body.attachedData[nope]} == null ; true",
                "${body.attachedData['order id']} == '7' ; true",
                "${body.attachedData.containsKey('priority')} ; true",
                "${body.attachedData.isEmpty()} ; false",
                "${body?.attachedData[nope].length()} > 3 ; false",
                "${body?.attachedData[priority].length()} > 3 ; true",
                "${body.formValues[follow]} == true ; true",
                "${body.formValues[n]} == null ; true",
                "${body.associatedObjects[selected]} == null ; true",
                "${body.callParties.size()} == 1 ; true",
                "${body?.callParties[0][name]} == 'Jo' ; true",
                "${body.additional[newField]} == 'x' ; true",
                "${body.attachedData[amount]} > 100 ; true",
                "${body.attachedData[amount]} > 100.4 ; true",
                "${body.attachedData[amount]} > 99.5 ; true",
                "${body.attachedData[amount]} > 101 ; false",
                "${body.attachedData[amount]} < 100.6 ; true",
                "${body.attachedData[number]} > 100.0 ; true",
                "${body.attachedData[number]} > 101 ; false",
                "${body.attachedData[number]} == 100.5 ; true",
                "${body.startTime} != null && ${body.startTime} < ${body.endTime} ; false",
                "${body.startTime} < 5 ; false",
                "${body.internal} == true ; false",
                "${body.tenant} == 'acme' && ${body.kind} == 'interaction' ; true",
                "${body.tenant} == 'other' || ${body.callDirection} == 'inbound' ; true"
            })
    void isTrueOrFalseAsItReads(String condition, boolean expected) {
        Bundle bundle = new Bundle()
                .routing("""
                        - to: activity:deliver/a
                        - filter:
                            simple: "%s"
                            steps:
                              - to: activity:deliver/a?part=matched
                        """.formatted(condition.trim()))
                .destination("a", "file:target/nowhere")
                .checks(RouteChecks.all());
        try (RunningContexts running = bundle.build()) {
            Plan plan = running.routing().plan(Bundle.activity(RECORD));
            assertThat(plan.unrouted()).as(plan.detail()).isNull();
            assertThat(plan.deliveries()).hasSize(expected ? 2 : 1);
        }
    }
}
