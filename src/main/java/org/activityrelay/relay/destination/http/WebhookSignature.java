package org.activityrelay.relay.destination.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.hc.core5.http.ClassicHttpRequest;

/** Headers of Standard Webhooks 1.0.0: who sends it, which event it is, and when this request was made. */
final class WebhookSignature {

    static final String ID = "webhook-id";
    static final String TIMESTAMP = "webhook-timestamp";
    static final String SIGNATURE = "webhook-signature";

    private static final String ALGORITHM = "HmacSHA256";

    private WebhookSignature() {}

    /** @param keys each gives a signature; the receiver accepts a request that has one of those that it knows */
    static void sign(ClassicHttpRequest request, String id, Instant now, List<byte[]> keys) throws IOException {
        String timestamp = Long.toString(now.getEpochSecond());
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        signed.writeBytes((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
        if (request.getEntity() != null) {
            request.getEntity().writeTo(signed);
        }
        request.setHeader(ID, id);
        request.setHeader(TIMESTAMP, timestamp);
        request.setHeader(
                SIGNATURE,
                keys.stream()
                        .map(key -> "v1," + Base64.getEncoder().encodeToString(code(key, signed.toByteArray())))
                        .collect(Collectors.joining(" ")));
    }

    private static byte[] code(byte[] key, byte[] signed) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(signed);
        } catch (GeneralSecurityException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
