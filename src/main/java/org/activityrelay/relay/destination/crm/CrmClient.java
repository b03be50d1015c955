package org.activityrelay.relay.destination.crm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.activityrelay.relay.destination.http.HttpCustomizer;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** Sends JSON through the boundary that every HTTP request of a destination goes through. Thread-safe. */
final class CrmClient implements AutoCloseable {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    /** As many as a destination may sensibly deliver at a time. */
    private static final int CONNECTIONS = 100;

    private final CloseableHttpClient client;

    CrmClient(HttpClientConfigurer boundary) {
        HttpClientBuilder builder = HttpClientBuilder.create()
                .useSystemProperties()
                .setUserAgent("Activity-Relay")
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .useSystemProperties()
                        .setMaxConnPerRoute(CONNECTIONS)
                        .setMaxConnTotal(CONNECTIONS)
                        .build());
        boundary.configureHttpClient(builder);
        client = builder.build();
    }

    /** @param asks whether nothing is written, although the method may be one that writes */
    CrmAnswer send(String method, URI address, JsonNode body, Map<String, String> headers, boolean asks)
            throws IOException {
        HttpUriRequestBase request = new HttpUriRequestBase(method, address);
        request.setHeader("Accept", "application/json");
        headers.forEach(request::setHeader);
        if (body != null) {
            request.setEntity(new ByteArrayEntity(JSON.writeValueAsBytes(body), ContentType.APPLICATION_JSON));
        }
        return client.execute(request, asks ? HttpCustomizer.asking() : HttpCustomizer.kept(), CrmClient::read);
    }

    private static CrmAnswer read(ClassicHttpResponse response) throws IOException {
        byte[] bytes = response.getEntity() == null ? new byte[0] : EntityUtils.toByteArray(response.getEntity());
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Header header : response.getHeaders()) {
            headers.put(header.getName(), header.getValue());
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        return new CrmAnswer(response.getCode(), headers, parse(text), text);
    }

    private static JsonNode parse(String text) {
        try {
            JsonNode parsed = text.isBlank() ? null : JSON.readTree(text);
            return parsed == null ? MissingNode.getInstance() : parsed;
        } catch (JsonProcessingException notJson) {
            return MissingNode.getInstance();
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
