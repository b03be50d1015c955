package org.activityrelay.relay.destination.queue;

import org.activityrelay.relay.context.ContextCustomizer;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.intake.Broker;
import org.activityrelay.relay.ledger.WriteLog;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Gives a context the component {@code queue}. */
@Component
public class QueueCustomizer implements ContextCustomizer, DisposableBean {

    private final DestinationsSettings settings;
    private final Brokers brokers;
    private final WriteLog writes;

    /** @param own the broker that records are taken from; where nothing lives there is none */
    public QueueCustomizer(DestinationsSettings settings, ObjectProvider<Broker> own, WriteLog writes) {
        this.settings = settings;
        this.brokers = new Brokers(settings, own::getIfAvailable);
        this.writes = writes;
    }

    @Override
    public void customize(CamelContext context, Kind kind) {
        MessageSender sender = kind == Kind.LIVE ? new MessageSender(brokers) : null;
        context.addComponent("queue", new MessageComponent(settings, sender, writes));
    }

    @Override
    public void destroy() {
        brokers.close();
    }
}
