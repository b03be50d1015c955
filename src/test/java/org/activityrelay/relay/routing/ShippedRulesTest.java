package org.activityrelay.relay.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.activity.ActivityReader;
import org.activityrelay.relay.activity.Dispositions;
import org.activityrelay.relay.activity.TenantProfile;
import org.activityrelay.relay.check.RouteChecks;
import org.activityrelay.relay.configuration.Bundle;
import org.activityrelay.relay.configuration.RunningContexts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which destinations the shipped rules choose for which record, and which not. */
class ShippedRulesTest {

    private static final Path RULES = Path.of("routes/3-routing.camel.yaml");
    private static final String EXAMPLE = "        # ";
    private static final String TITLE = "        ## ";
    private static final RunningContexts SHIPPED = bundle(read()).build();

    @AfterAll
    static void stop() {
        SHIPPED.close();
    }

    private static String read() {
        try {
            return Files.readString(RULES);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Bundle bundle(String rules) {
        return new Bundle()
                .file("3-routing.camel.yaml", rules)
                .destination("database", "file:target/nowhere")
                .destination("crm", "file:target/nowhere")
                .destination("email", "file:target/nowhere")
                .destination("queue", "file:target/nowhere")
                .destination("webhook", "file:target/nowhere")
                .setting("relay.routing.crm", "crm")
                .setting("site.complaints.recipient", "complaints@example.com")
                .checks(RouteChecks.all());
    }

    private static String destinations(RunningContexts running, String fields) {
        Plan plan = running.routing()
                .plan(Bundle.activity("{\"interactionId\":\"i-1\",\"tenant\":\"default\"," + fields + "}"));
        assertThat(plan.unrouted()).as(plan.detail()).isNull();
        return plan.deliveries().stream()
                .map(delivery -> delivery.destination()
                        + (delivery.part().isEmpty() ? "" : "/" + delivery.part())
                        + (delivery.arguments().containsKey("to")
                                ? "<" + delivery.arguments().get("to") + ">"
                                : ""))
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'kind':'interaction','type':'voice','disposition':'Product sold','dispositionClass':'SUCCESS' | database crm",
                "'kind':'interaction','type':'chat','disposition':'Problem solved','dispositionClass':'SUCCESS' | database crm",
                "'kind':'interaction','type':'email','disposition':'Message sent','dispositionClass':'SUCCESS' | database",
                "'kind':'interaction','type':'sms','dispositionClass':'SUCCESS' | database",
                "'kind':'recording','type':'voice','dispositionClass':'SUCCESS' | database",
                "'kind':'interaction','type':'voice','disposition':'No answer','dispositionClass':'CONTINUE' | database",
                "'kind':'interaction','type':'voice','disposition':'Add to DNC','dispositionClass':'DO_NOT_CALL' | database",
                "'kind':'interaction','type':'voice','dispositionClass':'UNKNOWN' | database",
                "'kind':'interaction','type':'voice','disposition':'Complaint','dispositionClass':'FAILURE' | database email<complaints@example.com>",
                "'kind':'interaction','type':'chat','disposition':'Complaint','dispositionClass':'FAILURE' | database email<complaints@example.com>",
                "'kind':'interaction','type':'email','disposition':'COMPLAINT','dispositionClass':'FAILURE' | database email<complaints@example.com>",
                "'kind':'recording','type':'voice','disposition':'Complaint' | database",
                "'kind':'interaction','type':'voice','disposition':'Complaint withdrawn','dispositionClass':'UNKNOWN' | database",
                "'kind':'interaction','type':'email' | database",
                "'type':null | database"
            })
    void sendsEachRecordWhereItBelongs(String fields, String expected) {
        assertThat(destinations(SHIPPED, fields.replace('\'', '"'))).isEqualTo(expected);
    }

    @Test
    void findsADispositionWithWhateverBlanksAroundIt() throws Exception {
        ObjectMapper json = new ObjectMapper();
        Dispositions dispositions = Dispositions.parse(Files.readAllBytes(Path.of("config/dispositions.yaml")));
        TenantProfile tenant = new TenantProfile("default", null, "US", ZoneOffset.UTC, dispositions);
        for (String sent : List.of("\u00A0Complaint ", "complaint\u200B", "\tCOMPLAINT\u202F")) {
            Activity activity = new ActivityReader(json)
                    .read(
                            json.createObjectNode()
                                    .put("interactionId", "i")
                                    .put("type", "chat")
                                    .put("disposition", sent),
                            tenant);

            assertThat(activity.dispositionClass()).isEqualTo("FAILURE");
            assertThat(SHIPPED.routing().plan(activity).deliveries())
                    .extracting(PlannedDelivery::destination)
                    .containsExactly("database", "email");
        }
    }

    @Test
    void eachSelectedCaseHasADeliveryOfItsOwnWhereASiteWantsIt() throws Exception {
        String fields = """
                "kind":"interaction","type":"voice","dispositionClass":"SUCCESS","associatedObjects":{
                "list":[{"id":"c-1","type":"Case"},{"id":"p-1","type":"contact"},{"id":"c-2","type":"case"},
                {"id":"t-1","customFields":{"isTask":"true"}},{"id":"c-3","type":"case"}],
                "selected":["c-2","p-1","t-1","c-1"]}""";
        String none = fields.replaceAll("\"selected\":.*]", "\"selected\":[]");
        try (RunningContexts each =
                bundle(read()).setting("relay.routing.crm-each", "case, task").build()) {
            assertThat(destinations(each, fields)).isEqualTo("database crm/c-2 crm/c-1 crm/t-1");
            assertThat(destinations(each, none)).isEqualTo("database crm");
        }
        assertThat(destinations(SHIPPED, fields)).isEqualTo("database crm");
    }

    @Test
    void handsRecipientAndTemplateToTheMail() {
        Plan plan = SHIPPED.routing().plan(Bundle.activity("{\"kind\":\"interaction\",\"disposition\":\"Complaint\"}"));
        assertThat(plan.deliveries().get(1).arguments())
                .containsExactly(Map.entry("template", "complaint"), Map.entry("to", "complaints@example.com"));
    }

    @Test
    void saysWhichRuleChose() {
        Plan plan = SHIPPED.routing()
                .plan(Bundle.activity(
                        "{\"kind\":\"interaction\",\"type\":\"voice\",\"dispositionClass\":\"SUCCESS\"}"));
        List<String> lines = read().lines().toList();
        PlannedDelivery crm = plan.deliveries().get(1);
        assertThat(lines.get(crm.decision().line() - 1)).contains("activity:deliver/{{relay.routing.crm}}");
        assertThat(lines.get(crm.decision().whenLine() - 1)).contains("- filter:");
    }

    /** The rules with one of the commented examples in use. */
    private static Map<String, String> examples() {
        Map<String, String> examples = new LinkedHashMap<>();
        List<String> lines = read().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(EXAMPLE + "- ")) {
                List<String> uncommented = new ArrayList<>(lines);
                int end = i;
                while (end < lines.size() && lines.get(end).startsWith(EXAMPLE)) {
                    uncommented.set(end, lines.get(end).replaceFirst("# ", ""));
                    end++;
                }
                String title = lines.get(i - 1).substring(TITLE.length());
                examples.put(
                        title.substring(0, title.indexOf(title.contains(":") ? ":" : ",")),
                        String.join("\n", uncommented));
                i = end;
            }
        }
        return examples;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Service | 'service':'Billing' | database email/billing<billing@example.com>",
                "Service | 'service':'Sales' | database",
                "Direction | 'callDirection':'outbound' | database crm",
                "Direction | 'kind':'interaction','type':'voice','dispositionClass':'SUCCESS','callDirection':'outbound' | database crm",
                "Direction | 'callDirection':'inbound' | database",
                "Attached data | 'attachedData':{'priority':'high','ownerMail':'jo@example.com'} | database email/owner<jo@example.com>",
                "Attached data | 'attachedData':{'priority':'high'} | database",
                "Attached data | 'attachedData':{'priority':'low','ownerMail':'jo@example.com'} | database",
                "Form values | 'formValues':{'followUp':true} | database crm",
                "Form values | 'formValues':{'followUp':'true'} | database crm",
                "Form values | 'formValues':{'followUp':false} | database",
                "Form values | 'formValues':{} | database",
                "Duration | 'type':'voice','duration':1800 | database email/long<quality@example.com>",
                "Duration | 'type':'voice','duration':1799 | database",
                "Duration | 'type':'voice' | database",
                "Tenant | 'tenant':'acme' | database email/tenant<acme@example.com>",
                "Tenant | 'type':'voice' | database email/tenant<others@example.com>",
                "A queue and a webhook beside the CRM | 'kind':'interaction' | database queue webhook"
            })
    void offersExamplesThatWork(String title, String fields, String expected) {
        assertThat(examples()).containsKey(title);
        try (RunningContexts running = bundle(examples().get(title)).build()) {
            assertThat(destinations(running, fields.replace('\'', '"'))).isEqualTo(expected);
        }
    }

    @Test
    void hasAnExampleOfEachKind() {
        assertThat(examples())
                .containsOnlyKeys(
                        "Service",
                        "Direction",
                        "Attached data",
                        "Form values",
                        "Duration",
                        "Tenant",
                        "A queue and a webhook beside the CRM");
    }
}
