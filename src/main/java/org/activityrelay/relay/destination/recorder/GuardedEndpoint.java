package org.activityrelay.relay.destination.recorder;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Endpoint;
import org.apache.camel.Producer;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.DefaultInterceptSendToEndpoint;

/** An endpoint that reaches out, with the guard around its producers. */
final class GuardedEndpoint extends DefaultInterceptSendToEndpoint {

    private final Endpoint real;

    GuardedEndpoint(Endpoint real) {
        super(real, false);
        this.real = real;
    }

    @Override
    public Producer createProducer() throws Exception {
        return createAsyncProducer();
    }

    @Override
    public AsyncProducer createAsyncProducer() throws Exception {
        return AsyncProcessorConverterHelper.convert(new GuardedProducer(this, real, real.createProducer()));
    }
}
