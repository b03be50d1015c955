package org.activityrelay.relay.destination;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A two-column table of {@code routes/tables} as it stands in its file: {@code key,value} a line, remarks after {@code #},
 * quotation marks around a cell with a comma.
 *
 * @param rows those that can be used, in their order
 * @param mistakes what cannot be used, by line
 */
public record TableFile(List<Row> rows, List<Mistake> mistakes) {

    /** @param line from 1 */
    public record Row(int line, String key, String value) {}

    /** @param line from 1 */
    public record Mistake(int line, String what, String remedy) {}

    public static TableFile parse(String text) {
        List<Row> rows = new ArrayList<>();
        List<Mistake> mistakes = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        int number = 0;
        for (String line : text.replace("\uFEFF", "").split("\\R", -1)) {
            number++;
            if (line.isBlank() || line.stripLeading().startsWith("#")) {
                continue;
            }
            int end = cell(line);
            if (end == line.length() || cell(line.substring(end + 1)) != line.length() - end - 1) {
                mistakes.add(new Mistake(
                        number,
                        "this line does not have two columns",
                        "write key,value and put a value that has a comma into quotation marks"));
                continue;
            }
            Row row = new Row(number, plain(line.substring(0, end)), plain(line.substring(end + 1)));
            if (row.key().isEmpty() || row.value().isEmpty()) {
                mistakes.add(new Mistake(
                        number,
                        "the " + (row.key().isEmpty() ? "first" : "second") + " column is empty",
                        "fill it, or remove the line"));
                continue;
            }
            Integer before = seen.putIfAbsent(fold(row.key()), number);
            if (before != null) {
                mistakes.add(new Mistake(
                        number,
                        row.key() + " is in line " + before + " already (letter case does not matter)",
                        "remove one of the two"));
                continue;
            }
            rows.add(row);
        }
        return new TableFile(List.copyOf(rows), List.copyOf(mistakes));
    }

    /** A key as it is compared. */
    public static String fold(String key) {
        return key.strip().toLowerCase(Locale.ROOT);
    }

    /** Where the first cell ends: at a comma, or at a semicolon as some spreadsheets write it. */
    private static int cell(String line) {
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ',' || c == ';')) {
                return i;
            }
        }
        return line.length();
    }

    private static String plain(String cell) {
        String text = cell.strip();
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        return (quoted ? text.substring(1, text.length() - 1).replace("\"\"", "\"") : text).strip();
    }
}
