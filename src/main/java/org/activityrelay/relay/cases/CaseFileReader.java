package org.activityrelay.relay.cases;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.activityrelay.relay.cases.Case.Check;
import org.activityrelay.relay.cases.Case.Contents;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.Nearest;
import org.activityrelay.relay.configuration.Snapshot;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.reader.UnicodeReader;

/** Reads the case files of a snapshot, reporting everything that is wrong with them. */
final class CaseFileReader {

    static final String SUFFIX = ".case.yaml";

    static final List<String> CASE = List.of(
            "case",
            "tenant",
            "settings",
            "record",
            "answers",
            "activity",
            "expect",
            "never",
            "others",
            "unrouted",
            "refused");
    static final List<String> RECORD = List.of("sample", "number", "with", "body");
    static final List<String> ANSWER = List.of("request", "status", "headers", "body");
    static final List<String> DELIVERY = List.of(
            "destination", "part", "arguments", "outcome", "reason", "externalId", "mail", "http", "sql", "message");
    static final List<String> OUTCOMES = List.of("delivered", "retry", "rejected", "pause");
    static final Map<String, List<String>> CONTENTS = Map.of(
            "mail", List.of("from", "to", "cc", "bcc", "subject", "messageId", "text", "html"),
            "http", List.of("method", "url", "headers", "body"),
            "sql", List.of("statement", "parameters"),
            "message", List.of("endpoint", "headers", "body"));

    private static final List<String> KINDS = List.of("mail", "http", "sql", "message");
    private static final Set<String> OBJECTS = Set.of("headers", "body", "parameters");
    private static final Set<String> CONTAINED = Set.of("text", "html", "statement");

    private final Snapshot snapshot;
    private final Consumer<Finding> findings;
    private final List<Case> cases = new ArrayList<>();
    private String file;
    private final BiConsumer<Integer, String> mistakes = this::mistake;

    CaseFileReader(Snapshot snapshot, Consumer<Finding> findings) {
        this.snapshot = snapshot;
        this.findings = findings;
    }

    /** Every case that can be run, in the order of the files. */
    List<Case> read() {
        for (String path : snapshot.paths()) {
            if (path.startsWith(Snapshot.CASES) && (path.endsWith(".yaml") || path.endsWith(".yml"))) {
                file = path.substring(Snapshot.ROUTES.length());
                if (path.endsWith(SUFFIX)) {
                    read(snapshot.bytes(path).orElseThrow());
                } else {
                    findings.accept(new Finding(
                            file, null, "the name does not end in " + SUFFIX, "rename it, or move it elsewhere"));
                }
            }
        }
        return cases;
    }

    private void mistake(int line, String what) {
        findings.accept(new Finding(file, line, what, null));
    }

    private void read(byte[] yaml) {
        Node root;
        try {
            root = new Yaml(new SafeConstructor(new LoaderOptions()))
                    .compose(new UnicodeReader(new ByteArrayInputStream(yaml)));
        } catch (MarkedYAMLException e) {
            mistake(e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1, "not YAML: " + e.getProblem());
            return;
        } catch (YAMLException e) {
            mistake(1, "not YAML: " + e.getMessage());
            return;
        }
        if (!(root instanceof SequenceNode list)) {
            mistake(
                    root == null ? 1 : Fields.line(root),
                    "expected a list of cases: begin each with '- case: what must happen'");
            return;
        }
        Set<String> names = new HashSet<>();
        for (Node node : list.getValue()) {
            Case read = read(node);
            if (read != null && !names.add(read.name())) {
                mistake(read.line(), "there are two cases '" + read.name() + "' in this file: rename one");
            } else if (read != null) {
                cases.add(read);
            }
        }
    }

