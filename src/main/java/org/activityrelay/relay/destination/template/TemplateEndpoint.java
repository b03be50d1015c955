package org.activityrelay.relay.destination.template;

import freemarker.core.Environment;
import freemarker.core.ParseException;
import freemarker.template.Configuration;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import freemarker.template.TemplateNotFoundException;
import java.io.IOException;
import java.io.StringWriter;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.TimeZone;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.destination.DeliveryFacts;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.MappingFailure;
import org.apache.camel.Exchange;
import org.apache.camel.component.freemarker.FreemarkerComponent;
import org.apache.camel.component.freemarker.FreemarkerEndpoint;

/** Fills one template with {@code activity} (the body) and {@code delivery}; the result becomes the body, as text. */
final class TemplateEndpoint extends FreemarkerEndpoint {

    private final TemplateName name;
    private final Configuration templates;
    private final DestinationsSettings settings;

    TemplateEndpoint(
            String uri,
            FreemarkerComponent component,
            TemplateName name,
            Configuration templates,
            DestinationsSettings settings) {
        super(uri, component, name.path());
        this.name = name;
        this.templates = templates;
        this.settings = settings;
    }

    /** A template that is named outright is compiled when the route loads. */
    @Override
    protected void doInit() throws Exception {
        super.doInit();
        if (name.argument() == null) {
            load(name.path());
        }
    }

    @Override
    protected void onExchange(Exchange exchange) throws Exception {
        Map<String, Object> delivery = DeliveryFacts.current();
        Object arguments = delivery.get("arguments");
        Map<String, Object> values = new HashMap<>();
        values.put("activity", plain(exchange.getMessage().getBody()));
        values.put("delivery", delivery);
        try {
            String path = name.resolve(arguments instanceof Map<?, ?> map ? map : Map.of());
            exchange.getMessage().setBody(fill(load(path), values, zone(delivery)));
        } catch (IllegalArgumentException mistake) {
            throw new MappingFailure(mistake.getMessage(), exchange);
        }
    }

    private static Object plain(Object body) {
        return body instanceof Activity activity ? activity.toMap() : body;
    }

    private TimeZone zone(Map<String, Object> delivery) {
        ZoneId zone = settings.of(String.valueOf(delivery.get("destination"))).timeZone();
        return TimeZone.getTimeZone(zone == null ? ZoneId.of("UTC") : zone);
    }

    private static String fill(Template template, Map<String, Object> values, TimeZone zone) throws IOException {
        StringWriter text = new StringWriter();
        try {
            Environment environment = template.createProcessingEnvironment(values, text);
            environment.setTimeZone(zone);
            environment.process();
        } catch (TemplateException mistake) {
            throw new IllegalArgumentException(template.getName() + ":" + mistake.getLineNumber() + ":"
                    + mistake.getColumnNumber() + ": " + blamed(mistake));
        }
        return text.toString();
    }

    /** What the template asked for; not the message of FreeMarker, which can quote values of the record. */
    private static String blamed(TemplateException mistake) {
        String expression = mistake.getBlamedExpressionString();
        return mistake.getClass().getSimpleName() + (expression == null ? "" : " at ${" + expression + "}");
    }

    private Template load(String path) throws IOException {
        try {
            return templates.getTemplate(path);
        } catch (TemplateNotFoundException missing) {
            throw new IllegalArgumentException("there is no template routes/" + path);
        } catch (ParseException mistake) {
            throw new IllegalArgumentException(path + ":" + mistake.getLineNumber() + ":" + mistake.getColumnNumber()
                    + ": " + mistake.getEditorMessage().lines().findFirst().orElse("cannot be read"));
        }
    }
}
