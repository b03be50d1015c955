package org.activityrelay.relay.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.InvalidSettingException;
import org.activityrelay.relay.configuration.KnownSettings;
import org.activityrelay.relay.configuration.SettingPlace;
import org.activityrelay.relay.configuration.SettingsGuard;
import org.activityrelay.relay.destination.DestinationSettings;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.LiveDestinations;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

/** Everything that is wrong with settings, each by itself: keys that nothing reads, values that cannot be read. */
final class SettingsCheck {

    private static final ConfigurationPropertyName DESTINATION = ConfigurationPropertyName.of("relay.destination");

    private final Environment settings;
    private final Set<Finding> findings = new LinkedHashSet<>();
    private final Map<String, DestinationSettings> destinations = new TreeMap<>();
    private DestinationSettings common;

    SettingsCheck(Environment settings) {
        this.settings = settings;
        findings.addAll(SettingsGuard.findings(settings));
        for (Class<?> type : KnownSettings.settingsTypes("org.activityrelay.relay")) {
            if (type != DestinationsSettings.class) {
                bind(type.getAnnotation(ConfigurationProperties.class).value(), type);
            }
        }
        bindDestinations();
        for (InvalidSettingException mistake : LiveDestinations.mistakes(destinations())) {
            // What is missing stands nowhere; what asks for it is that the destination is live.
            String name = ConfigurationPropertyName.adapt(mistake.key(), '.').getElement(2, Form.ORIGINAL);
            findings.add(SettingPlace.finding(
                    "relay.destination." + name + ".mode",
                    settings,
                    mistake.key() + ": " + mistake.what(),
                    mistake.remedy()));
        }
    }

    List<Finding> findings() {
        return new ArrayList<>(findings);
    }

    /** Those that could be read; the others are as if nobody had set them. */
    DestinationsSettings destinations() {
        return new DestinationsSettings(destinations, common);
    }

    private void bindDestinations() {
        common = bind("relay.destination-default", DestinationSettings.class);
        for (String name : names()) {
            DestinationSettings destination = bind(DESTINATION.append(name).toString(), DestinationSettings.class);
            if (destination != null) {
                destinations.put(name, destination);
            }
        }
    }

    private Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(settings)) {
            if (source instanceof IterableConfigurationPropertySource keys) {
                keys.stream()
                        .filter(DESTINATION::isAncestorOf)
                        .forEach(key -> names.add(key.getElement(2, Form.UNIFORM)));
            }
        }
        return names;
    }

    /** Null when nothing is set, or it cannot be read. */
    private <T> T bind(String prefix, Class<T> type) {
        try {
            return Binder.get(settings).bind(prefix, Bindable.of(type)).orElse(null);
        } catch (BindException failure) {
            findings.add(SettingPlace.finding(
                    failure.getName().toString(),
                    settings,
                    failure.getName() + ": " + reason(failure),
                    remedy(failure.getTarget().getType().resolve(Object.class))));
            return null;
        }
    }

    private static String remedy(Class<?> wanted) {
        return wanted.isEnum()
                ? "write one of "
                        + Arrays.stream(wanted.getEnumConstants())
                                .map(value -> ((Enum<?>) value)
                                        .name()
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', '-'))
                                .collect(Collectors.joining(", "))
                : "correct the value; docs/REFERENCE.md says what it may be";
    }

    private static String reason(BindException failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        Class<?> wanted = failure.getTarget().getType().resolve(Object.class);
        Object written =
                failure.getProperty() == null ? null : failure.getProperty().getValue();
        boolean converts = innermost.getClass().getName().startsWith("org.springframework")
                || innermost instanceof IllegalArgumentException
                        && String.valueOf(innermost.getMessage()).contains("constant")
                || innermost instanceof NumberFormatException;
        String message =
                innermost.getMessage() == null ? "" : innermost.getMessage().replaceAll("\\s+", " ");
        return converts || message.isBlank()
                ? "'" + written + "' is no " + wanted.getSimpleName().toLowerCase(Locale.ROOT)
                : message;
    }
}
