package org.activityrelay.relay.delivery.classifier;

import static org.activityrelay.relay.delivery.classifier.Failures.CLASSIFIER;
import static org.activityrelay.relay.delivery.classifier.Failures.nothingSeen;
import static org.activityrelay.relay.delivery.classifier.Failures.words;
import static org.activityrelay.relay.delivery.classifier.Failures.writeBegan;
import static org.activityrelay.relay.delivery.classifier.Failures.written;
import static org.assertj.core.api.Assertions.assertThat;

import com.dashjoin.jsonata.JException;
import java.util.Map;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.delivery.AttemptEvidence.Answer;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpJudgeTest {

    private static final String STATUSES = """
            300 | reject redirected
            301 | reject redirected
            302 | reject redirected
            304 | reject redirected
            307 | reject redirected
            400 | reject bad_request
            401 | pause unauthorized
            402 | reject refused
            403 | reject forbidden
            404 | reject not_found
            405 | reject refused
            407 | pause unauthorized
            408 | retry request_timeout
            409 | retry conflict
            410 | reject gone
            412 | reject refused
            413 | reject too_large
            415 | reject refused
            422 | reject unprocessable
            423 | retry locked
            425 | retry too_early
            429 | retry rate_limited
            451 | reject refused
            500 | retry server_error
            501 | retry server_error
            502 | retry server_error
            503 | retry unavailable
            504 | retry server_error ambiguous
            507 | retry server_error
            599 | retry server_error
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = STATUSES)
    void judgesTheStatusThatTheProducerThrows(int status, String expected) {
        assertThat(words(failed(status, Map.of(), null), nothingSeen())).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = STATUSES)
    void judgesTheStatusThatTheEvidenceHolds(int status, String expected) {
        AttemptEvidence evidence = written(status, "application/json", "{}");
        assertThat(words(null, evidence)).isEqualTo(expected);
        assertThat(words(new IllegalStateException("nobody knows"), evidence)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            429 | Retry-After | 30                            | retry rate_limited after 30
            429 | retry-after | 30                            | retry rate_limited after 30
            429 | Retry-After | Sun, 01 Mar 2026 12:01:00 GMT | retry rate_limited after 60
            429 | Retry-After | tomorrow                      | retry rate_limited
            503 | Retry-After | 3600                          | retry unavailable after 3600
            503 | RETRY-AFTER | 864000                        | retry unavailable after 86400
            401 | Retry-After | 30                            | pause unauthorized
            """)
    void readsWhenToComeAgain(int status, String header, String value, String expected) {
        Exception failure = failed(status, Map.of(header, value), null);
        assertThat(words(failure, nothingSeen())).isEqualTo(expected);

        AttemptEvidence evidence = nothingSeen();
        evidence.answered(new Answer(status, Map.of(header, value), ""));
        assertThat(words(null, evidence)).isEqualTo(expected);
        assertThat(words(failed(status, Map.of(), null), evidence)).isEqualTo(expected);
    }

    @Test
    void looksThroughWhatCamelWrapsAround() {
        Exception wrapped = new CamelExecutionException(
                "outer", null, new RuntimeCamelException(failed(422, Map.of(), "{\"error\":\"no subject\"}")));
        assertThat(words(wrapped, nothingSeen())).isEqualTo("reject unprocessable");
    }

    @Test
    void aRouteThatEndedNormallyWithAGoodAnswerHasDelivered() {
        assertThat(words(null, written(201, "application/json", "{\"id\":\"7\"}")))
                .isEqualTo("delivered");
        assertThat(words(null, nothingSeen())).isEqualTo("delivered");
    }

    @ParameterizedTest
    @CsvSource({"text/html", "text/html; charset=UTF-8", "TEXT/HTML", "application/xhtml+xml"})
    void aWebPageWhereJsonWasDueIsTriedAgain(String contentType) {
        AttemptEvidence evidence = written(200, contentType, "<html><title>Sign in</title></html>");
        assertThat(words(null, evidence)).as("nobody said that JSON was due").isEqualTo("delivered");
        evidence.expectJson();
        assertThat(words(null, evidence)).isEqualTo("retry unexpected_html");
        assertThat(words(new JException("D3030", 1), evidence)).isEqualTo("retry unexpected_html");
    }

    @Test
    void anAnswerThatCannotBeReadIsNotSentTwice() {
        AttemptEvidence evidence = written(201, "application/json", "{\"id\":");
        assertThat(words(new JException("D3030", 1), evidence)).isEqualTo("reject answer_unreadable");
    }

    @Test
    void aMappingThatFailsAfterALookupHasSentNothing() {
        AttemptEvidence evidence = nothingSeen();
        evidence.answered(new Answer(200, Map.of("content-type", "application/json"), "{}"));
        assertThat(words(new JException("T2001", 17), evidence)).isEqualTo("reject mapping_failed");
    }

    @Test
    void tellsOperatorsWhatTheReceiverSaidWithoutSecretsAndPersons() {
        Exception failure = new HttpOperationFailedException(
                "https://crm.example.com/v1/tasks?access_token=s3cr3ts3cr3t",
                422,
                "Unprocessable",
                null,
                Map.of(),
                "{\"message\":\"Phone '+1 650 555 0100' of Ada Lovelace is not valid\"}");
        AttemptEvidence evidence = writeBegan();
        evidence.at("5-destination-crm.camel.yaml:14 (send)");
        Attempt attempt = CLASSIFIER.attempt(failure, evidence);

        assertThat(attempt.statusCode()).isEqualTo(422);
        assertThat(attempt.detail())
                .startsWith("5-destination-crm.camel.yaml:14 (send): HTTP 422 from https://crm.example.com/v1/tasks")
                .contains("'[phoneNumber]' of [contactName] is not valid")
                .doesNotContain("s3cr3t");
    }

    @Test
    void keepsHowTheReceiverConfirmed() {
        Attempt attempt = CLASSIFIER.attempt(
                null, written(201, "application/json", "{\"id\":\"7\",\"who\":\"Ada Lovelace\"," + "x".repeat(2_000)));
        assertThat(attempt.statusCode()).isEqualTo(201);
        assertThat(attempt.detail())
                .startsWith("{\"id\":\"7\",\"who\":\"[contactName]\"")
                .hasSize(200);
        assertThat(CLASSIFIER.attempt(null, nothingSeen()).detail()).isNull();
    }

    @Test
    void prefersTheRecordedAnswerToTheProducersBody() {
        AttemptEvidence evidence = nothingSeen();
        evidence.answered(new Answer(400, Map.of(), "{\"error\":\"bad date\"}"));
        Attempt attempt = CLASSIFIER.attempt(failed(400, Map.of(), "java.io.InputStream@1"), evidence);
        assertThat(attempt.detail()).isEqualTo("HTTP 400 from https://crm.example.com/tasks: {\"error\":\"bad date\"}");
    }

    @Test
    void namesTheTargetOfARedirect() {
        Exception failure = new HttpOperationFailedException(
                "http://crm.example.com", 301, "Moved", "https://crm.example.com/?sid=s3cr3t", Map.of(), null);
        assertThat(CLASSIFIER.attempt(failure, nothingSeen()).detail())
                .isEqualTo("HTTP 301 from http://crm.example.com, pointing to https://crm.example.com/?sid=***");
    }

    @Test
    void keepsTheAnswerToALookupOutOfTheStory() {
        AttemptEvidence evidence = nothingSeen();
        evidence.answered(new Answer(200, Map.of(), "{\"contacts\":[]}"));
        Attempt attempt = CLASSIFIER.attempt(new java.net.ConnectException("Connection refused"), evidence);
        assertThat(attempt.detail()).isEqualTo("ConnectException: Connection refused");
    }

    private static Exception failed(int status, Map<String, String> headers, String body) {
        return new HttpOperationFailedException("https://crm.example.com/tasks", status, "text", null, headers, body);
    }
}
