package org.activityrelay.relay.contract;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.slf4j.LoggerFactory;

/**
 * Before each test class, every logger has the level that the service gives it: what runs in a JVM sets levels, for all
 * tests that come after it there. Named in {@code META-INF/services}.
 */
public final class FreshLogs implements TestExecutionListener {

    @Override
    public void executionStarted(TestIdentifier test) {
        if (test.isContainer() && test.getSource().orElse(null) instanceof ClassSource) {
            LoggerContext logs = (LoggerContext) LoggerFactory.getILoggerFactory();
            logs.getLoggerList().stream()
                    .filter(logger -> !logger.getName().equals(Logger.ROOT_LOGGER_NAME))
                    .forEach(logger -> logger.setLevel(null));
            logs.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
            logs.getLogger("org.activityrelay").setLevel(Level.INFO);
        }
    }
}
