package org.activityrelay.relay.check;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.LoadCheck;
import org.activityrelay.relay.configuration.Nearest;
import org.activityrelay.relay.configuration.RouteFile;
import org.activityrelay.relay.configuration.RouteModel;
import org.activityrelay.relay.configuration.Snapshot;
import org.activityrelay.relay.configuration.Stage;
import org.activityrelay.relay.configuration.Step;
import org.apache.camel.model.RouteDefinition;

/**
 * Mappings, templates and statements are there when a route names them, and some route names each of them. A name may
 * hold an argument of the rule, as in <code>templates/{template}.ftlh</code>; then the rules say which files are meant.
 */
class Materials implements LoadCheck {

    private static final Pattern MATERIAL =
            Pattern.compile("routes/(mappings/.+\\.jsonata|templates/.+\\.(ftlh|txt\\.ftl)|sql/.+\\.sql)");

    private static final Pattern NAMED = Pattern.compile("(?:mappings|templates|sql)/[\\w./{}-]+");
    private static final Pattern INCLUDED = Pattern.compile("<#(?:include|import)\\s+[\"']([^\"']+)[\"']");
    private static final Pattern ARGUMENT = Pattern.compile("\\{(\\w+)}");
    private static final String DATABASE = "{database}";

    /** Files of the product: it makes tables and erases persons by them. */
    private static final Pattern OWN = Pattern.compile("sql/[^/]+/(schema|erase|purge)\\.sql");

    static boolean isMaterial(String path) {
        return MATERIAL.matcher(path).matches();
    }

    @Override
    public void check(RouteModel model, Consumer<Finding> findings) {
        Set<String> present = present(model.snapshot());
        Set<Pattern> used = new LinkedHashSet<>();
        List<RuleCall> calls = RuleCall.in(model);
        for (RouteFile file : model.files()) {
            for (RouteFile.Text text : file.texts()) {
                Matcher named = NAMED.matcher(model.resolve(text.value()));
                while (named.find()) {
                    use(new Use(file, text.line(), named.group()), model, calls, present, used, findings);
                }
            }
        }
        present.forEach(path -> includes(path, model.snapshot(), present, used, findings));
        reportUnread(model.snapshot(), findings);
        if (!model.isWhole()) {
            return;
        }
        present.stream()
                .filter(path -> !OWN.matcher(path).matches())
                .filter(path -> used.stream().noneMatch(use -> use.matcher(path).matches()))
                .forEach(path -> findings.accept(
                        new Finding(path, null, "nothing uses this file", "name it in a route, or remove it", true)));
    }

    /** A file that a route names. */
    private record Use(RouteFile file, int line, String path) {}

    private static void use(
            Use use,
            RouteModel model,
            List<RuleCall> calls,
            Set<String> present,
            Set<Pattern> used,
            Consumer<Finding> findings) {
        Matcher argument = ARGUMENT.matcher(use.path().replace(DATABASE, ""));
        if (!argument.find()) {
            Pattern files = files(use.path());
            used.add(files);
            if (isMaterial(Snapshot.ROUTES + use.path())
                    && present.stream().noneMatch(path -> files.matcher(path).matches())) {
                findings.accept(missing(use.file().name(), use.line(), use.path(), present));
            }
            return;
        }
        Set<String> destinations = model.destinations(use.file());
        calls.stream()
                .filter(call -> destinations.contains(call.destination()))
                .forEach(call -> useBy(call, use, argument.group(1), present, used, findings));
    }

    private static void useBy(
            RuleCall call, Use use, String name, Set<String> present, Set<Pattern> used, Consumer<Finding> findings) {
        String value = call.arguments().get(name);
        if (value == null) {
            findings.accept(new Finding(
                    call.file().name(),
                    call.step().line(),
                    "activity:deliver/" + call.destination() + " gives no " + name,
                    "add " + name + "=…; it names the file " + use.path()));
        } else if (value.contains("${") || value.contains("{{")) {
            used.add(files(use.path()));
        } else {
            String path = use.path().replace("{" + name + "}", value);
            used.add(files(path));
            if (!present.contains(path)) {
                Integer line = call.file().lineOf(value, call.step().line());
                findings.accept(missing(call.file().name(), line, path, present));
            }
        }
    }

