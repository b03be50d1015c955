package org.activityrelay.relay.intake.http;

import java.util.function.BooleanSupplier;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.springframework.boot.web.embedded.tomcat.TomcatConnectorCustomizer;

/**
 * Whether most of the places for connections are taken. Then a connection is closed after its answer: senders that keep
 * one for their next record, a quarter of an hour later, must not keep others out.
 */
class HttpCrowd implements TomcatConnectorCustomizer, BooleanSupplier {

    private volatile AbstractProtocol<?> protocol;

    @Override
    public void customize(Connector connector) {
        if (connector.getProtocolHandler() instanceof AbstractProtocol<?> known) {
            protocol = known;
        }
    }

    @Override
    public boolean getAsBoolean() {
        AbstractProtocol<?> known = protocol;
        return known != null
                && known.getMaxConnections() > 0
                && known.getConnectionCount() > known.getMaxConnections() / 2;
    }
}
