package org.activityrelay.relay.delivery.classifier;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.Reason;
import org.apache.camel.ExchangeTimedOutException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.eclipse.angus.mail.util.SocketConnectException;

/** What can go wrong on the wire, for every protocol. Always a retry. */
final class NetworkJudge implements Judge {

    @Override
    public Optional<Outcome> judge(Causes causes, AttemptEvidence evidence) {
        Optional<Reason> before = beforeConnected(causes);
        if (before.isPresent()) {
            // Nothing can have arrived over a connection that never was.
            return before.map(Verdict::plainRetry);
        }
        return onceConnected(causes).map(reason -> Verdict.retry(reason, evidence));
    }

    /** The word for a failure of the wire, if it is one. */
    Optional<Reason> reason(Causes causes) {
        return beforeConnected(causes).or(() -> onceConnected(causes));
    }

    private static Optional<Reason> beforeConnected(Causes causes) {
        if (causes.has(UnknownHostException.class, UnresolvedAddressException.class)) {
            return Optional.of(Reason.UNKNOWN_HOST);
        }
        if (causes.has(SSLHandshakeException.class, SSLPeerUnverifiedException.class, CertificateException.class)) {
            return Optional.of(Reason.TLS_FAILED);
        }
        if (causes.has(ConnectTimeoutException.class, HttpConnectTimeoutException.class)
                || causes.any(link -> link instanceof SocketTimeoutException && says(link, "connect"))) {
            return Optional.of(Reason.CONNECTION_TIMEOUT);
        }
        if (causes.has(
                NoRouteToHostException.class,
                PortUnreachableException.class,
                ConnectionRequestTimeoutException.class)) {
            return Optional.of(Reason.CONNECTION_FAILED);
        }
        if (causes.has(ConnectException.class) || isMailConnect(causes)) {
            return Optional.of(connecting(causes));
        }
        return Optional.empty();
    }

    private static boolean isMailConnect(Causes causes) {
        return causes.has(SocketConnectException.class);
    }

    private static Reason connecting(Causes causes) {
        if (causes.any(link -> says(link, "timed out") || link instanceof SocketTimeoutException)) {
            return Reason.CONNECTION_TIMEOUT;
        }
        return causes.any(link -> says(link, "refused")) ? Reason.CONNECTION_REFUSED : Reason.CONNECTION_FAILED;
    }

    private static Optional<Reason> onceConnected(Causes causes) {
        if (causes.has(SocketTimeoutException.class, HttpTimeoutException.class, TimeoutException.class)
                || causes.has(ExchangeTimedOutException.class)) {
            return Optional.of(Reason.READ_TIMEOUT);
        }
        if (causes.has(InterruptedException.class, InterruptedIOException.class, ClosedByInterruptException.class)
                || causes.has(RejectedExecutionException.class)) {
            return Optional.of(Reason.INTERRUPTED);
        }
        if (causes.any(link -> link instanceof SSLException && !says(link, "closed") && !says(link, "reset"))) {
            return Optional.of(Reason.TLS_FAILED);
        }
        if (causes.has(NoHttpResponseException.class, ConnectionClosedException.class, SocketException.class)
                || causes.has(EOFException.class, SSLException.class, ClosedChannelException.class)
                || causes.any(
                        link -> link instanceof IOException && (says(link, "broken pipe") || says(link, "reset")))) {
            return Optional.of(Reason.CONNECTION_LOST);
        }
        return Optional.empty();
    }

    private static boolean says(Throwable link, String words) {
        return link.getMessage() != null
                && link.getMessage().toLowerCase(Locale.ROOT).contains(words);
    }
}
