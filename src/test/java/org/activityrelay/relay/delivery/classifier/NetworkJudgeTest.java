package org.activityrelay.relay.delivery.classifier;

import static org.activityrelay.relay.delivery.classifier.Failures.nothingSeen;
import static org.activityrelay.relay.delivery.classifier.Failures.words;
import static org.activityrelay.relay.delivery.classifier.Failures.writeBegan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import jakarta.mail.MessagingException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateExpiredException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.activityrelay.relay.delivery.ClassifiedException;
import org.activityrelay.relay.delivery.Outcome;
import org.apache.camel.RuntimeCamelException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.eclipse.angus.mail.util.MailConnectException;
import org.eclipse.angus.mail.util.SocketConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkJudgeTest {

    static Stream<Arguments> beforeAnythingWasSent() {
        return Stream.of(
                arguments(new ConnectException("Connection refused"), "connection_refused"),
                arguments(
                        new HttpHostConnectException("Connect to a:1 failed: Connection refused"),
                        "connection_refused"),
                arguments(new ConnectException("Connection timed out"), "connection_timeout"),
                arguments(new ConnectTimeoutException("Connect to a:1 failed: Read timed out"), "connection_timeout"),
                arguments(new SocketTimeoutException("Connect timed out"), "connection_timeout"),
                arguments(new ConnectException("Network is unreachable"), "connection_failed"),
                arguments(new NoRouteToHostException("No route to host"), "connection_failed"),
                arguments(new ConnectionRequestTimeoutException("Timeout deadline: 3000"), "connection_failed"),
                arguments(new UnknownHostException("crm.example.invalid"), "unknown_host"),
                arguments(new SSLHandshakeException("PKIX path building failed"), "tls_failed"),
                arguments(new SSLPeerUnverifiedException("Certificate for <a> does not match"), "tls_failed"),
                arguments(new SSLException("no", new CertificateExpiredException("then")), "tls_failed"),
                arguments(
                        new MailConnectException(new SocketConnectException(
                                "Couldn't connect", new ConnectException("Connection refused"), "mail", 25, 1)),
                        "connection_refused"),
                arguments(
                        new MessagingException("no", new UnknownHostException("mail.example.invalid")),
                        "unknown_host"));
    }

    @ParameterizedTest
    @MethodSource("beforeAnythingWasSent")
    void whatNeverConnectedIsNeverAmbiguous(Exception failure, String reason) {
        assertThat(words(failure, nothingSeen())).isEqualTo("retry " + reason);
        assertThat(words(failure, writeBegan())).isEqualTo("retry " + reason);
        assertThat(words(new RuntimeCamelException(failure), writeBegan())).isEqualTo("retry " + reason);
    }

    static Stream<Arguments> onceConnected() {
        return Stream.of(
                arguments(new SocketTimeoutException("Read timed out"), "read_timeout"),
                arguments(new TimeoutException("20000 ms"), "read_timeout"),
                arguments(new java.net.http.HttpTimeoutException("request timed out"), "read_timeout"),
                arguments(new NoHttpResponseException("a:1 failed to respond"), "connection_lost"),
                arguments(new ConnectionClosedException("Premature end"), "connection_lost"),
                arguments(new SocketException("Connection reset"), "connection_lost"),
                arguments(new SocketException("Broken pipe"), "connection_lost"),
                arguments(new IOException("Connection reset by peer"), "connection_lost"),
                arguments(new EOFException(), "connection_lost"),
                arguments(new ClosedChannelException(), "connection_lost"),
                arguments(new SSLException("Socket closed by peer"), "connection_lost"),
                arguments(new SSLException("Received fatal alert: protocol_version"), "tls_failed"),
                arguments(new InterruptedException(), "interrupted"),
                arguments(new ClosedByInterruptException(), "interrupted"),
                arguments(new RejectedExecutionException("stopping"), "interrupted"));
    }

    @ParameterizedTest
    @MethodSource("onceConnected")
    void whatBrokeOffIsAmbiguousWhenAWriteHadBegun(Exception failure, String reason) {
        assertThat(words(failure, nothingSeen())).isEqualTo("retry " + reason);
        assertThat(words(failure, writeBegan())).isEqualTo("retry " + reason + " ambiguous");
        assertThat(words(new RuntimeCamelException(failure), writeBegan())).isEqualTo("retry " + reason + " ambiguous");
    }

    @Test
    void whatNobodyKnowsIsARetryAndNeverALoss() {
        Exception failure = new RuntimeCamelException(new UnsupportedOperationException("never heard of"));
        assertThat(words(failure, nothingSeen())).isEqualTo("retry unexpected_error");
        assertThat(words(failure, writeBegan())).isEqualTo("retry unexpected_error ambiguous");
        assertThat(words(new StackOverflowError(), nothingSeen())).isEqualTo("retry unexpected_error");
        assertThat(Failures.CLASSIFIER.attempt(failure, nothingSeen()).detail())
                .isEqualTo("UnsupportedOperationException: never heard of");
    }

    @Test
    void aStepThatKnowsHowItEndedIsBelieved() {
        Outcome known = new Outcome.Pause("unauthorized", null);
        Exception failure = new RuntimeCamelException(new ClassifiedException(
                known, "The token endpoint refused the client twice", new SocketException("Connection reset")));
        assertThat(Failures.CLASSIFIER.classify(failure, writeBegan())).isSameAs(known);
    }

    @Test
    void endsAtACircleOfCauses() {
        Exception inner = new IllegalStateException("inner");
        Exception outer = new IllegalStateException("outer", inner);
        inner.initCause(outer);
        assertThat(words(outer, nothingSeen())).isEqualTo("retry unexpected_error");
    }
}
