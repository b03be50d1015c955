package org.activityrelay.relay.destination.template;

import org.activityrelay.relay.context.ContextCustomizer;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.apache.camel.CamelContext;
import org.springframework.stereotype.Component;

/** Gives a context the component {@code freemarker}. */
@Component
public class TemplateCustomizer implements ContextCustomizer {

    private final DestinationsSettings settings;

    public TemplateCustomizer(DestinationsSettings settings) {
        this.settings = settings;
    }

    @Override
    public void customize(CamelContext context, Kind kind) {
        context.addComponent("freemarker", new TemplateComponent(settings));
    }
}
