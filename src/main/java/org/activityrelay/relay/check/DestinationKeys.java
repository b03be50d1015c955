package org.activityrelay.relay.check;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.KnownSettings;
import org.activityrelay.relay.configuration.LoadCheck;
import org.activityrelay.relay.configuration.Nearest;
import org.activityrelay.relay.configuration.RouteFile;
import org.activityrelay.relay.configuration.RouteModel;
import org.activityrelay.relay.configuration.SettingPlace;
import org.activityrelay.relay.destination.DestinationSettings;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

/**
 * Settings of a destination are those that all destinations have, and those that its route asks for by a placeholder;
 * and there is a destination of that name.
 */
class DestinationKeys implements LoadCheck {

    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("relay.destination");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??(relay\\.destination\\.[^{}:]+)");

    private final Environment environment;

    DestinationKeys(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void check(RouteModel model, Consumer<Finding> findings) {
        Set<String> names = model.destinations().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        Set<ConfigurationPropertyName> asked = asked(model);
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource keys && !isDefault(source)) {
                keys.stream()
                        .filter(PREFIX::isAncestorOf)
                        .filter(key -> !asked.contains(key))
                        .forEach(key -> check(key, source, names, findings));
            }
        }
    }

    private static void check(
            ConfigurationPropertyName key,
            ConfigurationPropertySource source,
            Set<String> names,
            Consumer<Finding> findings) {
        String name = key.getElement(2, Form.UNIFORM);
        if (!names.contains(name)) {
            String remedy = names.isEmpty()
                    ? "add its route, or remove the setting"
                    : "write " + Nearest.to(name, names) + ", add its route, or remove the setting";
            findings.accept(
                    SettingPlace.finding(key, source, "there is no destination " + name + " to set " + key, remedy));
            return;
        }
        KnownSettings known = KnownSettings.of("relay.destination." + name, DestinationSettings.class);
        if (!known.contains(key)) {
            findings.accept(SettingPlace.finding(
                    key,
                    source,
                    "there is no setting " + key,
                    "write " + known.nearest(key).orElseThrow() + ", or ask for it in the route by {{" + key + "}}"));
        }
    }

    private static Set<ConfigurationPropertyName> asked(RouteModel model) {
        Set<ConfigurationPropertyName> asked = new HashSet<>();
        for (RouteFile file : model.files()) {
            for (RouteFile.Text text : file.texts()) {
                Matcher placeholder = PLACEHOLDER.matcher(text.value());
                while (placeholder.find()) {
                    asked.add(ConfigurationPropertyName.adapt(placeholder.group(1), '.'));
                }
            }
        }
        return asked;
    }

    /** The product's own defaults are there for destinations that a site has removed, too. */
    private static boolean isDefault(ConfigurationPropertySource source) {
        return source.getUnderlyingSource().toString().contains("class path resource [application.yaml]");
    }
}
