package org.activityrelay.relay.destination;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;

/** Whether a server can be reached: its name, a connection, TLS and its certificate. Sends nothing but the handshake. */
public final class Reach {

    private static final Duration SOON = Duration.ofDays(14);

    private final Examined destination;
    private final Duration limit;
    private final SSLSocketFactory trusted;

    /**
     * @param limit until a connection stands, and again until a handshake is done
     * @param trusted null for what Java itself trusts
     */
    public Reach(Examined destination, Duration limit, SSLSocketFactory trusted) {
        this.destination = destination;
        this.limit = limit;
        this.trusted = trusted == null ? (SSLSocketFactory) SSLSocketFactory.getDefault() : trusted;
    }

    /** Notes whether a web address can be reached; through the proxy of Java's settings if there is one. */
    public boolean web(URI address, String setting) {
        boolean tls = "https".equalsIgnoreCase(address.getScheme());
        int port = address.getPort() < 0 ? tls ? 443 : 80 : address.getPort();
        if (address.getHost() == null) {
            destination.problem(
                    setting + " is no web address", "write https://host/… into " + destination.key(setting));
            return false;
        }
        for (Proxy proxy : ProxySelector.getDefault().select(address)) {
            if (proxy.type() == Proxy.Type.HTTP && proxy.address() instanceof InetSocketAddress at) {
                return server(at.getHostString(), at.getPort(), false, "the proxy for " + setting);
            }
        }
        return server(address.getHost(), port, tls, setting);
    }

    /**
     * Notes whether a server can be reached.
     *
     * @param tls whether it speaks TLS from the first byte
     * @param setting that names it
     */
    public boolean server(String host, int port, boolean tls, String setting) {
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(host);
        } catch (UnknownHostException unknown) {
            destination.problem(
                    "the host " + host + " (" + setting + ") cannot be resolved",
                    "correct the name in " + destination.key(setting) + ", or see to this machine's DNS");
            return false;
        }
        String server = host + ":" + port;
        Socket socket = connected(addresses, port, server, setting);
        if (socket == null) {
            return false;
        }
        try (socket) {
            if (!tls) {
                destination.ok(server + " (" + setting + ") takes connections");
                return true;
            }
            return handshake(socket, host, port, server);
        } catch (IOException closing) {
            return true;
        }
    }

    private Socket connected(InetAddress[] addresses, int port, String server, String setting) {
        IOException last = null;
        for (InetAddress address : addresses) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(address, port), millis());
                socket.setSoTimeout(millis());
                return socket;
            } catch (IOException failure) {
                last = failure;
                close(socket);
            }
        }
        boolean refused = last instanceof ConnectException;
        String why = last instanceof SocketTimeoutException
                ? "does not answer within " + limit.toSeconds() + " s"
                : refused ? "refuses connections" : "cannot be reached (" + reason(last) + ")";
        destination.problem(
                server + " (" + setting + ") " + why,
                refused
                        ? "is the server running, and is " + port + " its port?"
                        : "is there a firewall between this machine and it, or a proxy to be used (https.proxyHost)?");
        return null;
    }

    private boolean handshake(Socket socket, String host, int port, String server) {
        try (SSLSocket secure = (SSLSocket) trusted.createSocket(socket, host, port, true)) {
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            X509Certificate certificate = (X509Certificate) secure.getSession().getPeerCertificates()[0];
            String protocol = secure.getSession().getProtocol().replace("TLSv", "TLS ");
            LocalDate end =
                    certificate.getNotAfter().toInstant().atZone(ZoneOffset.UTC).toLocalDate();
            String what = server + " speaks " + protocol + "; its certificate is valid until " + end;
            if (certificate.getNotAfter().toInstant().isBefore(Instant.now().plus(SOON))) {
                destination.warning(what, "have it renewed before that day");
            } else {
                destination.ok(what);
            }
            return true;
        } catch (IOException failure) {
            List<String> wrong = failure instanceof SSLException ? wrong(host, port) : List.of();
            destination.problem(
                    "TLS with " + server + " fails: " + (wrong.isEmpty() ? reason(failure) : String.join("; ", wrong)),
                    "the server needs a certificate for " + host
                            + " from an authority that this Java trusts (javax.net.ssl.trustStore adds one)");
            return false;
        }
    }

    /** What is wrong with the server's certificate, by looking at it in a connection that trusts anybody. */
    private List<String> wrong(String host, int port) {
        List<String> wrong = new ArrayList<>();
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, port), millis());
            plain.setSoTimeout(millis());
            SSLContext blind = SSLContext.getInstance("TLS");
            blind.init(null, new TrustManager[] {new Anybody()}, null);
            try (SSLSocket secure = (SSLSocket) blind.getSocketFactory().createSocket(plain, host, port, true)) {
                secure.startHandshake();
                X509Certificate certificate =
                        (X509Certificate) secure.getSession().getPeerCertificates()[0];
                look(certificate, host, wrong);
            }
        } catch (IOException | GeneralSecurityException noTls) {
            wrong.add("there is no TLS on this port");
        }
        return wrong;
    }

    private static void look(X509Certificate certificate, String host, List<String> wrong)
            throws GeneralSecurityException {
        try {
            new DefaultHostnameVerifier().verify(host, certificate);
        } catch (SSLException other) {
            wrong.add("its certificate is not for " + host + " but for " + names(certificate));
        }
        try {
            certificate.checkValidity();
        } catch (GeneralSecurityException notNow) {
            wrong.add("its certificate is valid from "
                    + certificate.getNotBefore().toInstant() + " to "
                    + certificate.getNotAfter().toInstant());
        }
        if (wrong.isEmpty()) {
            wrong.add("nobody whom this Java trusts has signed its certificate (issuer: "
                    + certificate.getIssuerX500Principal().getName() + ")");
        }
    }

    private static String names(X509Certificate certificate) throws GeneralSecurityException {
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        List<String> names = alternatives == null
                ? List.of(certificate.getSubjectX500Principal().getName())
                : alternatives.stream().map(name -> String.valueOf(name.get(1))).toList();
        return String.join(", ", names);
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null
                ? root.getClass().getSimpleName()
                : root.getMessage().replaceAll("\\s+", " ");
    }

    private int millis() {
        return (int) Math.max(1, Math.min(limit.toMillis(), Integer.MAX_VALUE));
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // It was never open.
        }
    }

    /** For a look at a certificate that is known to be wrong; nothing is ever sent through such a connection. */
    private static final class Anybody extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
