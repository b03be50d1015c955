package org.activityrelay.relay.destination;

import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.activityrelay.relay.ledger.Mode;

/**
 * What an operator sets for one destination, {@code relay.destination.<name>.*}. A destination uses the part that its
 * route needs; anything may be absent and is then null (collections: empty).
 *
 * @param mode live, or dry-run: record exactly what would have been sent
 * @param url HTTP address, JDBC URL, or address of a message broker
 * @param method HTTP method
 * @param headers HTTP headers added to every request to the origin of {@code url}
 * @param passHeaders headers of a route that become headers of an HTTP request, or properties of a message, beyond the
 *     usual ones
 * @param auth HTTP authentication
 * @param signature what HTTP requests that write are signed with
 * @param allowPlainHttp whether credentials may go over a network without TLS
 * @param timeout how long an HTTP request may take
 * @param answer where an HTTP answer says what was written
 * @param from sender of mails
 * @param replyTo where answers to mails go, or null
 * @param messageIdDomain right side of the Message-ID of mails; null for the domain of {@code from}
 * @param smtp mail server
 * @param username of a database or message broker
 * @param password of a database or message broker
 * @param connections most connections to a database at a time
 * @param timeZone in which templates and mappings show local times
 * @param crm what a CRM needs
 */
public record DestinationSettings(
        Mode mode,
        String url,
        String method,
        Map<String, String> headers,
        Set<String> passHeaders,
        Auth auth,
        Signature signature,
        Boolean allowPlainHttp,
        Timeout timeout,
        Answer answer,
        String from,
        String replyTo,
        String messageIdDomain,
        Smtp smtp,
        String username,
        String password,
        Integer connections,
        ZoneId timeZone,
        CrmSettings crm) {

    /** A destination of which nothing is configured. */
    static final DestinationSettings NOTHING = new DestinationSettings(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
            null);

    public DestinationSettings {
        headers = headers == null ? Map.of() : Map.copyOf(headers);
        passHeaders = passHeaders == null ? Set.of() : Set.copyOf(passHeaders);
        auth = auth == null ? Auth.NONE : auth;
        crm = crm == null ? CrmSettings.NOTHING : crm;
    }

    /** Whether {@code url} names a database. */
    public boolean isDatabase() {
        return url != null && url.startsWith("jdbc:");
    }

    /** Whether requests go for real. */
    public boolean isLive() {
        return mode == Mode.LIVE;
    }

    /** Whether credentials may go over a network without TLS. */
    public boolean allowsPlainHttp() {
        return Boolean.TRUE.equals(allowPlainHttp);
    }

    DestinationSettings orElse(DestinationSettings fallback) {
        return new DestinationSettings(
                or(mode, fallback.mode),
                or(url, fallback.url),
                or(method, fallback.method),
                headers.isEmpty() ? fallback.headers : headers,
                passHeaders.isEmpty() ? fallback.passHeaders : passHeaders,
                auth.type() == Auth.Type.NONE ? fallback.auth : auth,
                or(signature, fallback.signature),
                or(allowPlainHttp, fallback.allowPlainHttp),
                timeout == null ? fallback.timeout : timeout.orElse(fallback.timeout),
                or(answer, fallback.answer),
                or(from, fallback.from),
                or(replyTo, fallback.replyTo),
                or(messageIdDomain, fallback.messageIdDomain),
                smtp == null ? fallback.smtp : smtp.orElse(fallback.smtp),
                or(username, fallback.username),
                or(password, fallback.password),
                or(connections, fallback.connections),
                or(timeZone, fallback.timeZone),
                crm.orElse(fallback.crm));
    }

    private static <T> T or(T value, T fallback) {
        return value == null ? fallback : value;
    }

    /**
     * HTTP authentication, added below the mapping and only to requests for the origin of {@code url} (and
     * {@code origins}).
     *
     * @param type how
     * @param token bearer token
     * @param username for basic; for JWT bearer the user to act as
     * @param password for basic
     * @param tokenUrl where OAuth2 client credentials are exchanged for a token
     * @param clientId OAuth2 client
     * @param clientSecret of that client
     * @param scope OAuth2 scope, or null
     * @param audience OAuth2 audience, or null
     * @param clientIn where the token request carries client id and secret
     * @param origins further origins ({@code https://host:port}) that may see the credentials
     * @param privateKey for JWT bearer: a PKCS#8 private key in PEM, or {@code file:} and the path of one
     */
    public record Auth(
            Type type,
            String token,
            String username,
            String password,
            URI tokenUrl,
            String clientId,
            String clientSecret,
            String scope,
            String audience,
            ClientIn clientIn,
            Set<String> origins,
            String privateKey) {

        static final Auth NONE = new Auth(Type.NONE, null, null, null, null, null, null, null, null, null, null, null);

        public Auth {
            type = type == null ? Type.NONE : type;
            clientIn = clientIn == null ? ClientIn.HEADER : clientIn;
            origins = origins == null ? Set.of() : Set.copyOf(origins);
        }

        /** How requests prove who sends them. */
        public enum Type {
            NONE,
            BEARER,
            BASIC,
            OAUTH2,
            /** A token for an assertion signed with a private key (RFC 7523), as Salesforce has it for servers. */
            JWT_BEARER;

            /** Whether a token is fetched from an authorization server. */
            public boolean fetchesToken() {
                return this == OAUTH2 || this == JWT_BEARER;
            }
        }

        /** Where a token request carries the client's credentials (RFC 6749, 2.3.1). */
        public enum ClientIn {
            HEADER,
            BODY
        }

        /** Never shows a secret. */
        @Override
        public String toString() {
            return "Auth[" + type + "]";
        }
    }

    /**
     * What requests to the origin of {@code url} are signed with, by Standard Webhooks 1.0.0: symmetric signatures,
     * {@code v1}.
     *
     * @param secrets {@code whsec_} and 24 to 64 bytes in Base64; several while one replaces another
     */
    public record Signature(List<String> secrets) {

        private static final String PREFIX = "whsec_";
        private static final int SHORTEST = 24;
        private static final int LONGEST = 64;

        public Signature {
            secrets = secrets == null ? List.of() : List.copyOf(secrets);
        }

        /** The bytes to sign with, in the order of the secrets. */
        public List<byte[]> keys() {
            return secrets.stream()
                    .map(secret -> Base64.getDecoder().decode(secret.substring(PREFIX.length())))
                    .toList();
        }

        /** Whether each secret has the form that the specification asks for. */
        boolean isSound() {
            return secrets.stream().allMatch(Signature::isSound);
        }

        private static boolean isSound(String secret) {
            try {
                int length = secret.startsWith(PREFIX)
                        ? Base64.getDecoder().decode(secret.substring(PREFIX.length())).length
                        : 0;
                return length >= SHORTEST && length <= LONGEST;
            } catch (IllegalArgumentException noBase64) {
                return false;
            }
        }

        /** Never shows a secret. */
        @Override
        public String toString() {
            return "Signature[" + secrets.size() + "]";
        }
    }

    /**
     * How long an HTTP request may take.
     *
     * @param connect until a connection stands
     * @param answer until the next byte of the answer
     * @param total for the whole request with its answer
     */
    public record Timeout(Duration connect, Duration answer, Duration total) {

        Timeout orElse(Timeout fallback) {
            return fallback == null
                    ? this
                    : new Timeout(
                            or(connect, fallback.connect), or(answer, fallback.answer), or(total, fallback.total));
        }
    }

    /**
     * Where the answer of a receiver names what was written.
     *
     * @param id JSONata expression on the answer, for the id
     * @param url JSONata expression on the answer, for a link people can follow; {@code $id} is the id
     */
    public record Answer(String id, String url) {}

    /**
     * A mail server.
     *
     * @param host name of the server
     * @param port its port
     * @param username to authenticate with, or blank for none
     * @param password to authenticate with
     * @param security how the connection is protected
     * @param connectTimeout until a connection stands
     * @param readTimeout for each answer of the server
     * @param writeTimeout for each write to the server
     * @param sslBundle Spring Boot SSL bundle to trust, or null for Java's own trust store
     */
    public record Smtp(
            String host,
            Integer port,
            String username,
            String password,
            Security security,
            Duration connectTimeout,
            Duration readTimeout,
            Duration writeTimeout,
            String sslBundle) {

        /** Protection of the connection. */
        public enum Security {
            /** STARTTLS, required as soon as credentials are sent. */
            AUTO,
            /** STARTTLS, always required. */
            STARTTLS,
            /** TLS from the first byte (port 465). */
            TLS,
            /** None at all; refused together with a username. */
            NONE
        }

        Smtp orElse(Smtp fallback) {
            return fallback == null
                    ? this
                    : new Smtp(
                            or(host, fallback.host),
                            or(port, fallback.port),
                            or(username, fallback.username),
                            or(password, fallback.password),
                            or(security, fallback.security),
                            or(connectTimeout, fallback.connectTimeout),
                            or(readTimeout, fallback.readTimeout),
                            or(writeTimeout, fallback.writeTimeout),
                            or(sslBundle, fallback.sslBundle));
        }

        /** Whether a username is configured. */
        public boolean authenticates() {
            return username != null && !username.isBlank();
        }

        /** Never shows a secret. */
        @Override
        public String toString() {
            return "Smtp[" + host + ":" + port + "]";
        }
    }

    /** Never shows a secret. */
    @Override
    public String toString() {
        return "DestinationSettings[" + mode + "]";
    }
}
