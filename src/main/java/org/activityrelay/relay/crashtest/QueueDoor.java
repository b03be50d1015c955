package org.activityrelay.relay.crashtest;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.List;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** Sends messages to the embedded broker; a committed transaction is acknowledged. */
final class QueueDoor implements Door {

    private static final String QUEUE = "activity.intake";

    private final String url;

    QueueDoor(int port) {
        url = "tcp://127.0.0.1:" + port + "?callTimeout=5000&reconnectAttempts=0";
    }

    @Override
    public int most() {
        return 6;
    }

    @Override
    public boolean isQueue() {
        return true;
    }

    @Override
    public boolean send(List<Version> versions) {
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(url);
                Connection connection = factory.createConnection()) {
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            MessageProducer producer = session.createProducer(session.createQueue(QUEUE));
            for (Version version : versions) {
                producer.send(session.createTextMessage(version.json()));
            }
            session.commit();
            return true;
        } catch (JMSException unanswered) {
            return false;
        }
    }
}
