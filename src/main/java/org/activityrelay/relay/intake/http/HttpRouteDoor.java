package org.activityrelay.relay.intake.http;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.activityrelay.relay.intake.Body;
import org.activityrelay.relay.intake.LiveRoutes;
import org.activityrelay.relay.intake.NotARecordException;
import org.activityrelay.relay.intake.NotAllStoredException;
import org.activityrelay.relay.intake.Receipt;
import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.support.service.ServiceHelper;

/** Hands bodies to the route {@code intake-http} of whatever configuration runs, without holding a thread. */
class HttpRouteDoor implements HttpIntakeDoor {

    private static final Duration SOON = Duration.ofSeconds(2);

    private final LiveRoutes routes;
    private volatile Entry entry;

    HttpRouteDoor(LiveRoutes routes) {
        this.routes = routes;
    }

    @Override
    public CompletableFuture<Receipt> submit(Body body) {
        Entry into;
        try {
            into = entry();
        } catch (IllegalStateException nothingRuns) {
            return CompletableFuture.failedFuture(closed(nothingRuns));
        }
        Exchange exchange = into.endpoint.createExchange(ExchangePattern.InOut);
        exchange.getMessage().setBody(body);
        return into.producer.processAsync(exchange).thenApply(HttpRouteDoor::receipt);
    }

    private Entry entry() {
        CamelContext context = routes.context();
        Entry known = entry;
        if (known == null || known.context != context) {
            known = Entry.of(context);
            entry = known;
        }
        return known;
    }

    /** The typed failures of {@code activity:accept} are answers, too. */
    private static Receipt receipt(Exchange exchange) {
        Exception failure = exchange.getException();
        if (failure == null) {
            return exchange.getMessage().getBody(Receipt.class);
        }
        if (failure instanceof NotAllStoredException some) {
            return some.receipt();
        }
        if (failure instanceof NotARecordException refusal) {
            return new Receipt(false, List.of(refusal.refused()));
        }
        if (failure instanceof DirectConsumerNotAvailableException) {
            throw closed(failure);
        }
        throw failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
    }

    private static LedgerUnavailableException closed(Exception cause) {
        return new LedgerUnavailableException("the HTTP door is not open", SOON, cause);
    }

    private record Entry(CamelContext context, Endpoint endpoint, AsyncProducer producer) {

        private static Entry of(CamelContext context) {
            Endpoint endpoint = context.getEndpoint(HttpIntakeRoute.ENTRY);
            try {
                AsyncProducer producer = endpoint.createAsyncProducer();
                ServiceHelper.startService(producer);
                return new Entry(context, endpoint, producer);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
