package org.activityrelay.relay.destination.recorder;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;

/** A broker that cannot be reached: JMS endpoints want one before they read their options. */
final class NoConnections implements ConnectionFactory {

    @Override
    public Connection createConnection() {
        throw refused();
    }

    @Override
    public Connection createConnection(String username, String password) {
        throw refused();
    }

    @Override
    public JMSContext createContext() {
        throw refused();
    }

    @Override
    public JMSContext createContext(String username, String password) {
        throw refused();
    }

    @Override
    public JMSContext createContext(String username, String password, int mode) {
        throw refused();
    }

    @Override
    public JMSContext createContext(int mode) {
        throw refused();
    }

    private static UnsupportedOperationException refused() {
        return new UnsupportedOperationException("a recording context sends nothing");
    }
}
