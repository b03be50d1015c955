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

/** The parameters of a statement are fields that a record can have, where a route hands it the record itself. */
class StatementFields implements LoadCheck {

    /** What a statement knows of its delivery. */
    private static final Set<String> DELIVERY = Set.of("recordKey", "revision", "deliveryKey", "activityId");

    private static final Pattern FILE = Pattern.compile("sql:(?:resource:)?routes:(sql/[\\w./{}-]+\\.sql)");

    @Override
    public void check(RouteModel model, Consumer<Finding> findings) {
        Set<String> looked = new TreeSet<>();
        for (RouteFile file : model.files(Stage.DESTINATION)) {
            for (RouteDefinition route : file.routes()) {
                if (ActivityUri.of(model.resolve(RouteModel.from(route))).isPresent()) {
                    withTheRecord(model, route, looked, findings);
                }
            }
        }
    }

    private static void withTheRecord(
            RouteModel model, RouteDefinition route, Set<String> looked, Consumer<Finding> findings) {
        for (Step step : Step.of(route)) {
            String uri = Endpoints.of(step).map(model::resolve).orElse("");
            Matcher named = FILE.matcher(uri);
            if (named.find()) {
                Pattern files = Pattern.compile(
                        Pattern.quote(Snapshot.ROUTES + named.group(1)).replace("{database}", "\\E[^/]+\\Q"));
                for (String path : model.snapshot().paths()) {
                    if (files.matcher(path).matches() && looked.add(path)) {
                        fields(path, model.snapshot(), findings);
                    }
                }
            }
            if (RecordFields.CHANGES.contains(step.kind())) {
                return;
            }
        }
    }

    private static void fields(String path, Snapshot snapshot, Consumer<Finding> findings) {
        SqlText text = new SqlText(snapshot.text(path).orElse("").replace("\r\n", "\n"));
        String name = path.substring(Snapshot.ROUTES.length());
        for (SqlText.Parameter parameter : text.parameters()) {
            int line = text.line(parameter.at());
            if (parameter.name().startsWith("$")) {
                SimpleFunctions.in(parameter.name()).forEach(function -> function.fieldMistake()
                        .ifPresent(
                                mistake -> findings.accept(new Finding(name, line, mistake.what(), mistake.remedy()))));
            } else if (!RecordPath.FIELDS.contains(parameter.name()) && !DELIVERY.contains(parameter.name())) {
                Set<String> known = new TreeSet<>(RecordPath.FIELDS);
                known.addAll(DELIVERY);
                findings.accept(new Finding(
                        name,
                        line,
                        "a record has no field " + parameter.name(),
                        "write :?" + Nearest.to(parameter.name(), known) + ", or :?${body.additional["
                                + parameter.name() + "]} for a field that no known version sends"));
            }
        }
    }
}
