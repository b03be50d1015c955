package org.activityrelay.relay.destination.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.TimeZone;
import org.activityrelay.relay.destination.Claims;
import org.activityrelay.relay.destination.Rig;
import org.apache.camel.ExpressionEvaluationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {

    private static Rig fixed(String template) {
        return Rig.recording().file("templates/t.ftlh", template).route("email", "- to: freemarker:templates/t.ftlh");
    }

    private static Rig named() {
        return Rig.recording().route("email", "- to: \"freemarker:templates/{template}.txt.ftl\"");
    }

    private static String fill(Rig rig, com.fasterxml.jackson.databind.node.ObjectNode record, String... arguments)
            throws Exception {
        return rig.deliver(Claims.of("email", record, arguments))
                .exchange()
                .getMessage()
                .getBody(String.class);
    }

    @Test
    void seesTheRecordAndTheDelivery() throws Exception {
        try (Rig rig = fixed("${activity.type} ${activity.attachedData.invoice} ${delivery.arguments.to} "
                        + "<#list activity.associatedObjects.list as o>${o.displayName}</#list> ${delivery.recordKey}")
                .start()) {
            String text = fill(rig, Claims.sample("voice-complaint-5.19.json"), "to", "a@example.com");

            assertThat(text)
                    .isEqualTo("voice 88213 a@example.com CS0001042 "
                            + "default/interaction/0b6f4c1e-8d1a-4b1c-9c69-2a1f0a4c77aa/email");
        }
    }

    @Test
    void writesNumbersAndTimesTheSameInEveryLocaleAndZone() throws Exception {
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        try (Rig rig = fixed("${activity.duration} ${activity.startTime} "
                        + "${activity.startTime?number_to_datetime} ${activity.callRecording}")
                .with("relay.destination.email.time-zone", "Europe/Berlin")
                .start()) {
            Locale.setDefault(Locale.forLanguageTag("ar-EG"));
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
            var record = Claims.minimal()
                    .put("duration", 1234567)
                    .put("startTime", 1763720000000L)
                    .put("callRecording", true);

            assertThat(fill(rig, record)).isEqualTo("1234567 1763720000000 2025-11-21 11:13:20 CET true");
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${'freemarker.template.utility.Execute'?new()('id')}",
                "${'freemarker.template.utility.ObjectConstructor'?new()('java.lang.ProcessBuilder', 'id')}",
                "${'freemarker.template.utility.JythonRuntime'?new()}",
                "${activity?api.class}",
                "${activity.class.protectionDomain}",
                "${activity.getClass()}",
                "${.data_model.exchange}",
                "${exchange.context}",
                "${camelContext}",
                "${delivery.class}",
                "<#include '/etc/passwd'>",
                "<#include '../../config/application.yaml'>",
                "<#include 'file:/etc/passwd'>",
            })
    void reachesNeitherJavaNorOtherFiles(String template) throws Exception {
        try (Rig rig = fixed(template).start()) {
            assertThatThrownBy(() -> fill(rig, Claims.minimal())).isInstanceOf(ExpressionEvaluationException.class);
        }
    }

    @Test
    void saysAtLoadWhereAMistakeIs() {
        Rig rig = fixed("first\n<#if activity.type>\nnever closed");

        assertThatThrownBy(rig::start).hasStackTraceContaining("templates/t.ftlh:");
    }

    @Test
    void saysAtLoadWhichTemplateIsMissing() {
        Rig rig = Rig.recording().route("email", "- to: freemarker:templates/nope.ftlh");

        assertThatThrownBy(rig::start).hasStackTraceContaining("there is no template routes/templates/nope.ftlh");
    }

    @Test
    void saysAtRunTimeWhereItFailedAndNotWithWhichValue() throws Exception {
        try (Rig rig = fixed("line one\n${activity.phoneNumber?number}").start()) {
            assertThatThrownBy(() -> fill(rig, Claims.minimal().put("phoneNumber", "+4930 555")))
                    .isInstanceOf(ExpressionEvaluationException.class)
                    .hasMessageStartingWith("templates/t.ftlh:2:")
                    .hasMessageNotContaining("555")
                    .hasNoCause();
            assertThatThrownBy(() -> fill(rig, Claims.minimal())).hasMessageContaining("activity.phoneNumber");
        }
    }

    /** The expression comes from the record itself: then it is no part of the template, and is not shown. */
    @ParameterizedTest
    @CsvSource({
        "<@activity.notes?interpret />, ${Sesame.open}",
        "${activity.notes?eval}, Sesame.open",
        "${activity.notes?eval}, Sesame open",
        "${('x' + activity.notes)?number}, Sesame",
        "<#stop activity.notes>, Sesame",
        "<#include activity.notes>, Sesame",
    })
    void quotesNothingOfARecordThatATemplateTakesForItsOwnText(String template, String notes) throws Exception {
        try (Rig rig = fixed(template).start()) {
            assertThatThrownBy(() -> fill(rig, Claims.minimal().put("notes", notes)))
                    .isInstanceOf(ExpressionEvaluationException.class)
                    .hasMessageStartingWith("templates/t.ftlh")
                    .hasMessageNotContaining("Sesame");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret",
                "../../config/application",
                "complaint.txt.ftl?",
                "a/b",
                "",
                " ",
                "{{relay.data}}",
                "${body}",
                "complaint%00",
                "complaint\u0000",
                "\\\\server\\share",
                "complaint?allowTemplateFromHeader=true"
            })
    void takesATemplateNameFromARuleOnlyIfItIsAPlainName(String name) throws Exception {
        try (Rig rig = named().start()) {
            assertThatThrownBy(() -> fill(rig, Claims.minimal(), "template", name))
                    .isInstanceOf(ExpressionEvaluationException.class)
                    .hasMessageContaining("is no template name");
        }
    }

    @Test
    void namesAMissingTemplateAndAMissingArgument() throws Exception {
        try (Rig rig = named().start()) {
            assertThatThrownBy(() -> fill(rig, Claims.minimal(), "template", "refund"))
                    .hasMessage("there is no template routes/templates/refund.txt.ftl");
            assertThatThrownBy(() -> fill(rig, Claims.minimal())).hasMessageContaining("gives no argument 'template'");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "freemarker:templates/complaint.ftlh?allowTemplateFromHeader=true",
                "freemarker:templates/complaint.ftlh?contentCache=false",
                "freemarker:templates/complaint.ftl",
                "freemarker:mappings/crm-activity.jsonata",
                "freemarker:file:/etc/passwd",
                "freemarker:classpath:application.yaml",
                "freemarker:templates/../mappings/x.ftlh",
                "freemarker:http://example.com/x.ftlh"
            })
    void refusesOtherTemplatesAndOptionsAtLoad(String uri) {
        Rig rig = Rig.recording().route("email", "- to: \"" + uri + "\"");

        assertThatThrownBy(rig::start)
                .hasStackTraceContaining(
                        uri.contains("ftlh?") ? "take no options" : "a template is a file templates/<name>.ftlh");
    }

    @Test
    void neverTakesATemplateFromAHeader() throws Exception {
        try (Rig rig = fixed("mine").start()) {
            var delivered = rig.deliver(Claims.of("email", Claims.minimal()), exchange -> {
                exchange.getMessage().setHeader("CamelFreemarkerTemplate", "theirs");
                exchange.getMessage().setHeader("CamelFreemarkerResourceUri", "templates/complaint.ftlh");
                exchange.getMessage().setHeader("CamelFreemarkerDataModel", "theirs");
            });

            assertThat(delivered.exchange().getMessage().getBody()).isEqualTo("mine");
        }
    }
}
