package org.activityrelay.relay.configuration;

import java.io.File;
import java.io.IOException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;

/** Findings about settings: they say in which file and line a setting stands. */
public final class SettingPlace {

    private SettingPlace() {}

    /** A finding about a setting of that source. */
    public static Finding finding(
            ConfigurationPropertyName key, ConfigurationPropertySource source, String what, String remedy) {
        ConfigurationProperty property = source.getConfigurationProperty(key);
        Origin origin = property == null ? null : property.getOrigin();
        while (origin instanceof PropertySourceOrigin indirect && indirect.getOrigin() != null) {
            origin = indirect.getOrigin();
        }
        if (origin instanceof TextResourceOrigin text && text.getResource() != null) {
            Integer line =
                    text.getLocation() == null ? null : text.getLocation().getLine() + 1;
            return new Finding(file(text.getResource()), line, what, remedy);
        }
        return new Finding(name(source), null, what, remedy);
    }

    /** A finding about a setting, in the first source that has it: the one that counts. */
    public static Finding finding(String key, Environment settings, String what, String remedy) {
        ConfigurationPropertyName name = ConfigurationPropertyName.adapt(key, '.');
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(settings)) {
            if (source.getConfigurationProperty(name) != null) {
                return finding(name, source, what, remedy);
            }
        }
        return new Finding("settings", null, what, remedy);
    }

    /** As the operator knows it: relative to where the service was started, if it is below. */
    private static String file(Resource resource) {
        try {
            String file = resource.getFile().getPath();
            String here = new File("").getAbsolutePath() + File.separator;
            return file.startsWith(here) ? file.substring(here.length()) : file;
        } catch (IOException inAJar) {
            return String.valueOf(resource.getFilename());
        }
    }

    private static String name(ConfigurationPropertySource source) {
        return source.getUnderlyingSource() instanceof PropertySource<?> named
                ? named.getName().equals("commandLineArgs") ? "command line" : named.getName()
                : "settings";
    }
}
