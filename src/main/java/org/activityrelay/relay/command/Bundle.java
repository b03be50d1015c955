package org.activityrelay.relay.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.activityrelay.relay.cases.Cases;
import org.activityrelay.relay.check.CheckReport;
import org.activityrelay.relay.check.Workbench;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.RunningContexts;
import org.activityrelay.relay.configuration.Snapshot;
import org.activityrelay.relay.explain.TrialContexts;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.FileSystemResource;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * The folders that a command is about: {@code routes} and {@code config} below one, or those of this folder's settings.
 * Settings that are no YAML are left out and reported, and everything else is looked at all the same.
 */
final class Bundle implements AutoCloseable {

    private static final String ANYTHING = "not-set";

    private final List<Finding> mistakes = new ArrayList<>();
    private final Path routes;
    private final Path site;
    private final ConfigurableEnvironment settings;
    private final Workbench workbench;

    /** @param folder or null */
    Bundle(Path folder) throws IOException {
        settings = settings(folder);
        routes = Path.of(settings.getRequiredProperty("relay.configuration.routes"));
        site = Path.of(settings.getRequiredProperty("relay.configuration.site"));
        workbench = new Workbench(settings);
    }

    Workbench workbench() {
        return workbench;
    }

    Snapshot read() {
        return workbench.read();
    }

    /** Which case reaches a step of the rules, by its place; the files must be right. */
    Map<String, String> cases() {
        try (TrialContexts trial = TrialContexts.of(settings, Map.of());
                RunningContexts contexts = trial.build(trial.read())) {
            return new Cases(settings).run(contexts).reached();
        }
    }

    /** With files named as they are on this machine. */
    CheckReport check() {
        CheckReport report = workbench.check();
        List<Finding> all = new ArrayList<>(mistakes);
        all.addAll(report.findings());
        return located(new CheckReport(report.hash(), report.files(), all));
    }

    /** Names files as they are on this machine. */
    CheckReport located(CheckReport report) {
        return report.renamed(this::located);
    }

    private String located(String file) {
        if (file.equals(Snapshot.DISPOSITIONS)) {
            return site.resolve("dispositions.yaml").toString();
        }
        return file.startsWith(Snapshot.ROUTES)
                ? routes.resolve(file.substring(Snapshot.ROUTES.length())).toString()
                : file;
    }

    private ConfigurableEnvironment settings(Path folder) throws IOException {
        Map<String, Object> instead = new HashMap<>();
        if (folder != null) {
            boolean hasRoutes = Files.isDirectory(folder.resolve("routes"));
            instead.put(
                    "relay.configuration.routes",
                    (hasRoutes || !holdsRoutes(folder) ? folder.resolve("routes") : folder).toString());
            if (hasRoutes) {
                instead.put("relay.configuration.site", folder.resolve("config").toString());
                instead.put(
                        "spring.config.location",
                        "optional:classpath:/,optional:classpath:/config/,optional:file:" + folder + "/,optional:file:"
                                + folder + "/config/");
            }
        }
        Path base = folder != null && instead.containsKey("spring.config.location") ? folder : Path.of("");
        if (isWrong(base.resolve("application.yaml")) | isWrong(base.resolve("config/application.yaml"))) {
            instead.put("spring.config.location", "optional:classpath:/");
            ConfigurableEnvironment settings = Settings.load(instead);
            settings.getPropertySources().addLast(new Unknown());
            return settings;
        }
        return Settings.load(instead);
    }

    private static boolean holdsRoutes(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.getFileName().toString().endsWith(".camel.yaml"));
        }
    }

    private boolean isWrong(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try {
            new YamlPropertySourceLoader().load("settings", new FileSystemResource(file));
            return false;
        } catch (RuntimeException e) {
            Throwable cause = e;
            while (cause.getCause() != null && !(cause instanceof MarkedYAMLException)) {
                cause = cause.getCause();
            }
            boolean marked = cause instanceof MarkedYAMLException yaml && yaml.getProblemMark() != null;
            Integer line = marked
                    ? (Integer) (((MarkedYAMLException) cause).getProblemMark().getLine() + 1)
                    : null;
            String what = marked ? ((MarkedYAMLException) cause).getProblem() : String.valueOf(cause.getMessage());
            mistakes.add(new Finding(
                    file.toString(),
                    line,
                    what.replaceAll("\\s+", " "),
                    "correct the YAML; no setting in it was read"));
            return true;
        }
    }

    @Override
    public void close() {
        workbench.close();
    }

    /** Stands in for the settings of a file that could not be read, so that what asks for them is not reported, too. */
    private static final class Unknown extends PropertySource<Object> {

        Unknown() {
            super("settings that could not be read", new Object());
        }

        @Override
        public Object getProperty(String name) {
            return name.startsWith("site.") ? ANYTHING : null;
        }
    }
}
