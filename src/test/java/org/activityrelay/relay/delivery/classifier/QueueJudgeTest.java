package org.activityrelay.relay.delivery.classifier;

import static org.activityrelay.relay.delivery.classifier.Failures.nothingSeen;
import static org.activityrelay.relay.delivery.classifier.Failures.words;
import static org.activityrelay.relay.delivery.classifier.Failures.writeBegan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.TransactionRolledBackException;
import java.net.SocketTimeoutException;
import java.util.stream.Stream;
import org.activityrelay.relay.contract.Ports;
import org.apache.activemq.artemis.api.core.ActiveMQAddressFullException;
import org.apache.activemq.artemis.api.core.ActiveMQNonExistentQueueException;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jms.UncategorizedJmsException;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.jms.support.JmsUtils;
import org.springframework.jms.support.converter.MessageConversionException;

class QueueJudgeTest {

    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(new JMSException("broker gone"), "retry connection_failed"),
                arguments(new IllegalStateException("Session is closed"), "retry connection_failed"),
                arguments(new TransactionRolledBackException("rolled back"), "retry connection_failed"),
                arguments(new ResourceAllocationException("address is full"), "retry out_of_resources"),
                arguments(new MessageFormatException("no map"), "reject message_format"),
                arguments(new MessageNotWriteableException("read only"), "reject message_format"),
                arguments(new MessageEOFException("end"), "reject message_format"),
                arguments(new JMSSecurityException("not allowed"), "pause unauthorized"),
                arguments(new InvalidDestinationException("no such queue"), "pause missing_queue"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void judgesWhatTheBrokerSaysHoweverItIsWrapped(JMSException failure, String expected) {
        assertThat(words(failure, nothingSeen())).isEqualTo(expected);
        assertThat(words(JmsUtils.convertJmsAccessException(failure), nothingSeen()))
                .isEqualTo(expected);
        assertThat(words(new RuntimeCamelException(JmsUtils.convertJmsAccessException(failure)), nothingSeen()))
                .isEqualTo(expected);
    }

    /** Artemis has no class for these in the Jakarta Messaging interface. */
    @Test
    void judgesWhatArtemisSaysInItsOwnWay() {
        assertThat(words(new JMSException("There is no queue with name crm"), nothingSeen()))
                .isEqualTo("pause missing_queue");
        JMSException full = new JMSException("AMQ229102: Address \"crm\" is full.");
        full.initCause(new ActiveMQAddressFullException("AMQ229102: Address \"crm\" is full."));
        assertThat(words(new UncategorizedJmsException(full), nothingSeen())).isEqualTo("retry out_of_resources");
        JMSException none = new JMSException("AMQ229203: no such address");
        none.initCause(new ActiveMQNonExistentQueueException("AMQ229017: Queue crm does not exist"));
        assertThat(words(none, nothingSeen())).isEqualTo("pause missing_queue");
    }

    @Test
    void judgesABodyThatNoMessageCanHold() {
        assertThat(words(new MessageConversionException("Cannot convert object of type [X]"), nothingSeen()))
                .isEqualTo("reject message_format");
    }

    @Test
    void aSendThatNothingAnsweredIsAmbiguous() {
        JMSException failure = new JMSException("AMQ219014: Timed out after waiting 30,000 ms for response");
        failure.setLinkedException(new SocketTimeoutException("Read timed out"));
        assertThat(words(new UncategorizedJmsException(failure), writeBegan()))
                .isEqualTo("retry read_timeout ambiguous");
        assertThat(words(new JMSException("connection lost"), writeBegan()))
                .isEqualTo("retry connection_failed ambiguous");
    }

    @Test
    void judgesABrokerThatIsNotThere() throws Exception {
        int port = Ports.free();
        try (ActiveMQConnectionFactory factory =
                new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port + "?initialConnectAttempts=1")) {
            Throwable failure = catchThrowable(() -> new JmsTemplate(factory).convertAndSend("crm", "text"));
            assertThat(words(failure, nothingSeen())).isEqualTo("retry connection_failed");
        }
    }
}
