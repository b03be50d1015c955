package org.activityrelay.relay.intake.http;

import java.util.Locale;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Says which setting to change when a port is taken; comes before Spring Boot's own, which does not. */
@Order(Ordered.HIGHEST_PRECEDENCE)
class HttpPortFailureAnalyzer extends AbstractFailureAnalyzer<PortInUseException> {

    private final Environment settings;

    HttpPortFailureAnalyzer(Environment settings) {
        this.settings = settings;
    }

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, PortInUseException taken) {
        boolean management = Integer.toString(taken.getPort()).equals(settings.getProperty("management.server.port"));
        String setting = management ? "management.server.port" : "server.port";
        int other = taken.getPort() < 65_535 ? taken.getPort() + 1 : 8080;
        return new FailureAnalysis(
                "Port " + taken.getPort() + " (" + setting + ") is already in use, perhaps by another Activity Relay.",
                "Stop what listens there, or choose another port: --" + setting + "=" + other + ", or the environment"
                        + " variable " + setting.toUpperCase(Locale.ROOT).replace('.', '_') + "=" + other + ".",
                taken);
    }
}
