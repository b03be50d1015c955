package org.activityrelay.relay.destination.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.destination.DestinationSettings.Auth;
import org.activityrelay.relay.destination.DestinationSettings.Signature;
import org.activityrelay.relay.destination.Recording;
import org.activityrelay.relay.destination.Secrets;
import org.apache.hc.core5.http.ClassicHttpRequest;

/** Where nothing is sent: shows that credentials would be there, and that a token would be asked for. */
final class RecordedCredentials implements Credentials {

    @Override
    public String authorization(String destination, Auth auth) {
        return switch (auth.type()) {
            case NONE -> null;
            case BEARER -> "Bearer " + Secrets.MASK;
            case BASIC -> "Basic " + Secrets.MASK;
            case OAUTH2, JWT_BEARER -> {
                AttemptEvidence.current().recorded(Recording.of("http", tokenRequest(auth), true));
                yield "Bearer " + Secrets.MASK;
            }
        };
    }

    private static ObjectNode tokenRequest(Auth auth) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("method", "POST");
        boolean known = auth.tokenUrl() != null && !auth.tokenUrl().toString().isBlank();
        request.put("url", known ? auth.tokenUrl().toString() : "(not set yet: auth.token-url)");
        request.putObject("headers").put("Content-Type", "application/x-www-form-urlencoded");
        ObjectNode form = request.putObject("body");
        if (auth.type() == Auth.Type.JWT_BEARER) {
            form.put("grant_type", Assertion.GRANT_TYPE).put("assertion", Secrets.MASK);
        } else {
            TokenClient.form(auth).forEach((name, value) -> form.put(name, shown(name, value)));
        }
        return request;
    }

    private static String shown(String name, String value) {
        if (value == null || value.isBlank()) {
            return "(not set yet: auth." + name.replace('_', '-') + ")";
        }
        return name.equals("client_secret") ? Secrets.MASK : value;
    }

    @Override
    public boolean renew(String destination, Auth auth, String refused) {
        return false;
    }

    /** Time and signature are of the moment of sending; what is recorded is the same each time. */
    @Override
    public void sign(ClassicHttpRequest request, String id, Signature signature) {
        request.setHeader(WebhookSignature.ID, id);
        request.setHeader(WebhookSignature.TIMESTAMP, "(seconds, when it is sent)");
        String each = "v1," + Secrets.MASK;
        request.setHeader(
                WebhookSignature.SIGNATURE,
                String.join(
                        " ", Collections.nCopies(Math.max(1, signature.secrets().size()), each)));
    }
}
