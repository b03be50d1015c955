package org.activityrelay.relay.collector;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Somebody's login server: metadata, public keys, and tokens. */
public final class TokenIssuer implements AutoCloseable {

    public static final String AUDIENCE = "activity-relay";

    private final HttpServer server;
    private final RSAKey key = newKey();
    private final AtomicInteger asked = new AtomicInteger();

    public TokenIssuer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String metadata = "{\"issuer\":\"" + issuer() + "\",\"jwks_uri\":\"" + issuer() + "/keys\","
                + "\"subject_types_supported\":[\"public\"]}";
        serve("/.well-known/openid-configuration", metadata);
        serve("/keys", new JWKSet(key.toPublicJWK()).toString());
        server.start();
    }

    /** What tokens say in {@code iss}. */
    public String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** A token that is good for a minute. */
    public String token(String subject) {
        return token(claims -> claims.subject(subject));
    }

    /** A good token, changed. */
    public String token(Consumer<JWTClaimsSet.Builder> change) {
        return signed(key, change);
    }

    /** How often somebody wanted its metadata or keys. */
    public int asked() {
        return asked.get();
    }

    /** A good one but for the id of its key, which does not exist. */
    public String unknownKey(String id) {
        return signed(newKey(), id, claims -> {});
    }

    /** The same, signed with a key that is not this issuer's. */
    public String forged(String subject) {
        return signed(newKey(), claims -> claims.subject(subject));
    }

    private String signed(RSAKey with, Consumer<JWTClaimsSet.Builder> change) {
        return signed(with, "1", change);
    }

    private String signed(RSAKey with, String keyId, Consumer<JWTClaimsSet.Builder> change) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .audience(AUDIENCE)
                .subject("ada.pereira")
                .expirationTime(Date.from(Instant.now().plusSeconds(60)));
        change.accept(claims);
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId).build(), claims.build());
        try {
            token.sign(new RSASSASigner(with));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    private static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048).keyID("1").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private void serve(String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        server.createContext(path, exchange -> {
            asked.incrementAndGet();
            try (exchange) {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
