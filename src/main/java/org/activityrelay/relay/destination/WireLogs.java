package org.activityrelay.relay.destination;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Keeps requests, messages and statement parameters out of the logs at any level: libraries that write them at DEBUG or
 * TRACE log nothing below INFO, whatever {@code logging.level} or the management interface say.
 */
final class WireLogs extends TurboFilter {

    private static final List<String> LIBRARIES = List.of(
            "org.apache.camel",
            "org.apache.hc",
            "org.apache.catalina",
            "org.apache.coyote",
            "org.apache.tomcat",
            "org.apache.activemq",
            "org.springframework.jdbc",
            "org.springframework.jms",
            "org.springframework.security",
            "org.springframework.web",
            "org.springframework.http",
            "org.postgresql",
            "org.sqlite",
            "org.eclipse.angus",
            "com.sun.mail",
            "jakarta.mail",
            "javax.net.ssl",
            "freemarker",
            "sun.net.www.protocol.http");

    /** Puts the filter in place, once for each logging system. */
    static void close() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                && context.getTurboFilterList().stream().noneMatch(WireLogs.class::isInstance)) {
            WireLogs filter = new WireLogs();
            filter.setContext(context);
            filter.start();
            context.addTurboFilter(filter);
        }
    }

    @Override
    public FilterReply decide(
            Marker marker, Logger logger, Level level, String format, Object[] parameters, Throwable failure) {
        boolean wouldBeWritten = logger.getEffectiveLevel().levelInt <= level.levelInt;
        return wouldBeWritten && level.levelInt < Level.INFO_INT && isLibrary(logger.getName())
                ? FilterReply.DENY
                : FilterReply.NEUTRAL;
    }

    private static boolean isLibrary(String name) {
        return LIBRARIES.stream().anyMatch(library -> name.equals(library) || name.startsWith(library + "."));
    }
}