    private static Finding missing(String file, Integer line, String path, Set<String> present) {
        String ending = path.substring(path.indexOf('.'));
        List<String> alike =
                present.stream().filter(other -> other.endsWith(ending)).toList();
        String nearest = alike.isEmpty() ? "" : " or write " + Nearest.to(path, alike);
        return new Finding(file, line, "there is no file " + path, "add it to the routes folder," + nearest);
    }

    private static Set<String> present(Snapshot snapshot) {
        Set<String> present = new LinkedHashSet<>();
        snapshot.paths().forEach(path -> {
            if (isMaterial(path)) {
                present.add(path.substring(Snapshot.ROUTES.length()));
            }
        });
        return present;
    }

    private static Pattern files(String path) {
        List<String> parts = new ArrayList<>();
        for (String part : ARGUMENT.split(path, -1)) {
            parts.add(Pattern.quote(part));
        }
        return Pattern.compile(String.join("[^/]+", parts));
    }

    /** A template's own includes, below its folder or from the routes folder. */
    private static void includes(
            String path, Snapshot snapshot, Set<String> present, Set<Pattern> used, Consumer<Finding> findings) {
        if (!path.startsWith("templates/")) {
            return;
        }
        String text = snapshot.text(Snapshot.ROUTES + path).orElse("");
        Matcher included = INCLUDED.matcher(text);
        while (included.find()) {
            String name = included.group(1);
            String folder = path.substring(0, path.lastIndexOf('/') + 1);
            String target = name.startsWith("/") ? name.substring(1) : folder + name;
            used.add(files(target));
            if (!present.contains(target)) {
                int line = (int) text.substring(0, included.start()).lines().count();
                findings.accept(missing(path, Math.max(1, line), target, present));
            }
        }
    }

    /** A route file under a name or in a folder where nobody looks is a rule that never runs. */
    private static void reportUnread(Snapshot snapshot, Consumer<Finding> findings) {
        for (String path : snapshot.paths()) {
            String name = path.startsWith(Snapshot.ROUTES) ? path.substring(Snapshot.ROUTES.length()) : "";
            boolean nested = name.contains("/");
            boolean yaml = name.endsWith(".yaml") || name.endsWith(".yml");
            if (!nested && yaml && !name.endsWith(Stage.SUFFIX)) {
                findings.accept(new Finding(
                        name,
                        null,
                        "nothing reads this file",
                        "call it " + name.replaceFirst("\\.ya?ml$", "") + Stage.SUFFIX + ", or remove it",
                        true));
            } else if (nested && name.endsWith(Stage.SUFFIX)) {
                findings.accept(new Finding(
                        name, null, "nothing reads route files in folders", "move it up into the routes folder", true));
            }
        }
    }

    /**
     * One {@code activity:deliver/…} of a rule.
     *
     * @param arguments with settings in their places; expressions as written
     */
    record RuleCall(RouteFile file, Step step, String destination, Map<String, String> arguments) {

        static List<RuleCall> in(RouteModel model) {
            List<RuleCall> calls = new ArrayList<>();
            for (RouteFile file : model.files(Stage.ROUTING)) {
                for (RouteDefinition route : file.routes()) {
                    for (Step step : Step.of(route)) {
                        Endpoints.of(step)
                                .map(model::resolve)
                                .flatMap(uri -> Endpoints.deliver(uri))
                                .ifPresent(call -> calls.add(new RuleCall(
                                        file,
                                        step,
                                        call.name(),
                                        Endpoints.options(
                                                model.resolve(Endpoints.of(step).orElse(""))))));
                    }
                }
            }
            return calls;
        }
    }
}