    /** Null when it makes no sense to run it. */
    private Case read(Node node) {
        boolean[] wrong = new boolean[1];
        BiConsumer<Integer, String> noted = (line, what) -> {
            wrong[0] = true;
            mistakes.accept(line, what);
        };
        Fields fields = Fields.of(node, CASE, noted);
        String name = fields.text("case");
        if (name == null || name.isBlank()) {
            noted.accept(fields.line(), "a case needs a name: add 'case: what must happen'");
        }
        if (!fields.has("record")) {
            noted.accept(fields.line(), "a case needs a record: add 'record:' with 'sample: <file>' or 'body:'");
        }
        Case read = new Case(
                file,
                fields.line(),
                name,
                fields.has("record") ? source(fields.get("record"), noted) : null,
                fields.text("tenant"),
                fields.texts("settings"),
                fields.list("answers").stream().map(each -> answer(each, noted)).toList(),
                fields.has("activity") ? entries(fields.get("activity"), List.of(), "activity", noted) : List.of(),
                deliveries(fields, noted),
                fields.list("never").stream().map(each -> never(each, noted)).toList(),
                others(fields) || !fields.has("expect"),
                unrouted(fields),
                refused(fields));
        if (!fields.has("expect")
                && !fields.has("never")
                && read.unrouted() == null
                && read.refused() == null
                && read.activity().isEmpty()) {
            noted.accept(
                    fields.line(),
                    "nothing is expected: add 'expect:', 'never:', 'activity:', 'unrouted:' or 'refused:'");
        }
        if (!read.expected().isEmpty() && (read.unrouted() != null || read.refused() != null)) {
            noted.accept(
                    fields.line("expect"), "a record that is unrouted or refused has no deliveries: remove 'expect:'");
        }
        return wrong[0] ? null : read;
    }

    private Case.Source source(Node node, BiConsumer<Integer, String> noted) {
        Fields fields = Fields.of(node, RECORD, noted);
        String sample = fields.text("sample");
        if ((sample == null) == !fields.has("body")) {
            noted.accept(fields.line(), "a record is either 'sample: <file>' or 'body:'");
        }
        if (sample != null && snapshot.bytes(Snapshot.SAMPLES + sample).isEmpty()) {
            List<String> samples = samples();
            fields.wrong(
                    "sample",
                    "there is no sample '" + sample + "'"
                            + (samples.isEmpty()
                                    ? ": put it into samples/"
                                    : ": did you mean " + Nearest.to(sample, samples) + "?"));
        }
        Integer number = fields.number("number");
        return new Case.Source(
                sample, number == null ? 1 : number, fields.json("with"), fields.json("body"), fields.line());
    }

    private List<String> samples() {
        List<String> samples = new ArrayList<>();
        snapshot.paths().forEach(path -> {
            if (path.startsWith(Snapshot.SAMPLES)) {
                samples.add(path.substring(Snapshot.SAMPLES.length()));
            }
        });
        return samples;
    }

    private static Case.Answer answer(Node node, BiConsumer<Integer, String> noted) {
        Fields fields = Fields.of(node, ANSWER, noted);
        String request = fields.text("request");
        if (request == null || !request.matches("[A-Z*]+ \\S+")) {
            noted.accept(fields.line("request"), "an answer needs 'request: GET https://host/path*'; * is anything");
        }
        Integer status = fields.number("status");
        if (status != null && (status < 200 || status > 599)) {
            fields.wrong("status", "'status' is an HTTP status from 200 to 599");
        }
        return new Case.Answer(
                request, status == null ? 200 : status, fields.texts("headers"), fields.json("body"), fields.line());
    }

