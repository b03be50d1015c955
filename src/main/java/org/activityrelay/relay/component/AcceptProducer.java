package org.activityrelay.relay.component;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.activityrelay.relay.intake.Body;
import org.activityrelay.relay.intake.BodyIntake;
import org.activityrelay.relay.intake.Intake;
import org.activityrelay.relay.intake.NotARecordException;
import org.activityrelay.relay.intake.NotAllStoredException;
import org.activityrelay.relay.intake.Receipt;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;

/**
 * Stores the body as a record and answers with the {@link Receipt}. This is the border: no header from outside passes it
 * (CVE-2025-27636, CVE-2026-40453 and their kin), whatever its spelling, and whether the body is stored or not.
 */
class AcceptProducer extends DefaultAsyncProducer {

    private final ActivityEndpoint endpoint;
    private final Bodies bodies;
    private Intake intake;
    private Set<BodyIntake> specialIntakes = Set.of();

    AcceptProducer(ActivityEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.bodies = new Bodies(endpoint.getCamelContext());
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        intake = endpoint.getCamelContext().getRegistry().findSingleByType(Intake.class);
        if (intake == null) {
            throw new IllegalStateException("activity:accept finds no single Intake to hand records to");
        }
        // Once: asking the registry for each record took a third of its time.
        specialIntakes = endpoint.getCamelContext().getRegistry().findByType(BodyIntake.class);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        CompletableFuture<Receipt> stored;
        try {
            stored = accept(exchange);
        } catch (Exception failure) {
            exchange.setException(failure);
            callback.done(true);
            return true;
        } finally {
            exchange.getMessage().removeHeaders("*");
        }
        boolean now = stored.isDone();
        stored.whenComplete((receipt, failure) -> {
            finish(exchange, receipt, failure);
            callback.done(now);
        });
        return now;
    }

    private CompletableFuture<Receipt> accept(Exchange exchange) throws Exception {
        Object body = exchange.getMessage().getBody();
        String tenant = exchange.getProperty(ActivityConstants.TENANT, endpoint.getTenant(), String.class);
        for (BodyIntake special : specialIntakes) {
            if (special.takes(body)) {
                return special.accept(body, endpoint.getIntake(), tenant);
            }
        }
        return intake.accept(new Body(
                bodies.bytes(exchange),
                bodies.contentType(exchange),
                endpoint.getIntake(),
                exchange.getProperty(ActivityConstants.SOURCE, String.class),
                tenant,
                exchange.getProperty(ActivityConstants.PRINCIPAL, String.class)));
    }

    private static void finish(Exchange exchange, Receipt receipt, Throwable failure) {
        if (failure != null) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            exchange.setException(cause);
        } else if (receipt.items().stream().anyMatch(Receipt.NotStored.class::isInstance)) {
            exchange.setException(new NotAllStoredException(receipt));
        } else if (!receipt.batch() && receipt.items().get(0) instanceof Receipt.Refused refused) {
            exchange.setException(new NotARecordException(refused));
        } else {
            exchange.getMessage().setBody(receipt);
        }
    }
}
