package org.activityrelay.relay.intake;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.activityrelay.relay.intake.file.FileRecord;
import org.activityrelay.relay.intake.file.FileRecords;

/** Sends the records of files to a queue, each as one text message; for trying the queue door out. */
public final class QueueSender implements AutoCloseable {

    private static final int LONGEST = 64 * 1024 * 1024;

    private final Connection connection;
    private final Session session;
    private final MessageProducer producer;

    /**
     * Connects.
     *
     * @param url of an Artemis broker, for example {@code tcp://127.0.0.1:61616}
     * @param username may be null
     * @param password may be null
     * @param queue for example {@code activity.intake}
     * @throws JMSException when there is no connection
     */
    public QueueSender(String url, String username, String password, String queue) throws JMSException {
        connection = ArtemisClient.connectionFactory(url, username, password).createConnection();
        session = connection.createSession(true, Session.SESSION_TRANSACTED);
        producer = session.createProducer(session.createQueue(queue));
    }

    /**
     * Sends every record of a file ({@code .json}, {@code .ndjson}, {@code .jsonl} or {@code .csv}) in its order, all or
     * none; what is no record is sent as it is, for the receiver to judge.
     *
     * @return how many messages
     * @throws JMSException when the broker does not take them
     * @throws IOException when the file cannot be read
     */
    public int send(Path file) throws JMSException, IOException {
        int sent = 0;
        try (InputStream in = Files.newInputStream(file);
                FileRecords records = FileRecords.of(file.getFileName().toString(), in, LONGEST)) {
            for (FileRecord record = records.next(); record != null; record = records.next()) {
                if (record.body() != null) {
                    producer.send(session.createTextMessage(new String(record.body(), StandardCharsets.UTF_8)));
                    sent++;
                }
            }
        }
        session.commit();
        return sent;
    }

    @Override
    public void close() throws JMSException {
        connection.close();
    }
}
