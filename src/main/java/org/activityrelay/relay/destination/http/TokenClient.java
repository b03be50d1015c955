package org.activityrelay.relay.destination.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.activityrelay.relay.destination.DestinationSettings;
import org.activityrelay.relay.destination.DestinationSettings.Auth;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.entity.UrlEncodedFormEntity;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicNameValuePair;

/**
 * Exchanges client credentials (RFC 6749, section 4.4) or a signed assertion (RFC 7523) for a token. Follows no redirect.
 */
final class TokenClient implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_ANSWER = 64 * 1024;
    private static final Duration UNSAID_LIFE = Duration.ofMinutes(5);

    private final CloseableHttpClient client = HttpClients.custom()
            .useSystemProperties()
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .build();
    private final DestinationsSettings settings;

    TokenClient(DestinationsSettings settings) {
        this.settings = settings;
    }

    TokenCache.Token fetch(String destination, Auth auth, Instant now) throws IOException {
        HttpPost request = new HttpPost(auth.tokenUrl());
        request.setConfig(timeouts(settings.of(destination)));
        request.setHeader("Accept", "application/json");
        if (auth.type() == Auth.Type.OAUTH2 && auth.clientIn() == Auth.ClientIn.HEADER) {
            // RFC 6749, 2.3.1: id and secret are form-encoded before they become Basic credentials.
            request.setHeader(
                    "Authorization",
                    "Basic " + LiveCredentials.basic(encoded(auth.clientId()), encoded(auth.clientSecret())));
        }
        List<NameValuePair> form = new ArrayList<>();
        Map<String, String> asked = auth.type() == Auth.Type.JWT_BEARER ? Assertion.form(auth, now) : form(auth);
        asked.forEach((name, value) -> form.add(new BasicNameValuePair(name, value)));
        request.setEntity(new UrlEncodedFormEntity(form, StandardCharsets.UTF_8));
        return client.execute(request, answer -> token(answer, now));
    }

    static Map<String, String> form(Auth auth) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        if (auth.clientIn() == Auth.ClientIn.BODY) {
            form.put("client_id", auth.clientId());
            form.put("client_secret", auth.clientSecret());
        }
        putIfSet(form, "scope", auth.scope());
        putIfSet(form, "audience", auth.audience());
        return form;
    }

    private static void putIfSet(Map<String, String> form, String name, String value) {
        if (value != null && !value.isBlank()) {
            form.put(name, value);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(String.valueOf(text), StandardCharsets.UTF_8);
    }

    private static TokenCache.Token token(ClassicHttpResponse answer, Instant now) throws IOException {
        byte[] bytes =
                answer.getEntity() == null ? new byte[0] : EntityUtils.toByteArray(answer.getEntity(), LONGEST_ANSWER);
        JsonNode body = parse(bytes);
        String token = body.path("access_token").asText("");
        if (answer.getCode() != 200 || token.isEmpty()) {
            throw new TokenRefusedException(answer.getCode(), headers(answer), refusal(answer.getCode(), body));
        }
        long seconds = body.path("expires_in").asLong(UNSAID_LIFE.toSeconds());
        return TokenCache.Token.of(token, now, Duration.ofSeconds(Math.max(1, seconds)));
    }

    private static String refusal(int status, JsonNode body) {
        String error = body.path("error").asText("");
        return "the authorization server answered " + status + (error.isEmpty() ? "" : " " + error)
                + "; check client id, secret and scope";
    }

    private static Map<String, String> headers(ClassicHttpResponse answer) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Header header : answer.getHeaders()) {
            headers.put(header.getName(), header.getValue());
        }
        return headers;
    }

    private static JsonNode parse(byte[] bytes) throws IOException {
        try {
            JsonNode parsed = JSON.readTree(bytes);
            return parsed == null ? JSON.missingNode() : parsed;
        } catch (JsonProcessingException notJson) {
            return JSON.missingNode();
        }
    }

    private static RequestConfig timeouts(DestinationSettings destination) {
        return RequestTimes.of(destination.timeout(), RequestConfig.DEFAULT);
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
