package org.activityrelay.relay.destination.crm;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.destination.CrmSettings;
import org.activityrelay.relay.destination.DestinationSettings;
import org.activityrelay.relay.ledger.Claim;
import org.apache.camel.http.base.HttpOperationFailedException;

/** One delivery's conversation with its CRM. */
final class CrmSession {

    private final Crm crm;
    private final CrmClient client;
    private final RequestBudget budget;
    private final DestinationSettings settings;
    private final AttemptEvidence evidence;
    private final boolean recording;
    private String object;

    CrmSession(
            Crm crm,
            CrmClient client,
            RequestBudget budget,
            DestinationSettings settings,
            AttemptEvidence evidence,
            boolean recording) {
        this.crm = crm;
        this.client = client;
        this.budget = budget;
        this.settings = settings;
        this.evidence = evidence;
        this.recording = recording;
        this.object = settings.crm().object();
    }

    CrmSettings settings() {
        return settings.crm();
    }

    /** Whether requests are only shown, and all answers empty. */
    boolean isRecording() {
        return recording;
    }

    /** Whether nothing of the record may be kept. */
    boolean keepsNothing() {
        return evidence.keepsNothing();
    }

    /** What kind of record is written. */
    String object() {
        return object;
    }

    /** The mapping has chosen another kind. */
    void object(String chosen) {
        object = chosen;
    }

    Claim claim() {
        return evidence.claim();
    }

    /** Names the record that is written: the same for every revision. */
    String key() {
        return claim().recordKey();
    }

    /** The CRM's address without a slash at its end. */
    String base() {
        String url = String.valueOf(settings.url());
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /** Asks. What the CRM says of people is no detail for operators. */
    CrmAnswer get(String path) throws IOException {
        return ask("GET", path, null, Map.of());
    }

    /** Asks by a request of any method, which writes nothing whatever the method is. */
    CrmAnswer ask(String method, String path, JsonNode body, Map<String, String> headers) throws IOException {
        CrmAnswer answer = send(method, path, body, headers, true);
        if (answer.isSuccess()) {
            evidence.answered(new AttemptEvidence.Answer(answer.status(), answer.headers(), ""));
        }
        return answer;
    }

    /**
     * Sends a request.
     *
     * @param path after {@link #base()}, with everything from a record {@link #encoded}
     * @param body JSON, or null
     */
    CrmAnswer send(String method, String path, JsonNode body, Map<String, String> headers) throws IOException {
        return send(method, path, body, headers, false);
    }

    private CrmAnswer send(String method, String path, JsonNode body, Map<String, String> headers, boolean asks)
            throws IOException {
        if (!recording) {
            budget.spend(claim().destination(), settings.crm().budget());
        }
        Map<String, String> all = new LinkedHashMap<>(crm.headers());
        all.putAll(headers);
        CrmAnswer answer = client.send(method, URI.create(base() + path), body, all, asks);
        Crm.Allowance allowance = crm.allowance(answer);
        if (allowance != null) {
            budget.told(claim().destination(), settings.crm().budget(), allowance);
        }
        if (answer.isSuccess() && isPage(answer)) {
            throw new IOException("a web page came where JSON was due: is the instance asleep, or a login in between?");
        }
        return answer;
    }

    private static boolean isPage(CrmAnswer answer) {
        String type = String.valueOf(answer.header("Content-Type")).toLowerCase(Locale.ROOT);
        return type.startsWith("text/html") || type.startsWith("application/xhtml");
    }

    /** A failure by the status alone. The address stays out of it, since a lookup's holds a phone number. */
    IOException refused(CrmAnswer answer) {
        return new Refused(new HttpOperationFailedException(
                base(), answer.status(), null, answer.header("Location"), answer.headers(), answer.text()));
    }

    /** Text as a part of a path or query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Carries Camel's exception, which is none of input and output, to the one that judges. */
    static final class Refused extends IOException {

        private final int status;

        private Refused(HttpOperationFailedException cause) {
            super(cause);
            status = cause.getStatusCode();
        }

        /** Whether the same request would be refused again. */
        boolean isFinal() {
            return switch (status) {
                case 401, 407, 408, 409, 423, 425, 429 -> false;
                default -> status / 100 == 4;
            };
        }
    }
}
