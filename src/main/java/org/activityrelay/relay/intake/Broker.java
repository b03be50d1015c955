package org.activityrelay.relay.intake;

import jakarta.jms.ConnectionFactory;
import java.util.Optional;

/** The broker that records are taken from, for those who send to it. */
public interface Broker {

    /** Connections for senders, which open one for each message; empty if there is no broker. */
    Optional<ConnectionFactory> pooled();
}
