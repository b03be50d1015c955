package org.activityrelay.relay.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.activityrelay.relay.activity.DispositionClass;
import org.activityrelay.relay.check.Coverage.CaseRule;
import org.activityrelay.relay.check.Coverage.Combination;
import org.activityrelay.relay.check.Coverage.Rule;
import org.activityrelay.relay.configuration.Snapshot;

/** A coverage as a table for people, or as JSON. */
public final class CoverageTable {

    private static final String NOWHERE_ELSE = "-";
    private static final String RECORDING = "recording";

    private final Coverage coverage;
    private final String fallback;

    /** @param fallback the destination that every record reaches, so that reaching only it deserves a look */
    public CoverageTable(Coverage coverage, String fallback) {
        this.coverage = coverage;
        this.fallback = fallback;
    }

    public String text() {
        List<List<String>> lines = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("disposition", "class"));
        head.addAll(Coverage.COLUMNS);
        lines.add(head);
        rows().values().forEach(row -> lines.add(line(row)));
        StringBuilder text = new StringBuilder("Where records go besides " + fallback + " (" + NOWHERE_ELSE
                + ": nowhere else; !: not even there)\n\n");
        int[] widths = widths(lines);
        for (List<String> line : lines) {
            StringBuilder padded = new StringBuilder();
            for (int i = 0; i < line.size(); i++) {
                padded.append(String.format("%-" + (widths[i] + 2) + "s", line.get(i)));
            }
            text.append(padded.toString().stripTrailing()).append('\n');
        }
        long only = coverage.combinations().stream()
                .filter(combination -> combination.reachesOnly(fallback))
                .count();
        text.append(
                "\n" + only + " of " + coverage.combinations().size() + " combinations reach only " + fallback + ".\n");
        rules(text, "Reached only by records with these fields:", coverage.conditional());
        cases(text);
        rules(text, "Reached by nothing, nor by any case:", coverage.unreached());
        return text.toString().stripTrailing();
    }

    public String json() {
        return CheckFormat.pretty(tree());
    }

    /** What {@link #read} reads. */
    public ObjectNode tree() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode combinations = json.putArray("combinations");
        for (Combination combination : coverage.combinations()) {
            ObjectNode one = combinations.addObject();
            one.put("tenant", combination.tenant());
            one.put("disposition", combination.disposition());
            one.put("class", combination.dispositionClass().name());
            one.put("listed", combination.listed());
            one.put("kind", combination.column().equals(RECORDING) ? RECORDING : "interaction");
            one.put("type", combination.column().equals(RECORDING) ? "voice" : combination.column());
            ArrayNode destinations = one.putArray("destinations");
            combination.destinations().forEach(destinations::add);
            one.put("only", combination.reachesOnly(fallback));
            one.put("unrouted", combination.unrouted());
        }
        json.set("conditional", rules(coverage.conditional()));
        ArrayNode cases = json.putArray("byCases");
        coverage.byCases().forEach(each -> cases.add(rule(each.rule()).put("case", each.name())));
        json.set("unreached", rules(coverage.unreached()));
        return json;
    }

    /** A coverage of a {@link #tree}. */
    public static Coverage read(JsonNode tree) {
        List<Combination> combinations = new ArrayList<>();
        for (JsonNode one : tree.path("combinations")) {
            List<String> destinations = new ArrayList<>();
            one.path("destinations").forEach(name -> destinations.add(name.asText()));
            combinations.add(new Combination(
                    one.path("tenant").textValue(),
                    one.path("disposition").textValue(),
                    DispositionClass.valueOf(one.path("class").asText()),
                    one.path("listed").asBoolean(),
                    one.path("kind").asText().equals(RECORDING)
                            ? RECORDING
                            : one.path("type").asText(),
                    destinations,
                    one.path("unrouted").textValue()));
        }
        List<CaseRule> byCases = new ArrayList<>();
        tree.path("byCases")
                .forEach(each ->
                        byCases.add(new CaseRule(rule(each), each.path("case").asText())));
        return new Coverage(combinations, rules(tree.path("conditional")), byCases, rules(tree.path("unreached")));
    }

    private static List<Rule> rules(JsonNode tree) {
        List<Rule> rules = new ArrayList<>();
        tree.forEach(each -> rules.add(rule(each)));
        return rules;
    }

    private static Rule rule(JsonNode tree) {
        Map<String, String> needs = new LinkedHashMap<>();
        tree.path("needs")
                .properties()
                .forEach(need -> needs.put(need.getKey(), need.getValue().asText()));
        return new Rule(
                tree.path("file").asText().substring(Snapshot.ROUTES.length()),
                tree.path("line").isInt() ? tree.path("line").intValue() : null,
                tree.path("destination").asText(),
                needs);
    }

    private Map<String, List<Combination>> rows() {
        return coverage.combinations().stream()
                .collect(Collectors.groupingBy(CoverageTable::name, LinkedHashMap::new, Collectors.toList()));
    }

    private static String name(Combination combination) {
        String disposition = combination.disposition() == null ? "(none chosen)" : combination.disposition();
        return combination.tenant() == null ? disposition : combination.tenant() + ": " + disposition;
    }

    private List<String> line(List<Combination> row) {
        List<String> line = new ArrayList<>(
                List.of(name(row.get(0)), row.get(0).dispositionClass().name()));
        row.forEach(combination -> line.add(cell(combination)));
        return line;
    }

    private String cell(Combination combination) {
        if (combination.unrouted() != null) {
            return "! " + combination.unrouted();
        }
        String others = combination.destinations().stream()
                .filter(destination -> !destination.equals(fallback))
                .collect(Collectors.joining(", "));
        boolean missing = !combination.destinations().contains(fallback);
        return (missing ? "! " : "") + (others.isEmpty() ? NOWHERE_ELSE : others);
    }

    private static int[] widths(List<List<String>> lines) {
        int[] widths = new int[lines.get(0).size()];
        lines.forEach(line -> {
            for (int i = 0; i < line.size(); i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        });
        return widths;
    }

    private static String place(Rule rule) {
        return Snapshot.ROUTES + rule.file() + ":" + rule.line() + ": " + rule.destination();
    }

    private void cases(StringBuilder text) {
        if (coverage.byCases().isEmpty()) {
            return;
        }
        text.append("\nReached only by cases:\n");
        coverage.byCases().forEach(each -> text.append("  " + place(each.rule()) + "  (" + each.name() + ")\n"));
    }

    private static void rules(StringBuilder text, String title, List<Rule> rules) {
        if (rules.isEmpty()) {
            return;
        }
        text.append('\n').append(title).append('\n');
        for (Rule rule : rules) {
            text.append("  " + place(rule));
            if (!rule.needs().isEmpty()) {
                text.append("  ("
                        + rule.needs().entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(need -> need.getKey() + " = " + need.getValue())
                                .collect(Collectors.joining(", "))
                        + ")");
            }
            text.append('\n');
        }
    }

    private static ArrayNode rules(List<Rule> rules) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        rules.forEach(rule -> json.add(rule(rule)));
        return json;
    }

    private static ObjectNode rule(Rule rule) {
        ObjectNode one = JsonNodeFactory.instance.objectNode();
        one.put("file", Snapshot.ROUTES + rule.file());
        one.put("line", rule.line());
        one.put("destination", rule.destination());
        ObjectNode needs = one.putObject("needs");
        rule.needs().forEach(needs::put);
        return one;
    }
}
