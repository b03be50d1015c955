package org.activityrelay.relay.check;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.LoadCheck;
import org.activityrelay.relay.configuration.Nearest;
import org.activityrelay.relay.configuration.RouteModel;
import org.activityrelay.relay.configuration.Snapshot;

/**
 * SQL of destinations: SQLite reads its own statements, in memory, on the tables of its {@code schema.sql}. Those of
 * other databases are only looked at, because their servers are not here: brackets and texts are closed, columns are
 * those of {@code schema.sql}, and each has a value.
 */
class Statements implements LoadCheck {

    private static final Pattern FILE = Pattern.compile("sql/([^/]+)/[^/]+\\.sql");
    private static final String SQLITE = "sqlite";

    private static final Pattern NEAR = Pattern.compile("near \"(.*)\": syntax error", Pattern.DOTALL);
    private static final Pattern NAME_IN_MESSAGE =
            Pattern.compile("no such (?:column|table|function): (?:\\w+\\.)?(\\w+)|has no column named (\\w+)");

    private static final Pattern INSERT = Pattern.compile(
            "(?is)\\s*insert\\s+into\\s+\"?(?<table>[\\w.]+)\"?\\s*(?:as\\s+\\w+\\s*)?\\((?<columns>[^)]*)\\)\\s*values\\s*\\(");

    private static final Pattern CREATE = Pattern.compile(
            "(?is)\\s*create\\s+table\\s+(?:if\\s+not\\s+exists\\s+)?\"?(?<table>[\\w.]+)\"?\\s*\\((?<columns>.*)\\)[^)]*");

    private static final Set<String> NO_COLUMNS =
            Set.of("primary", "unique", "constraint", "foreign", "check", "exclude", "like");

    @Override
    public void check(RouteModel model, Consumer<Finding> findings) {
        Map<String, List<String>> files = new TreeMap<>();
        for (String path : model.snapshot().paths()) {
            String name = path.startsWith(Snapshot.ROUTES) ? path.substring(Snapshot.ROUTES.length()) : "";
            Matcher file = FILE.matcher(name);
            if (file.matches()) {
                files.computeIfAbsent(file.group(1), key -> new ArrayList<>()).add(name);
            }
        }
        files.forEach((database, names) -> new Database(database, names, model.snapshot(), findings).check());
    }

    /** The files of one kind of database. */
    private static final class Database {

        private final String name;
        private final Map<String, SqlText> files = new TreeMap<>();
        private final Consumer<Finding> findings;
        private final Set<String> wrong = new HashSet<>();

        Database(String name, List<String> names, Snapshot snapshot, Consumer<Finding> findings) {
            this.name = name;
            this.findings = findings;
            names.forEach(file -> files.put(
                    file,
                    new SqlText(snapshot.text(Snapshot.ROUTES + file).orElse("").replace("\r\n", "\n"))));
        }

        void check() {
            files.forEach((file, text) -> text.unclosed()
                    .ifPresent(unclosed -> report(file, text.line(unclosed.at()), unclosed.what(), "correct it")));
            if (name.equals(SQLITE)) {
                compile();
            } else {
                compare();
            }
        }

        private void report(String file, Integer line, String what, String remedy) {
            wrong.add(file);
            findings.accept(new Finding(file, line, what, remedy));
        }

        private String schema() {
            return "sql/" + name + "/schema.sql";
        }

        private void compile() {
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
                compile(connection);
            } catch (SQLException | LinkageError e) {
                // Its library wants a temporary folder; a service that uses another database may have none.
                findings.accept(new Finding(
                        schema(), null, "SQLite does not start here", "its statements were not looked at", true));
            }
        }

        private void compile(Connection connection) {
            if (files.containsKey(schema()) && !wrong.contains(schema())) {
                each(schema(), statement -> {
                    try (Statement run = connection.createStatement()) {
                        run.execute(statement);
                    }
                });
            }
            if (wrong.contains(schema())) {
                return;
            }
            for (String file : files.keySet()) {
                if (!file.equals(schema()) && !wrong.contains(file)) {
                    each(
                            file,
                            statement -> connection.prepareStatement(statement).close());
                }
            }
        }

        private interface Attempt {
            void run(String statement) throws SQLException;
        }

        private void each(String file, Attempt attempt) {
            SqlText text = files.get(file);
            for (SqlText.Statement statement : text.statements()) {
                try {
                    attempt.run(statement.text());
                } catch (SQLException mistake) {
                    String message = plain(mistake);
                    int line = text.line(statement.at() + place(statement.text(), message, attempt));
                    report(file, line, message, "correct it, or the table in " + schema());
                }
            }
        }

