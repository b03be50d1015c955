package org.activityrelay.relay.intake.queue;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.QueueBrowser;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueRequestor;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.activityrelay.relay.contract.Ports;
import org.apache.activemq.artemis.api.core.management.ResourceNames;
import org.apache.activemq.artemis.api.jms.management.JMSManagementHelper;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** A real Artemis over TCP in another JVM, which can be killed and started again on the same journal. */
public final class BrokerProcess implements AutoCloseable {

    private final Path folder;
    private final int port = Ports.free();
    private Process process;
    private BufferedReader output;

    public BrokerProcess(Path folder) {
        this.folder = folder;
    }

    public BrokerProcess start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerMain.class.getName(),
                        folder.toString(),
                        String.valueOf(port))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        awaitReady();
        return this;
    }

    /** As {@code kill -9} does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Lets nobody write to an address. */
    void block(String address) throws IOException {
        command("block " + address);
    }

    void unblock(String address) throws IOException {
        command("unblock " + address);
    }

    /** Makes a dead letter of each message of an address that is given back, be it once, until {@link #deliverOften}. */
    public void deliverOnce(String address) throws IOException {
        command("once " + address);
    }

    public void deliverOften(String address) throws IOException {
        command("often " + address);
    }

    public String url() {
        return "tcp://127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    ConnectionFactory connectionFactory() {
        return new ActiveMQConnectionFactory(url() + "?callTimeout=20000");
    }

    /** Messages in a queue, which stay there. */
    public List<Message> browse(String queue) throws JMSException {
        try (Connection connection = connectionFactory().createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            QueueBrowser browser = session.createBrowser(session.createQueue(queue));
            @SuppressWarnings("unchecked")
            java.util.Enumeration<Message> messages = browser.getEnumeration();
            return Collections.list(messages);
        }
    }

    /** How many messages a queue holds, with those that somebody has been sent and not acknowledged. */
    public int held(String queue) throws Exception {
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(url() + "?callTimeout=20000");
                QueueConnection connection = factory.createQueueConnection();
                QueueSession session = connection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            QueueRequestor requestor = new QueueRequestor(session, session.createQueue("activemq.management"));
            Message question = session.createMessage();
            JMSManagementHelper.putAttribute(question, ResourceNames.QUEUE + queue, "messageCount");
            return ((Number) JMSManagementHelper.getResult(requestor.request(question))).intValue();
        }
    }

    /** Takes one message out of a queue. */
    Message take(String queue) throws JMSException {
        try (Connection connection = connectionFactory().createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            try (MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
                return consumer.receive(10_000);
            }
        }
    }

    /** Takes one message of bytes, which may be a long one, out of a queue. */
    byte[] takeBytes(String queue) throws JMSException {
        try (Connection connection = connectionFactory().createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            try (MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
                return consumer.receive(10_000).getBody(byte[].class);
            }
        }
    }

    /** Sends in one transaction. */
    void send(String queue, Creator... creators) throws JMSException {
        try (Connection connection = connectionFactory().createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            MessageProducer producer = session.createProducer(session.createQueue(queue));
            for (Creator creator : creators) {
                producer.send(creator.create(session));
            }
            session.commit();
        }
    }

    /** Sends text messages in one transaction. */
    public void send(String queue, List<String> texts) throws JMSException {
        send(
                queue,
                texts.stream()
                        .map(text -> (Creator) session -> session.createTextMessage(text))
                        .toArray(Creator[]::new));
    }

    @Override
    public void close() throws InterruptedException {
        if (process != null) {
            kill();
        }
    }

    private void command(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        awaitReady();
    }

    private void awaitReady() throws IOException {
        String line = output.readLine();
        while (!"ready".equals(line)) {
            if (line == null) {
                throw new IOException("the broker has ended");
            }
            line = output.readLine();
        }
    }

    /** Makes a message. */
    interface Creator {
        Message create(Session session) throws JMSException;
    }
}
