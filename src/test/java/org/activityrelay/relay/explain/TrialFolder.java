package org.activityrelay.relay.explain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.activityrelay.relay.configuration.RunningContexts;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;

/** A copy of the shipped routes in a folder of a test, changed, and what would happen by it. */
public final class TrialFolder implements AutoCloseable {

    private final Path routes;
    private final Map<String, String> settings = new TreeMap<>();
    private TrialContexts trial;
    private RunningContexts contexts;

    private TrialFolder(Path folder) {
        routes = folder.resolve("routes");
        settings.put("relay.configuration.routes", routes.toString());
        settings.put("relay.data", folder.resolve("data").toString());
    }

    /** Copies the shipped routes below a folder. */
    public static TrialFolder shipped(Path folder) {
        TrialFolder trial = new TrialFolder(folder);
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                trial.file(Path.of("routes").relativize(file).toString(), Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return trial;
    }

    /** The settings of this repository. */
    public static ConfigurableEnvironment settings() {
        ConfigurableEnvironment environment = new StandardEnvironment();
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        return environment;
    }

    /** The first line of the shipped rules, from 1, that is no comment and holds this. */
    public static int ruleLine(String text) {
        try {
            return line(Path.of("routes/3-routing.camel.yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same in the rules of this folder. */
    public int line(String text) {
        try {
            return line(routes.resolve("3-routing.camel.yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int line(Path file, String text) throws IOException {
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (line.contains(text) && !line.strip().startsWith("#")) {
                return number;
            }
        }
        throw new AssertionError(file + " has no " + text);
    }

    public TrialFolder file(String name, String content) {
        try {
            Path file = routes.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Changes a text of a file, which must be there. */
    public TrialFolder edit(String name, String text, String instead) {
        try {
            String before = Files.readString(routes.resolve(name));
            if (!before.contains(text)) {
                throw new AssertionError(name + " has no " + text);
            }
            return file(name, before.replace(text, instead));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes every case. */
    public TrialFolder withoutCases() {
        try (Stream<Path> files = Files.list(routes.resolve("cases"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public TrialFolder setting(String key, String value) {
        settings.put(key, value);
        return this;
    }

    public RunningContexts contexts() {
        if (contexts == null) {
            trial = TrialContexts.of(settings(), settings);
            contexts = trial.build(trial.read());
        }
        return contexts;
    }

    /** What the contexts were built with. */
    public TrialContexts trial() {
        contexts();
        return trial;
    }

    public Explainer explainer() {
        contexts();
        return trial.explainer(contexts);
    }

    @Override
    public void close() {
        if (contexts != null) {
            contexts.close();
            trial.close();
        }
    }
}
