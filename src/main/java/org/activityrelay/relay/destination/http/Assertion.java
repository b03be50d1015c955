package org.activityrelay.relay.destination.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.activityrelay.relay.destination.DestinationSettings.Auth;

/** A signed statement of who asks for a token (JWT bearer, RFC 7523), with RS256 as Salesforce demands it. */
final class Assertion {

    static final String GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    /** Salesforce takes none that is valid for longer than some minutes. */
    private static final Duration LIFE = Duration.ofMinutes(3);

    private Assertion() {}

    static Map<String, String> form(Auth auth, Instant now) throws IOException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", GRANT_TYPE);
        form.put("assertion", sign(auth, now));
        return form;
    }

    private static String sign(Auth auth, Instant now) throws IOException {
        ObjectNode claims = JsonNodeFactory.instance.objectNode();
        claims.put("iss", auth.clientId());
        claims.put("sub", auth.username());
        boolean named = auth.audience() != null && !auth.audience().isBlank();
        claims.put("aud", named ? auth.audience() : origin(auth));
        claims.put("exp", now.plus(LIFE).getEpochSecond());
        String text = base64("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + base64(claims.toString().getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key(auth.privateKey()));
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + "." + base64(signature.sign());
        } catch (GeneralSecurityException | IllegalArgumentException | IOException wrong) {
            // Without the cause, which might quote the key.
            throw new TokenRefusedException(
                    401, Map.of(), "auth.private-key is no RSA private key in PEM (PKCS#8: BEGIN PRIVATE KEY)");
        }
    }

    private static String origin(Auth auth) {
        return auth.tokenUrl().getScheme() + "://" + auth.tokenUrl().getAuthority();
    }

    private static PrivateKey key(String configured) throws GeneralSecurityException, IOException {
        String pem = configured.startsWith("file:")
                ? Files.readString(Path.of(configured.substring("file:".length())))
                : configured;
        String body = pem.replaceAll("-----[A-Z ]+-----", "").replace("\\n", "").replaceAll("\\s", "");
        return KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
