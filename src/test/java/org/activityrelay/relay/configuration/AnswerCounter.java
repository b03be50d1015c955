package org.activityrelay.relay.configuration;

import java.util.Set;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSentEvent;
import org.apache.camel.support.EventNotifierSupport;

/** Notes in the evidence of the running attempt that something outside this process has answered. */
class AnswerCounter extends EventNotifierSupport {

    /** Not remote to Camel, but what is written there stays. */
    private static final Set<String> LASTING = Set.of("file");

    AnswerCounter() {
        setupIgnore(true);
        setIgnoreExchangeEvents(false);
        setIgnoreExchangeSendingEvents(false);
        setIgnoreExchangeSentEvents(false);
    }

    /** Also wants the event before sending, without which Camel leaves out the one after. */
    @Override
    public boolean isEnabled(CamelEvent event) {
        return AttemptEvidence.current() != null;
    }

    @Override
    public void notify(CamelEvent event) {
        AttemptEvidence evidence = AttemptEvidence.current();
        if (evidence != null
                && event instanceof ExchangeSentEvent sent
                && !sent.getExchange().isFailed()
                && leavesTheProcess(sent.getEndpoint())) {
            evidence.sent();
        }
    }

    private static boolean leavesTheProcess(Endpoint endpoint) {
        String uri = endpoint.getEndpointBaseUri();
        int colon = uri.indexOf(':');
        return endpoint.isRemote() || (colon > 0 && LASTING.contains(uri.substring(0, colon)));
    }
}
