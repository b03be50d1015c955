package org.activityrelay.relay.check;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.activityrelay.relay.configuration.ActivityUri;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.LoadCheck;
import org.activityrelay.relay.configuration.Nearest;
import org.activityrelay.relay.configuration.RouteFile;
import org.activityrelay.relay.configuration.RouteModel;
import org.activityrelay.relay.configuration.Snapshot;
import org.activityrelay.relay.configuration.Stage;
import org.activityrelay.relay.configuration.Step;
import org.apache.camel.model.RouteDefinition;

/** A JSONata expression names fields that a record can have, where a route hands it the record itself. */
class MappingFields implements LoadCheck {

    private static final Pattern FILE = Pattern.compile("resource:routes:(mappings/[\\w./-]+\\.jsonata)");

    @Override
    public void check(RouteModel model, Consumer<Finding> findings) {
        Set<String> looked = new TreeSet<>();
        for (RouteFile file : model.files()) {
            if (file.stage() == Stage.INTAKE) {
                continue;
            }
            for (RouteDefinition route : file.routes()) {
                if (ActivityUri.of(model.resolve(RouteModel.from(route))).isPresent()) {
                    withTheRecord(model, file, route, looked, findings);
                }
            }
        }
    }

    private static void withTheRecord(
            RouteModel model, RouteFile file, RouteDefinition route, Set<String> looked, Consumer<Finding> findings) {
        for (Step step : Step.of(route)) {
            if (step.expression() != null
                    && step.expression().getExpression() != null
                    && Languages.of(step.expression()).equals("jsonata")) {
                String written = step.expression().getExpression();
                Matcher named = FILE.matcher(model.resolve(written));
                if (!named.matches()) {
                    Integer line = file.lineOf(written, step.line());
                    report(written, file.name(), line == null ? 1 : line, findings);
                } else if (looked.add(named.group(1))) {
                    String path = Snapshot.ROUTES + named.group(1);
                    report(model.snapshot().text(path).orElse(""), named.group(1), 1, findings);
                }
            }
            if (RecordFields.CHANGES.contains(step.kind())) {
                return;
            }
        }
    }

    private static void report(String text, String file, int firstLine, Consumer<Finding> findings) {
        for (JsonataNames.Name name : JsonataNames.ofInput(text)) {
            int line = name.line() + firstLine - 1;
            if (!RecordPath.FIELDS.contains(name.name())) {
                findings.accept(new Finding(
                        file,
                        line,
                        "a record has no field " + name.name(),
                        "write " + Nearest.to(name.name(), RecordPath.FIELDS) + ", or additional." + name.name()
                                + " for a field that no known version sends"));
            } else if (name.next() != null && RecordPath.isSingle(name.name())) {
                findings.accept(new Finding(
                        file,
                        line,
                        name.name() + " of a record is one value, and has no " + name.next(),
                        "write " + name.name()));
            }
        }
    }
}
