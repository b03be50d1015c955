package org.activityrelay.relay.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

/** Options of Camel components as settings, {@code camel.component.<name>.<option>}, as their starters describe them. */
final class ComponentOptions {

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";
    private static final int ELEMENTS = 4;

    private ComponentOptions() {}

    /** What is wrong with a setting. */
    record Mistake(String what, String remedy) {}

    /** Camel itself drops what it does not know, without a word. */
    static Optional<Mistake> mistake(ConfigurationPropertyName name, Environment settings) {
        if (name.getNumberOfElements() < ELEMENTS) {
            return Optional.empty();
        }
        ConfigurationPropertyName customizer = name.chop(ELEMENTS - 1).append("customizer");
        boolean own = !settings.getProperty(customizer + ".enabled", Boolean.class, true);
        if (own && !customizer.isAncestorOf(name)) {
            return Optional.of(new Mistake(
                    "nothing reads " + name, "remove it: this component is made from settings below relay."));
        }
        TreeMap<String, Boolean> options = options(name.chop(ELEMENTS - 1) + ".");
        if (options.isEmpty()) {
            return Optional.of(new Mistake(
                    "there is no component of that name to set " + name,
                    "correct the name, or configure the component in the address that a route uses"));
        }
        boolean known = options.entrySet().stream().anyMatch(option -> {
            ConfigurationPropertyName key = ConfigurationPropertyName.of(option.getKey());
            return key.equals(name) || option.getValue() && key.isAncestorOf(name);
        });
        return known
                ? Optional.empty()
                : Optional.of(new Mistake(
                        "there is no setting " + name,
                        "write " + Nearest.to(name.toString(), options.keySet()) + ", or remove it"));
    }

    /** Names, and whether they take a map. */
    private static TreeMap<String, Boolean> options(String prefix) {
        TreeMap<String, Boolean> options = new TreeMap<>();
        ObjectMapper mapper = new ObjectMapper();
        try {
            List<URL> files =
                    Collections.list(ComponentOptions.class.getClassLoader().getResources(METADATA));
            for (URL file : files) {
                try (InputStream metadata = file.openStream()) {
                    for (JsonNode property : mapper.readTree(metadata).path("properties")) {
                        String name = property.path("name").asText();
                        if (name.startsWith(prefix)) {
                            options.put(name, property.path("type").asText().startsWith("java.util.Map"));
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return options;
    }
}
