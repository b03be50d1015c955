package org.activityrelay.relay.delivery.classifier;

import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.ResourceAllocationException;
import java.util.Optional;
import java.util.stream.Stream;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.Reason;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.springframework.jms.JmsException;
import org.springframework.jms.support.converter.MessageConversionException;

/** Message brokers (Jakarta Messaging 3.1, 8.2). Spring wraps the broker's exception in one of its own. */
final class QueueJudge implements Judge {

    private final NetworkJudge network;

    QueueJudge(NetworkJudge network) {
        this.network = network;
    }

    @Override
    public Optional<Outcome> judge(Causes causes, AttemptEvidence evidence) {
        if (!causes.has(JMSException.class, JmsException.class)) {
            return Optional.empty();
        }
        return Optional.of(queue(causes, evidence));
    }

    private Outcome queue(Causes causes, AttemptEvidence evidence) {
        if (causes.has(MessageFormatException.class, MessageConversionException.class)
                || causes.has(MessageNotWriteableException.class, MessageNotReadableException.class)
                || causes.has(MessageEOFException.class)) {
            return Verdict.reject(Reason.MESSAGE_FORMAT);
        }
        if (causes.has(JMSSecurityException.class)) {
            return Verdict.pause(Reason.UNAUTHORIZED);
        }
        if (causes.has(InvalidDestinationException.class) || isMissingInArtemis(causes)) {
            return Verdict.pause(Reason.MISSING_QUEUE);
        }
        if (causes.has(ResourceAllocationException.class)
                || artemis(causes).anyMatch(ActiveMQExceptionType.ADDRESS_FULL::equals)) {
            return Verdict.plainRetry(Reason.OUT_OF_RESOURCES);
        }
        return network.judge(causes, evidence).orElseGet(() -> Verdict.retry(Reason.CONNECTION_FAILED, evidence));
    }

    /** Its client wraps them in a {@link JMSException} that says nothing by its class. */
    private static Stream<ActiveMQExceptionType> artemis(Causes causes) {
        return causes.all(ActiveMQException.class).map(ActiveMQException::getType);
    }

    private static boolean isMissingInArtemis(Causes causes) {
        return artemis(causes)
                        .anyMatch(type -> type == ActiveMQExceptionType.QUEUE_DOES_NOT_EXIST
                                || type == ActiveMQExceptionType.ADDRESS_DOES_NOT_EXIST)
                || causes.all(JMSException.class)
                        .anyMatch(said -> String.valueOf(said.getMessage()).startsWith("There is no queue"));
    }
}
