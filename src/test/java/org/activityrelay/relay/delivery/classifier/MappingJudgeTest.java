package org.activityrelay.relay.delivery.classifier;

import static com.dashjoin.jsonata.Jsonata.jsonata;
import static org.activityrelay.relay.delivery.classifier.Failures.CLASSIFIER;
import static org.activityrelay.relay.delivery.classifier.Failures.nothingSeen;
import static org.activityrelay.relay.delivery.classifier.Failures.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import freemarker.template.Configuration;
import freemarker.template.Template;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.SocketTimeoutException;
import java.util.Map;
import org.activityrelay.relay.delivery.Attempt;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExpressionEvaluationException;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.builder.ExpressionBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Real failures of the mapping languages, of Camel's conversions and of JSON. */
class MappingJudgeTest {

    private static CamelContext camel;

    @BeforeAll
    static void start() {
        camel = new DefaultCamelContext();
        camel.start();
    }

    @AfterAll
    static void stop() {
        camel.stop();
    }

    @Test
    void aJsonataFailureSaysWhereAndQuotesNoValue() {
        Throwable failure = catchThrowable(
                () -> jsonata("{\"minutes\": duration / 60}").evaluate(Map.of("duration", "Ada Lovelace")));
        assertRejected(failure, "JSONata T2001 at character ");
    }

    @Test
    void aTemplateFailureSaysFileLineAndExpression() throws Exception {
        Template template = new Template("call.ftl", new StringReader("Call\n  with ${customer.name}"), quiet());
        Throwable failure =
                catchThrowable(() -> template.process(Map.of("contact", "Ada Lovelace"), new StringWriter()));
        assertRejected(failure, "Template call.ftl, line 2, column 10: InvalidReferenceException in customer");
    }

    @Test
    void aTemplateThatCannotBeReadSaysWhere() {
        Throwable failure = catchThrowable(() -> new Template("call.ftl", new StringReader("Call\n<#if x>"), quiet()));
        assertRejected(failure, "Template call.ftl, line 2, column 7: cannot be read");
    }

    @Test
    void jsonThatCannotBeReadSaysWhereAndQuotesNothing() {
        Throwable failure = catchThrowable(() -> new ObjectMapper().readTree("{\"name\": Ada Lovelace}"));
        assertRejected(failure, "JSON cannot be read or written at line 1, column ");
    }

    @Test
    void aConversionThatFailsQuotesNoValue() {
        Throwable failure = catchThrowable(
                () -> camel.getTypeConverter().mandatoryConvertTo(Integer.class, exchange(), "Ada Lovelace"));
        assertRejected(failure, "No conversion from java.lang.String to java.lang.Integer");
    }

    @Test
    void aConversionThatDoesNotExistNamesTheTypes() {
        Throwable failure = catchThrowable(
                () -> camel.getTypeConverter().mandatoryConvertTo(javax.sql.DataSource.class, exchange(), 7));
        assertRejected(failure, "No conversion from java.lang.Integer to javax.sql.DataSource");
    }

    @Test
    void aBodyOfAnotherTypeIsNotQuoted() {
        Exchange exchange = exchange();
        exchange.getMessage().setBody("Ada Lovelace");
        Throwable failure = catchThrowable(() -> exchange.getMessage().getMandatoryBody(javax.sql.DataSource.class));
        assertThat(failure).isInstanceOf(InvalidPayloadException.class);
        assertRejected(failure, "No conversion from java.lang.String to javax.sql.DataSource");
    }

    @Test
    void anExpressionThatFailsIsNamed() {
        Exchange exchange = exchange();
        exchange.getMessage().setBody(Map.of("contactName", "Ada Lovelace"));
        Throwable failure = catchThrowable(() ->
                camel.resolveLanguage("simple").createExpression("${body.typo}").evaluate(exchange, String.class));
        assertThat(failure).isNotNull();
        assertThat(words(failure, nothingSeen())).isEqualTo("reject mapping_failed");
        assertThat(CLASSIFIER.attempt(failure, nothingSeen()).detail()).doesNotContain("Ada Lovelace");
    }

    @Test
    void anExpressionWithoutACauseSpeaksForItself() {
        Throwable failure = new ExpressionEvaluationException(
                ExpressionBuilder.constantExpression("crm-activity.jsonata, line 4: duration is absent"),
                exchange(),
                null);
        assertRejected(failure, "crm-activity.jsonata, line 4: duration is absent");
    }

    @Test
    void aConnectionThatBreaksWhileABodyIsReadIsNoMappingFailure() {
        Throwable failure = new com.fasterxml.jackson.databind.JsonMappingException(
                null, "while reading", new SocketTimeoutException("Read timed out"));
        assertThat(words(failure, nothingSeen())).isEqualTo("retry read_timeout");
    }

    private static void assertRejected(Throwable failure, String detail) {
        assertThat(words(failure, nothingSeen())).as(String.valueOf(failure)).isEqualTo("reject mapping_failed");
        Attempt attempt = CLASSIFIER.attempt(failure, nothingSeen());
        assertThat(attempt.detail()).startsWith(detail).doesNotContain("Lovelace");
    }

    private static Configuration quiet() {
        Configuration configuration = new Configuration(Configuration.VERSION_2_3_34);
        configuration.setLogTemplateExceptions(false);
        return configuration;
    }

    private static Exchange exchange() {
        return new DefaultExchange(camel);
    }
}
