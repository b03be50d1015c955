package org.activityrelay.relay.intake.http;

import java.net.InetAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;

/** The last line of a start: where the service can be reached now. */
class HttpReady implements ApplicationListener<ApplicationReadyEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(HttpReady.class);

    private final ServerProperties server;

    HttpReady(ServerProperties server) {
        this.server = server;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent ready) {
        if (ready.getApplicationContext() instanceof WebServerApplicationContext web) {
            String address = address(web.getWebServer().getPort());
            LOG.info("Ready: records go to {}/api/v1/activities, the operators' pages are at {}/", address, address);
        }
    }

    private String address(int port) {
        boolean tls = server.getSsl() != null && server.getSsl().isEnabled();
        return (tls ? "https://" : "http://") + host(server.getAddress()) + ":" + port;
    }

    private static String host(InetAddress listening) {
        if (listening == null || listening.isAnyLocalAddress() || listening.isLoopbackAddress()) {
            return "localhost";
        }
        String host = listening.getHostAddress();
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
