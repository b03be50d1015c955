package org.activityrelay.relay.http;

import java.util.Map;
import org.activityrelay.relay.intake.BodyIntake;
import org.activityrelay.relay.intake.NotARecordException;
import org.activityrelay.relay.intake.NotAllStoredException;
import org.activityrelay.relay.intake.Receipt;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;

/** As much of {@code activity:accept} as the HTTP door's route needs: its typed failures included. */
final class FakeActivityComponent extends DefaultComponent {

    private final BodyIntake intake;

    FakeActivityComponent(BodyIntake intake) {
        this.intake = intake;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        parameters.clear();
        return new DefaultEndpoint(uri, this) {
            @Override
            public Producer createProducer() {
                return new Accept(this);
            }

            @Override
            public Consumer createConsumer(Processor processor) {
                throw new IllegalStateException("nothing comes from activity:accept");
            }
        };
    }

    private final class Accept extends DefaultAsyncProducer {

        private Accept(Endpoint endpoint) {
            super(endpoint);
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            intake.accept(exchange.getMessage().getBody(), "http", null).whenComplete((receipt, failure) -> {
                if (failure != null) {
                    exchange.setException(failure.getCause() == null ? failure : failure.getCause());
                } else if (receipt.items().stream().anyMatch(Receipt.NotStored.class::isInstance)) {
                    exchange.setException(new NotAllStoredException(receipt));
                } else if (!receipt.batch() && receipt.items().get(0) instanceof Receipt.Refused refused) {
                    exchange.setException(new NotARecordException(refused));
                } else {
                    exchange.getMessage().setBody(receipt);
                }
                callback.done(false);
            });
            return false;
        }
    }
}
