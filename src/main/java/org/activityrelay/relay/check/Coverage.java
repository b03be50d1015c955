package org.activityrelay.relay.check;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.activity.DispositionClass;
import org.activityrelay.relay.activity.Dispositions;
import org.activityrelay.relay.configuration.Inspection;
import org.activityrelay.relay.configuration.RouteFile;
import org.activityrelay.relay.configuration.Snapshot;
import org.activityrelay.relay.configuration.Stage;
import org.activityrelay.relay.configuration.Step;
import org.activityrelay.relay.routing.Plan;
import org.activityrelay.relay.routing.PlannedDelivery;
import org.apache.camel.model.RouteDefinition;

/**
 * Where records of every disposition go, and which rules none of them reaches.
 *
 * @param combinations of the dispositions with the kinds of records, each with its destinations
 * @param conditional rules that are reached only by records with certain other fields
 * @param byCases rules that only cases reach
 * @param unreached rules that nothing tried here reaches
 */
public record Coverage(
        List<Combination> combinations, List<Rule> conditional, List<CaseRule> byCases, List<Rule> unreached) {

    /** What a record is, in the columns of a table: types of interactions, and rows of the recording export. */
    public static final List<String> COLUMNS = List.of("voice", "chat", "email", "recording");

    /**
     * One disposition and one column.
     *
     * @param tenant whose disposition it is, or null
     * @param disposition null when none was chosen
     * @param listed whether it is in {@code config/dispositions.yaml}
     * @param column of {@link #COLUMNS}
     * @param destinations sorted
     * @param unrouted why it goes nowhere, or null
     */
    public record Combination(
            String tenant,
            String disposition,
            DispositionClass dispositionClass,
            boolean listed,
            String column,
            List<String> destinations,
            String unrouted) {

        /** Whether it goes to that destination and no other. */
        public boolean reachesOnly(String destination) {
            return destinations.equals(List.of(destination));
        }
    }

    /**
     * One step that names a destination.
     *
     * @param file below the routes folder
     * @param destination or another word for what the step does
     * @param needs fields with which it is reached, by name; empty when it is not
     */
    public record Rule(String file, Integer line, String destination, Map<String, String> needs) {}

    /** @param name of the case: {@code <file>: <case>} */
    public record CaseRule(Rule rule, String name) {}

    public Coverage {
        combinations = List.copyOf(combinations);
        conditional = List.copyOf(conditional);
        byCases = List.copyOf(byCases);
        unreached = List.copyOf(unreached);
    }

    /** The same, knowing which case reaches a step at a place, {@code <file>:<line>}. */
    public Coverage with(Map<String, String> cases) {
        List<CaseRule> found = new ArrayList<>(byCases);
        List<Rule> rest = new ArrayList<>();
        for (Rule rule : unreached) {
            String name = cases.get(rule.file() + ":" + rule.line());
            if (name == null) {
                rest.add(rule);
            } else {
                found.add(new CaseRule(rule, name));
            }
        }
        return new Coverage(combinations, conditional, found, rest);
    }

    static Coverage of(Inspection inspection) {
        List<Combination> combinations = new ArrayList<>();
        List<Row> rows = rows(inspection.model().snapshot());
        for (Row row : rows) {
            for (String column : COLUMNS) {
                Plan plan = inspection.routing().plan(row.record(column, Map.of()));
                combinations.add(new Combination(
                        row.tenant,
                        row.disposition,
                        row.dispositionClass,
                        row.listed,
                        column,
                        List.copyOf(new TreeSet<>(plan.deliveries().stream()
                                .map(PlannedDelivery::destination)
                                .toList())),
                        plan.unrouted() == null ? null : plan.unrouted().word()));
            }
        }
        List<Rule> conditional = new ArrayList<>();
        List<Rule> unreached = new ArrayList<>();
        for (Step step : unrun(inspection)) {
            Map<String, String> needs = Conditions.around(step).fields();
            if (!needs.isEmpty()) {
                rows.forEach(
                        row -> COLUMNS.forEach(column -> inspection.routing().plan(row.record(column, needs))));
            }
            boolean reached = inspection.wasRun(step);
            (reached ? conditional : unreached).add(rule(inspection, step, reached ? needs : Map.of()));
        }
        return new Coverage(combinations, conditional, List.of(), unreached);
    }

    private static List<Step> unrun(Inspection inspection) {
        List<Step> steps = new ArrayList<>();
        for (RouteFile file : inspection.model().files(Stage.ROUTING)) {
            for (RouteDefinition route : file.routes()) {
                Step.of(route).stream()
                        .filter(step -> Endpoints.of(step)
                                .map(inspection.model()::resolve)
                                .flatMap(Endpoints::deliver)
                                .isPresent())
                        .filter(step -> !inspection.wasRun(step))
                        .forEach(steps::add);
            }
        }
        return steps;
    }

    private static Rule rule(Inspection inspection, Step step, Map<String, String> needs) {
        String file = inspection.model().files(Stage.ROUTING).stream()
                .filter(each -> each.routes().stream()
                        .anyMatch(route -> Step.of(route).stream().anyMatch(other -> other.node() == step.node())))
                .map(RouteFile::name)
                .findFirst()
                .orElseThrow();
        String destination = Endpoints.of(step)
                .map(inspection.model()::resolve)
                .flatMap(Endpoints::deliver)
                .orElseThrow()
                .name();
        return new Rule(file, step.line(), destination, needs);
    }

    /** One line of the table. */
    private record Row(String tenant, String disposition, DispositionClass dispositionClass, boolean listed) {

        Activity record(String column, Map<String, String> fields) {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            json.put("interactionId", "coverage");
            json.put("tenant", tenant == null ? "default" : tenant);
            json.put("kind", column.equals("recording") ? "recording" : "interaction");
            json.put("type", column.equals("recording") ? "voice" : column);
            json.put("dispositionClass", dispositionClass.name());
            if (disposition != null) {
                json.put("disposition", disposition);
            }
            fields.forEach((field, value) -> Conditions.put(json, field, value));
            return Activity.of(json);
        }
    }

    private static List<Row> rows(Snapshot snapshot) {
        Collection<Dispositions.Listed> listed = snapshot.bytes(Snapshot.DISPOSITIONS)
                .map(Dispositions::parse)
                .orElseGet(Dispositions::none)
                .listed();
        Map<String, Row> rows = new LinkedHashMap<>();
        new TreeMap<>(byClass(listed))
                .values()
                .forEach(dispositions -> dispositions.forEach(each -> rows.put(
                        each.tenant() + "/" + each.name(),
                        new Row(each.tenant(), each.name(), each.dispositionClass(), true))));
        rows.put("unlisted", new Row(null, "(any other)", DispositionClass.UNKNOWN, false));
        rows.put("none", new Row(null, null, DispositionClass.UNKNOWN, false));
        return List.copyOf(rows.values());
    }

    private static Map<DispositionClass, List<Dispositions.Listed>> byClass(Collection<Dispositions.Listed> listed) {
        Map<DispositionClass, List<Dispositions.Listed>> classes = new TreeMap<>();
        listed.forEach(each -> classes.computeIfAbsent(each.dispositionClass(), key -> new ArrayList<>())
                .add(each));
        return classes;
    }
}
