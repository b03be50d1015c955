package org.activityrelay.relay.destination.template;

import freemarker.cache.TemplateLoader;
import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.apache.camel.Endpoint;
import org.apache.camel.component.freemarker.FreemarkerComponent;

/**
 * Camel's FreeMarker component, closed: templates come from {@code routes/templates/} of the snapshot only, never from
 * a header; they see plain values and no Java; {@code .ftlh} files escape HTML. {@code
 * freemarker:templates/{template}.ftlh} takes the name from the rule's argument {@code template}.
 */
final class TemplateComponent extends FreemarkerComponent {

    private final DestinationsSettings settings;
    private Configuration templates;

    TemplateComponent(DestinationsSettings settings) {
        this.settings = settings;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        if (!parameters.isEmpty()) {
            throw new IllegalArgumentException("freemarker endpoints of routes take no options; remove "
                    + parameters.keySet() + " (templates are cached, UTF-8 and never taken from a header)");
        }
        TemplateName name = TemplateName.of(remaining);
        TemplateEndpoint endpoint = new TemplateEndpoint(uri, this, name, templates(), settings);
        endpoint.setConfiguration(templates());
        return endpoint;
    }

    private synchronized Configuration templates() throws IOException {
        if (templates == null) {
            templates = closed(new SnapshotTemplates(getCamelContext()));
        }
        return templates;
    }

    private static Configuration closed(TemplateLoader loader) {
        Configuration configuration = new Configuration(Configuration.VERSION_2_3_34);
        configuration.setTemplateLoader(loader);
        configuration.setDefaultEncoding("UTF-8");
        configuration.setLocalizedLookup(false);
        // Not ROOT, which has no names of time zones from Java 23 on: CET would become GMT+01:00.
        configuration.setLocale(Locale.ENGLISH);
        configuration.setNumberFormat("computer");
        configuration.setBooleanFormat("c");
        configuration.setTimeZone(TimeZone.getTimeZone("UTC"));
        configuration.setDateTimeFormat("yyyy-MM-dd HH:mm:ss z");
        configuration.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
        configuration.setAPIBuiltinEnabled(false);
        configuration.setObjectWrapper(new PlainValues());
        configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        // Their messages quote values of the record; what #attempt caught would be logged, too.
        configuration.setLogTemplateExceptions(false);
        configuration.setAttemptExceptionReporter((caught, environment) -> {});
        configuration.setWrapUncheckedExceptions(true);
        return configuration;
    }
}
