package org.activityrelay.relay.intake;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;

/** Does in a door's test what {@code activity:accept} does: hands the body to a {@link BodyIntake} or the {@link Intake}. */
class StandInActivity extends DefaultComponent {

    /** Headers of the last exchange. */
    volatile Map<String, Object> headers;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        String door = getAndRemoveParameter(parameters, "intake", String.class);
        return new DefaultEndpoint(uri, this) {
            @Override
            public Producer createProducer() {
                return new Accept(this, door);
            }

            @Override
            public Consumer createConsumer(Processor processor) {
                throw new UnsupportedOperationException();
            }
        };
    }

    private final class Accept extends DefaultAsyncProducer {

        private final String door;

        private Accept(Endpoint endpoint, String door) {
            super(endpoint);
            this.door = door;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            headers = new HashMap<>(exchange.getMessage().getHeaders());
            CompletableFuture<Receipt> stored = accept(exchange);
            boolean now = stored.isDone();
            stored.whenComplete((receipt, failure) -> {
                finish(exchange, receipt, failure);
                callback.done(now);
            });
            return now;
        }

        private CompletableFuture<Receipt> accept(Exchange exchange) {
            Object body = exchange.getMessage().getBody();
            for (BodyIntake special : exchange.getContext().getRegistry().findByType(BodyIntake.class)) {
                if (special.takes(body)) {
                    return special.accept(body, door, null);
                }
            }
            byte[] bytes = body instanceof byte[] given ? given : ((String) body).getBytes(StandardCharsets.UTF_8);
            String source = exchange.getProperty("ActivityRelaySource", String.class);
            Intake intake = exchange.getContext().getRegistry().findSingleByType(Intake.class);
            return intake.accept(new Body(bytes, null, door, source, null, null));
        }

        private void finish(Exchange exchange, Receipt receipt, Throwable failure) {
            if (failure != null) {
                exchange.setException(failure instanceof CompletionException ? failure.getCause() : failure);
            } else if (!receipt.batch() && receipt.items().get(0) instanceof Receipt.Refused refused) {
                exchange.setException(new NotARecordException(refused));
            } else {
                exchange.getMessage().setBody(receipt);
            }
        }
    }
}
