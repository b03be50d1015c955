package org.activityrelay.relay.destination.recorder;

import org.activityrelay.relay.context.ContextCustomizer;
import org.activityrelay.relay.destination.Secrets;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ComponentResolver;
import org.apache.camel.support.PluginHelper;
import org.springframework.stereotype.Component;

/**
 * Puts the boundary around all endpoints of a context. In a recording context a component that might reach out is
 * replaced as soon as it is found, so that not even its endpoints come to life (some connect when they start); one that
 * was added to the context in another way has its endpoints replaced.
 */
@Component
public class BoundaryCustomizer implements ContextCustomizer {

    private final Secrets secrets;

    public BoundaryCustomizer(Secrets secrets) {
        this.secrets = secrets;
    }

    @Override
    public void customize(CamelContext context, Kind kind) {
        if (kind == Kind.RECORDING) {
            ComponentResolver found = PluginHelper.getComponentResolver(context.getCamelContextExtension());
            context.getCamelContextExtension()
                    .addContextPlugin(ComponentResolver.class, new RecordingComponents(found, secrets));
        }
        context.getCamelContextExtension().registerEndpointCallback(new Boundary(kind, secrets));
    }
}
