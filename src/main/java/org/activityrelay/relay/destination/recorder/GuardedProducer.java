package org.activityrelay.relay.destination.recorder;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.destination.OwnBoundary;
import org.activityrelay.relay.destination.OwnBoundary.Meaning;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.ObjectHelper;
import org.sqlite.SQLiteException;

/**
 * Sends during an attempt: puts aside headers that would steer the component, and notes what the attempt may be judged
 * by. Outside an attempt (intake) it changes nothing.
 */
final class GuardedProducer extends DefaultProducer {

    /** Headers that choose another receiver than the endpoint does, in components without a boundary of their own. */
    private static final Set<String> STEERING = Set.of(
            "cameljmsdestination",
            "cameljmsdestinationname",
            "jmsdestination",
            "jmsreplyto",
            "kafka.override_topic",
            "cameloverrulefilename",
            "camelhttpuri",
            "camelsqlquery");

    private final Endpoint real;
    private final Producer producer;

    GuardedProducer(Endpoint guarded, Endpoint real, Producer producer) {
        super(guarded);
        this.real = real;
        this.producer = producer;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        AttemptEvidence evidence = AttemptEvidence.current();
        if (evidence == null) {
            producer.process(exchange);
            return;
        }
        Map<String, Object> aside = putAside(exchange);
        Meaning meaning = real.getComponent() instanceof OwnBoundary own ? own.meaning(real) : Meaning.WRITE;
        try {
            if (meaning == Meaning.WRITE) {
                evidence.writeBegan();
            }
            producer.process(exchange);
            note(evidence, meaning, exchange.getException());
        } catch (Exception failure) {
            note(evidence, meaning, failure);
            throw failure;
        } finally {
            aside.forEach((name, value) -> exchange.getMessage().getHeaders().putIfAbsent(name, value));
        }
    }

    private Map<String, Object> putAside(Exchange exchange) {
        Map<String, Object> aside = new HashMap<>();
        exchange.getMessage().getHeaders().forEach((name, value) -> {
            if (!passes(name)) {
                aside.put(name, value);
            }
        });
        aside.keySet().forEach(exchange.getMessage()::removeHeader);
        return aside;
    }

    private boolean passes(String header) {
        String lower = header.toLowerCase(Locale.ROOT);
        return real.getComponent() instanceof OwnBoundary own
                ? own.passes(header)
                : !STEERING.contains(lower) && !lower.startsWith("mail.");
    }

    private static void note(AttemptEvidence evidence, Meaning meaning, Exception failure) {
        if (meaning != Meaning.WRITE) {
            return;
        }
        if (failure == null) {
            evidence.answered(null);
            evidence.sent();
        } else if (neverLeft(failure)) {
            evidence.answered(null);
        }
    }

    /** Whether the write certainly had no effect: no connection stood, or a database answered with an error. */
    private static boolean neverLeft(Exception failure) {
        for (Throwable cause : ObjectHelper.createExceptionIterable(failure)) {
            if (cause instanceof ConnectException
                    || cause instanceof UnknownHostException
                    || cause instanceof NoRouteToHostException
                    || cause instanceof SQLTransientConnectionException) {
                return true;
            }
            if (cause instanceof SQLException sql) {
                String state = sql.getSQLState();
                return sql instanceof SQLiteException || state != null && !state.startsWith("08");
            }
        }
        return false;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        ServiceHelper.startService(producer);
    }

    @Override
    protected void doStop() throws Exception {
        ServiceHelper.stopService(producer);
        super.doStop();
    }
}
