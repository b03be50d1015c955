package org.activityrelay.relay.configuration;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** Remembers which steps were ever run. */
final class Footprints implements InterceptStrategy {

    private final Set<NamedNode> run = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    boolean has(NamedNode step) {
        return run.contains(step);
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                run.add(definition);
                return super.process(exchange, callback);
            }
        };
    }
}