        /** Without what the driver puts around it. */
        private static String plain(SQLException mistake) {
            return mistake.getMessage()
                    .replaceFirst("^\\[SQLITE_ERROR\\] SQL error or missing database \\((.*)\\)$", "$1")
                    .replaceAll("\\s+", " ");
        }

        /**
         * SQLite names no place. It reads from left to right, so the first beginning of the statement that has the same
         * mistake ends with it; a name that is not known is looked for.
         */
        private static int place(String statement, String message, Attempt attempt) {
            Matcher name = NAME_IN_MESSAGE.matcher(message);
            if (name.find()) {
                String unknown = name.group(1) == null ? name.group(2) : name.group(1);
                Matcher word = Pattern.compile("(?i)\\b" + Pattern.quote(unknown) + "\\b")
                        .matcher(statement);
                return word.find() ? word.start() : firstWord(statement);
            }
            if (NEAR.matcher(message).find()) {
                int first = firstWord(statement);
                for (int end = statement.indexOf('\n', first); end >= 0; end = statement.indexOf('\n', end + 1)) {
                    try {
                        attempt.run(statement.substring(0, end));
                    } catch (SQLException beginning) {
                        if (plain(beginning).equals(message)) {
                            return statement.lastIndexOf('\n', end - 1) + 1;
                        }
                    }
                }
                return statement.stripTrailing().lastIndexOf('\n') + 1;
            }
            return firstWord(statement);
        }

        private static int firstWord(String statement) {
            return statement.length() - statement.stripLeading().length();
        }

        private void compare() {
            Map<String, Set<String>> tables = tables();
            files.forEach((file, text) -> {
                if (!wrong.contains(file)) {
                    text.statements().forEach(statement -> compare(file, text, statement, tables));
                }
            });
        }

        private Map<String, Set<String>> tables() {
            Map<String, Set<String>> tables = new TreeMap<>();
            Optional.ofNullable(files.get(schema()))
                    .filter(schema -> !wrong.contains(schema()))
                    .ifPresent(schema -> schema.statements().forEach(statement -> {
                        Matcher create = CREATE.matcher(statement.text());
                        if (create.matches()) {
                            tables.put(
                                    create.group("table").toLowerCase(Locale.ROOT), columns(create.group("columns")));
                        }
                    }));
            return tables;
        }

        private static Set<String> columns(String definitions) {
            Set<String> columns = new TreeSet<>();
            for (String definition : parts(definitions)) {
                String word = definition
                        .strip()
                        .split("[\\s(]+", 2)[0]
                        .replace("\"", "")
                        .toLowerCase(Locale.ROOT);
                if (!word.isEmpty() && !NO_COLUMNS.contains(word)) {
                    columns.add(word);
                }
            }
            return columns;
        }

        private void compare(String file, SqlText text, SqlText.Statement statement, Map<String, Set<String>> tables) {
            Matcher insert = INSERT.matcher(statement.text());
            if (!insert.lookingAt()) {
                return;
            }
            Collection<String> known = tables.get(insert.group("table").toLowerCase(Locale.ROOT));
            List<String> columns = parts(insert.group("columns"));
            int at = statement.at() + insert.start("columns");
            for (String column : columns) {
                String word = column.strip().replace("\"", "");
                if (known != null && !known.isEmpty() && !known.contains(word.toLowerCase(Locale.ROOT))) {
                    int line = text.line(
                            at + column.length() - column.stripLeading().length());
                    report(
                            file,
                            line,
                            "table " + insert.group("table") + " has no column " + word,
                            "write " + Nearest.to(word, known) + ", or add the column to " + schema());
                }
                at += column.length() + 1;
            }
            int values = parts(inBrackets(statement.text(), insert.end())).size();
            if (values != columns.size()) {
                report(
                        file,
                        text.line(statement.at() + insert.end()),
                        columns.size() + " columns have " + values + " values",
                        "give each column one value");
            }
        }

        /** What stands between a bracket that was just opened and its end. */
        private static String inBrackets(String text, int begin) {
            int depth = 1;
            int at = begin;
            while (at < text.length() && depth > 0) {
                depth += text.charAt(at) == '(' ? 1 : text.charAt(at) == ')' ? -1 : 0;
                at++;
            }
            return text.substring(begin, Math.max(begin, at - 1));
        }

        /** Cut at commas outside brackets. */
        private static List<String> parts(String list) {
            List<String> parts = new ArrayList<>();
            int depth = 0;
            int begin = 0;
            for (int at = 0; at < list.length(); at++) {
                char letter = list.charAt(at);
                depth += letter == '(' ? 1 : letter == ')' ? -1 : 0;
                if (letter == ',' && depth == 0) {
                    parts.add(list.substring(begin, at));
                    begin = at + 1;
                }
            }
            parts.add(list.substring(begin));
            return parts;
        }
    }
}