    private List<Case.Delivery> deliveries(Fields fields, BiConsumer<Integer, String> noted) {
        List<Case.Delivery> deliveries = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Node node : fields.list("expect")) {
            Case.Delivery delivery = delivery(node, noted);
            if (!seen.add(delivery.destination() + "/" + delivery.part())) {
                noted.accept(delivery.line(), "this delivery is expected twice: join them, or give each its 'part'");
            }
            deliveries.add(delivery);
        }
        return deliveries;
    }

    private Case.Delivery delivery(Node node, BiConsumer<Integer, String> noted) {
        if (node instanceof ScalarNode name) {
            return new Case.Delivery(name.getValue(), "", Fields.line(node), List.of(), null, null, null, Map.of());
        }
        Fields fields = Fields.of(node, DELIVERY, noted);
        String destination = fields.text("destination");
        if (destination == null) {
            noted.accept(fields.line(), "an expected delivery needs 'destination: <name>'");
        }
        String outcome = fields.text("outcome");
        if (outcome != null && !OUTCOMES.contains(outcome)) {
            fields.wrong("outcome", "'outcome' is one of " + String.join(", ", OUTCOMES));
        }
        Map<String, Contents> contents = new LinkedHashMap<>();
        for (String kind : KINDS) {
            if (fields.has(kind)) {
                contents.put(kind, contents(kind, fields.get(kind), noted));
            }
        }
        String part = fields.text("part");
        return new Case.Delivery(
                destination,
                part == null ? "" : part,
                fields.line(),
                fields.has("arguments") ? entries(fields.get("arguments"), List.of(), "arguments", noted) : List.of(),
                whole(fields, "outcome"),
                whole(fields, "reason"),
                whole(fields, "externalId"),
                contents);
    }

    private static Check whole(Fields fields, String name) {
        return fields.has(name)
                ? new Check(List.of(), name, Fields.json(fields.get(name)), false, fields.line(name))
                : null;
    }

    private static Contents contents(String kind, Node node, BiConsumer<Integer, String> noted) {
        boolean all = node instanceof SequenceNode;
        List<Node> requests = node instanceof SequenceNode list ? list.getValue() : List.of(node);
        List<List<Check>> checks = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            String shown = all ? kind + "[" + i + "]" : kind;
            checks.add(request(kind, shown, requests.get(i), noted));
        }
        return new Contents(all, checks, Fields.line(node));
    }

    private static List<Check> request(String kind, String shown, Node node, BiConsumer<Integer, String> noted) {
        Fields fields = Fields.of(node, CONTENTS.get(kind), noted);
        List<Check> checks = new ArrayList<>();
        for (Map.Entry<String, Node> field : fields.all().entrySet()) {
            String name = field.getKey();
            Node value = field.getValue();
            if (OBJECTS.contains(name) && value instanceof MappingNode) {
                checks.addAll(entries(value, List.of(name), shown + "." + name, noted));
            } else {
                checks.add(new Check(
                        List.of(name),
                        shown + "." + name,
                        Fields.json(value),
                        CONTAINED.contains(name),
                        Fields.line(value)));
            }
        }
        return checks;
    }

    /** Each name is a path into what is looked at. */
    private static List<Check> entries(Node node, List<String> above, String shown, BiConsumer<Integer, String> noted) {
        List<Check> checks = new ArrayList<>();
        Fields.open(node, noted).all().forEach((name, value) -> {
            // Names of headers have dashes and dots, and no structure.
            List<String> path = above.equals(List.of("headers")) ? List.of(name) : Paths.parse(name);
            if (path == null) {
                noted.accept(Fields.line(value), "'" + name + "' is no path: write a.b, a[0].b or /a/0/b");
                return;
            }
            List<String> whole = new ArrayList<>(above);
            whole.addAll(path);
            checks.add(new Check(whole, shown + "." + name, Fields.json(value), false, Fields.line(value)));
        });
        return checks;
    }

    private static Case.Never never(Node node, BiConsumer<Integer, String> noted) {
        if (node instanceof ScalarNode text) {
            String[] names = text.getValue().split("/", 2);
            return new Case.Never(names[0], names.length == 2 ? names[1] : null, Fields.line(node));
        }
        Fields fields = Fields.of(node, List.of("destination", "part"), noted);
        if (!fields.has("destination")) {
            noted.accept(fields.line(), "say which: 'destination: <name>', or just the name");
        }
        return new Case.Never(fields.text("destination"), fields.text("part"), fields.line());
    }

    private static boolean others(Fields fields) {
        String word = fields.text("others");
        if (word != null && !word.equals("allowed") && !word.equals("forbidden")) {
            fields.wrong("others", "'others' is allowed or forbidden (the default)");
        }
        return "allowed".equals(word);
    }

    private static Check unrouted(Fields fields) {
        String reason = fields.text("unrouted");
        List<String> known = List.of("no_rule_matched", "routing_failed");
        if (reason != null && !known.contains(reason)) {
            fields.wrong("unrouted", "'unrouted' is one of " + String.join(", ", known));
        }
        return whole(fields, "unrouted");
    }

    private static List<Check> refused(Fields fields) {
        if (!fields.has("refused")) {
            return null;
        }
        return fields.list("refused").stream()
                .map(node -> new Check(List.of(), "refused", Fields.json(node), false, Fields.line(node)))
                .toList();
    }
}
