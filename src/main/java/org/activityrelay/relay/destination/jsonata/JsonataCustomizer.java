package org.activityrelay.relay.destination.jsonata;

import org.activityrelay.relay.context.ContextCustomizer;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.apache.camel.CamelContext;
import org.springframework.stereotype.Component;

/** Gives a context the language {@code jsonata}. */
@Component
public class JsonataCustomizer implements ContextCustomizer {

    private final DestinationsSettings settings;

    public JsonataCustomizer(DestinationsSettings settings) {
        this.settings = settings;
    }

    @Override
    public void customize(CamelContext context, Kind kind) {
        JsonataLanguage language = new JsonataLanguage(settings);
        language.setCamelContext(context);
        context.getRegistry().bind("jsonata", language);
    }
}
