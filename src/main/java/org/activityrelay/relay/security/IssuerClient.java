package org.activityrelay.relay.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.RestTemplate;

/**
 * Asks an issuer for its metadata and keys. Whoever sends tokens with a key id that does not exist makes us ask: so each
 * address is asked once in a while, whatever comes of it, and nobody waits long.
 */
final class IssuerClient implements ClientHttpRequestInterceptor {

    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long KEPT_NANOS = Duration.ofSeconds(5).toNanos();
    private static final int LARGEST = 1024 * 1024;

    private final ReentrantLock asking = new ReentrantLock();
    private final Map<URI, Answer> answers = new LinkedHashMap<>();

    private IssuerClient() {}

    static RestTemplate create() {
        SimpleClientHttpRequestFactory requests = new SimpleClientHttpRequestFactory();
        requests.setConnectTimeout(CONNECT);
        requests.setReadTimeout(ANSWER);
        RestTemplate client = new RestTemplate(requests);
        client.getInterceptors().add(new IssuerClient());
        return client;
    }

    @Override
    public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
            throws IOException {
        if (!lock()) {
            throw new IOException("the issuer is being asked");
        }
        try {
            Answer known = answers.get(request.getURI());
            if (known == null || System.nanoTime() - known.at > KEPT_NANOS) {
                known = Answer.to(request, body, execution);
                answers.put(request.getURI(), known);
            }
            return known.response();
        } finally {
            asking.unlock();
        }
    }

    private boolean lock() throws IOException {
        try {
            return asking.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** What an address answered, or how it failed. */
    private record Answer(long at, HttpStatusCode status, HttpHeaders headers, byte[] body, IOException failure) {

        static Answer to(HttpRequest request, byte[] body, ClientHttpRequestExecution execution) {
            try (ClientHttpResponse response = execution.execute(request, body)) {
                byte[] content = response.getBody().readNBytes(LARGEST);
                return new Answer(System.nanoTime(), response.getStatusCode(), response.getHeaders(), content, null);
            } catch (IOException e) {
                return new Answer(System.nanoTime(), null, null, null, e);
            }
        }

        ClientHttpResponse response() throws IOException {
            if (failure != null) {
                throw new IOException("the issuer does not answer", failure);
            }
            return new Repeated(this);
        }
    }

    /** An answer as often as it is read. */
    private record Repeated(Answer answer) implements ClientHttpResponse {

        @Override
        public HttpStatusCode getStatusCode() {
            return answer.status;
        }

        @Override
        public String getStatusText() {
            return "";
        }

        @Override
        public HttpHeaders getHeaders() {
            return answer.headers;
        }

        @Override
        public InputStream getBody() {
            return new ByteArrayInputStream(answer.body);
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
