package org.activityrelay.relay.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.activityrelay.relay.activity.DispositionClass;
import org.activityrelay.relay.activity.Dispositions;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.LoadCheck;
import org.activityrelay.relay.configuration.Nearest;
import org.activityrelay.relay.configuration.RouteFile;
import org.activityrelay.relay.configuration.RouteModel;
import org.activityrelay.relay.configuration.Snapshot;
import org.activityrelay.relay.configuration.Stage;
import org.activityrelay.relay.destination.TableFile;

/**
 * Every row of {@code tables/*.csv} can be used. How a mapping reads a table says what its columns must be: paths of a record
 * and fields of a CRM, dispositions, agents and users.
 */
class TableRows implements LoadCheck {

    private static final String FOLDER = Snapshot.ROUTES + "tables/";
    private static final Pattern MAPPING = Pattern.compile("mappings/[\\w./-]+\\.jsonata");
    private static final Pattern KIND = Pattern.compile("crm:(\\w+)/");
    private static final Pattern READ =
            Pattern.compile("\\$(fields|table)\\(\\s*\"([^\"]+)\"\\s*(?:,\\s*(\\[?\\s*\\w+))?");
    private static final Pattern REMARK = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL);

    /**
     * What a CRM's names look like.
     *
     * @param field what a field may be called
     * @param user what the id of a user looks like
     */
    private record Shape(Pattern field, String fieldWords, Pattern user, String userWords) {

        private static final Shape ANY =
                new Shape(Pattern.compile("[^\\s,;\"]+"), "without blanks", Pattern.compile(".+"), "an id");

        private static final Map<String, Shape> OF = Map.of(
                "salesforce",
                new Shape(
                        Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,79}"),
                        "the API name, such as Order_Number__c",
                        Pattern.compile("(?:005|00G)[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?"),
                        "15 or 18 letters and digits that begin with 005 (a user) or 00G (a queue)"),
                "dynamics",
                new Shape(
                        Pattern.compile("[a-z][a-z0-9_]{0,127}|[A-Za-z][A-Za-z0-9_]{0,127}@odata\\.bind"),
                        "the logical name in small letters, such as new_ordernumber",
                        Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
                        "a systemuserid, such as 3f2504e0-4f89-11d3-9a0c-0305e82c3301"),
                "servicenow",
                new Shape(
                        Pattern.compile("[a-z][a-z0-9_]{0,79}"),
                        "the column's name in small letters, such as u_order_number",
                        Pattern.compile("[0-9a-f]{32}"),
                        "a sys_id: 32 digits and letters from a to f"));

        static Shape of(String kind) {
            return OF.getOrDefault(kind, ANY);
        }
    }

    /** How tables are read: all that mappings do with one. */
    private static final class Use {
        private boolean fields;
        private boolean dispositions;
        private boolean agents;
        private final Set<String> kinds = new LinkedHashSet<>();
    }

    @Override
    public void check(RouteModel model, Consumer<Finding> findings) {
        Snapshot snapshot = model.snapshot();
        Set<String> tables = new TreeSet<>();
        snapshot.paths().forEach(path -> {
            if (path.startsWith(FOLDER) && path.endsWith(".csv")) {
                tables.add(path.substring(FOLDER.length(), path.length() - ".csv".length()));
            }
        });
        Map<String, Use> uses = uses(model, tables, findings);
        Dispositions dispositions = dispositions(snapshot);
        for (String name : tables) {
            String file = "tables/" + name + ".csv";
            TableFile table =
                    TableFile.parse(snapshot.text(FOLDER + name + ".csv").orElse(""));
            List<Finding> found = new ArrayList<>();
            table.mistakes()
                    .forEach(mistake -> found.add(new Finding(file, mistake.line(), mistake.what(), mistake.remedy())));
            Use use = uses.getOrDefault(name, new Use());
            table.rows().forEach(row -> check(file, row, use, dispositions, found));
            if (use.fields) {
                twice(file, table, found);
            }
            found.stream().sorted(java.util.Comparator.comparing(Finding::line)).forEach(findings);
            if (model.isWhole() && !uses.containsKey(name)) {
                findings.accept(
                        new Finding(file, null, "no mapping reads this table", "name it in one, or remove it", true));
            }
        }
    }

    private static Map<String, Use> uses(RouteModel model, Set<String> tables, Consumer<Finding> findings) {
        Map<String, Set<String>> kinds = kinds(model);
        Map<String, Use> uses = new HashMap<>();
        for (String path : model.snapshot().paths()) {
            if (!path.startsWith(Snapshot.ROUTES + "mappings/") || !path.endsWith(".jsonata")) {
                continue;
            }
            String mapping = path.substring(Snapshot.ROUTES.length());
            String text = withoutRemarks(model.snapshot().text(path).orElse(""));
            Matcher read = READ.matcher(text);
            while (read.find()) {
                String name = read.group(2);
                Use use = uses.computeIfAbsent(name, unseen -> new Use());
                String key = read.group(3) == null ? "" : read.group(3).replaceAll("[\\[\\s]", "");
                use.fields |= read.group(1).equals("fields");
                use.dispositions |= key.equals("disposition");
                use.agents |= key.equals("agentId") || key.equals("agentLogin");
                use.kinds.addAll(kinds.getOrDefault(mapping, Set.of()));
                if (!tables.contains(name)) {
                    findings.accept(new Finding(
                            mapping,
                            line(text, read.start(2)),
                            "there is no table " + name,
                            "add tables/" + name + ".csv"
                                    + (tables.isEmpty() ? "" : ", or write " + Nearest.to(name, tables))));
                }
            }
        }
        return uses;
    }

    /** Their lines stay where they are. */
    private static String withoutRemarks(String text) {
        return REMARK.matcher(text).replaceAll(remark -> remark.group().replaceAll("[^\\n]", " "));
    }

    private static int line(String text, int at) {
        return (int) text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
    }

    /** Which CRMs a mapping writes into, by the route that uses it. */
    private static Map<String, Set<String>> kinds(RouteModel model) {
        Map<String, Set<String>> kinds = new HashMap<>();
        for (RouteFile file : model.files(Stage.DESTINATION)) {
            Set<String> mappings = new LinkedHashSet<>();
            Set<String> named = new LinkedHashSet<>();
            for (RouteFile.Text text : file.texts()) {
                String value = model.resolve(text.value());
                MAPPING.matcher(value).results().forEach(found -> mappings.add(found.group()));
                KIND.matcher(value).results().forEach(found -> named.add(found.group(1)));
            }
            mappings.forEach(mapping -> kinds.computeIfAbsent(mapping, first -> new LinkedHashSet<>())
                    .addAll(named));
        }
        return kinds;
    }

    private static void check(
            String file, TableFile.Row row, Use use, Dispositions dispositions, List<Finding> findings) {
        if (use.fields) {
            path(file, row, findings);
        }
        if (use.dispositions && !isListed(row.key(), dispositions)) {
            findings.add(new Finding(
                    file,
                    row.line(),
                    "config/dispositions.yaml has no disposition " + row.key(),
                    remedy(row.key(), dispositions),
                    true));
        }
        for (String kind : use.kinds) {
            Shape shape = Shape.of(kind);
            if (use.fields && !shape.field().matcher(row.value()).matches()) {
                findings.add(new Finding(
                        file,
                        row.line(),
                        row.value() + " cannot be a field of " + kind,
                        "write " + shape.fieldWords()));
            }
            if (use.agents && !shape.user().matcher(row.value()).matches()) {
                findings.add(new Finding(
                        file, row.line(), row.value() + " is no user of " + kind, "write " + shape.userWords()));
            }
        }
    }

    /** What {@code $fields} reads: a field, or one value of a field that holds several. */
    private static void path(String file, TableFile.Row row, List<Finding> findings) {
        int dot = row.key().indexOf('.');
        String field = dot < 0 ? row.key() : row.key().substring(0, dot);
        if (!RecordPath.FIELDS.contains(field)) {
            findings.add(new Finding(
                    file,
                    row.line(),
                    "a record has no field " + field,
                    Nearest.isClose(field, RecordPath.FIELDS)
                            ? "write " + Nearest.to(field, RecordPath.FIELDS)
                            : "write one that /schema/activity.json lists, or attachedData." + field));
        } else if (RecordPath.isMap(field) && (dot < 0 || dot == row.key().length() - 1)) {
            findings.add(new Finding(
                    file, row.line(), field + " holds several values", "name one of them: " + field + ".<name>"));
        } else if (!RecordPath.isMap(field) && dot >= 0) {
            findings.add(new Finding(file, row.line(), field + " is one value and has no parts", "write " + field));
        }
    }

    private static void twice(String file, TableFile table, List<Finding> findings) {
        Map<String, Integer> seen = new HashMap<>();
        table.rows().forEach(row -> {
            Integer before = seen.putIfAbsent(row.value(), row.line());
            if (before != null) {
                findings.add(new Finding(
                        file,
                        row.line(),
                        row.value() + " is filled by line " + before + " already",
                        "give each field one value"));
            }
        });
    }

    private static boolean isListed(String disposition, Dispositions dispositions) {
        return dispositions.listed().isEmpty()
                || dispositions.classOf(disposition) != DispositionClass.UNKNOWN
                || names(dispositions).stream()
                        .anyMatch(name -> TableFile.fold(name).equals(TableFile.fold(disposition)));
    }

    private static Set<String> names(Dispositions dispositions) {
        Set<String> names = new TreeSet<>();
        dispositions.listed().forEach(listed -> {
            for (String name : new String[] {listed.name(), listed.code(), listed.id()}) {
                if (name != null) {
                    names.add(name);
                }
            }
        });
        return names;
    }

    private static String remedy(String disposition, Dispositions dispositions) {
        Set<String> names = names(dispositions);
        return Nearest.isClose(disposition, names)
                ? "write " + Nearest.to(disposition, names) + ", or list it there"
                : "list it there, or correct it";
    }

    /** One that cannot be read is a mistake that others report. */
    private static Dispositions dispositions(Snapshot snapshot) {
        try {
            return snapshot.bytes(Snapshot.DISPOSITIONS)
                    .map(Dispositions::parse)
                    .orElseGet(Dispositions::none);
        } catch (Dispositions.InvalidDispositionsException elsewhere) {
            return Dispositions.none();
        }
    }
}
