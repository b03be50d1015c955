package org.activityrelay.relay.destination.http;

import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.Secrets;
import org.activityrelay.relay.ledger.WriteLog;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/**
 * Builds the boundary into a client: outermost the answer is read and noted; below it the request gets its key and
 * credentials; then either the wire, noting the moment a write leaves, or the recorder in place of the connection.
 */
final class HttpChain implements HttpClientConfigurer {

    private final DestinationsSettings settings;
    private final Secrets secrets;
    private final Credentials credentials;
    private final Deadlines deadlines;
    private final WriteLog writes;

    /** @param writes keeps what is sent until it is answered; null where requests are recorded and nothing is sent */
    HttpChain(
            DestinationsSettings settings,
            Secrets secrets,
            Credentials credentials,
            Deadlines deadlines,
            WriteLog writes) {
        this.settings = settings;
        this.secrets = secrets;
        this.credentials = credentials;
        this.deadlines = deadlines;
        this.writes = writes;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        closeWhatIsOpenByDefault(client);
        client.addExecInterceptorFirst("relay-answer", new AnswerReader(settings, secrets, deadlines));
        client.addExecInterceptorBefore(
                ChainElement.PROTOCOL.name(), "relay-credentials", new Credentialing(settings, credentials, writes));
        if (writes == null) {
            client.replaceExecInterceptor(ChainElement.CONNECT.name(), new RequestRecorder(settings, secrets));
        } else {
            client.addExecInterceptorBefore(
                    ChainElement.MAIN_TRANSPORT.name(), "relay-wire", new WriteMark(settings, secrets));
        }
    }

    /**
     * Here, because options of the component can be set from outside. A retry below the ledger would send the body that
     * the first try has read, which is none.
     */
    private static void closeWhatIsOpenByDefault(HttpClientBuilder client) {
        // The proxy of Java's own settings (https.proxyHost, …): Camel's starter turns the component's option off
        // again.
        client.useSystemProperties();
        client.disableAutomaticRetries();
        client.disableRedirectHandling();
        client.disableCookieManagement();
        client.disableAuthCaching();
    }
}
