package org.activityrelay.relay.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The rows of the recording export's "Recordings details" (CSV, RFC 4180), each as an object of its cells by column. An
 * item's own bytes are the line of column names and the row, so that they can be read again alone.
 */
final class CsvRows {

    private static final CsvMapper MAPPER = new CsvMapper();
    private static final int LONGEST_QUOTE = 80;
    private static final String RECORDING_ID = "RecordingId";

    private final byte[] bytes;
    private final StrictJson json;
    private final int maxBatch;
    private final int headerFrom;
    private final boolean alone;
    private long line;

    /**
     * @param json has the limits
     * @param row where the one row is, when it was cut out of a bigger whole with the names of its columns; else null
     */
    CsvRows(byte[] bytes, int start, StrictJson json, int maxBatch, Body.At row) {
        this.bytes = bytes;
        this.json = json;
        this.headerFrom = start;
        this.maxBatch = maxBatch;
        this.alone = row != null;
        this.line = alone ? row.line() - 1 : 1 + BodyContents.lineBreaks(bytes, 0, start);
    }

    /**
     * At least one, and at most one more than {@code maxBatch}.
     *
     * @throws UnreadableException when it is no recording export
     */
    List<BodyItem> items() {
        int headerTo = BodyContents.endOfLine(bytes, headerFrom);
        List<BodyItem> rows = rows(headerTo, columns(headerTo));
        if (rows.isEmpty()) {
            throw new UnreadableException(
                    UnreadableException.NO_RECORD, "", "Has names of columns, but no rows. Send at least one row.");
        }
        return rows;
    }

    private List<BodyItem> rows(int headerTo, Columns columns) {
        List<BodyItem> rows = new ArrayList<>();
        int from = headerTo + 1;
        line++;
        while (from < bytes.length && rows.size() <= maxBatch) {
            int end = endOfRow(from);
            int to = end < 0 ? BodyContents.endOfLine(bytes, from) : end;
            int last = BodyContents.beforeBlanks(bytes, from, to);
            if (from < last) {
                rows.add(row(from, last, end >= 0, headerTo, columns));
            }
            line += 1 + BodyContents.lineBreaks(bytes, from, to);
            from = to + 1;
        }
        return rows;
    }

    private BodyItem row(int from, int to, boolean isWhole, int headerTo, Columns columns) {
        return new BodyItem(
                alone ? null : "line " + line,
                () -> withHeader(headerTo, from, to),
                () -> read(from, to, isWhole, columns));
    }

    private JsonNode read(int from, int to, boolean isWhole, Columns columns) {
        if (!isWhole) {
            throw new UnreadableException(
                    UnreadableException.NOT_JSON,
                    "",
                    "Has a quote that is never closed. Close it; write a quote within quotes twice.");
        }
        json.checkSize(to - from);
        return columns.read(cells(from, to, columns));
    }

    private byte[] withHeader(int headerTo, int from, int to) {
        int header = headerTo - headerFrom + 1;
        byte[] both = new byte[header + to - from];
        System.arraycopy(bytes, headerFrom, both, 0, header);
        System.arraycopy(bytes, from, both, header, to - from);
        return both;
    }

    private Columns columns(int headerTo) {
        int last = BodyContents.beforeBlanks(bytes, headerFrom, headerTo);
        Columns unnamed = new Columns(separator(last), List.of());
        Columns columns = new Columns(unnamed.separator(), names(cells(headerFrom, last, unnamed)));
        if (columns.names().stream().noneMatch(RECORDING_ID::equalsIgnoreCase)) {
            throw new UnreadableException(
                    UnreadableException.NO_RECORD,
                    "",
                    "Is no recording export: its first line names no column " + RECORDING_ID + ".");
        }
        Set<String> seen = new HashSet<>();
        for (String name : columns.names()) {
            if (!name.isEmpty() && !seen.add(name)) {
                throw new UnreadableException(
                        UnreadableException.NO_RECORD,
                        "",
                        "The column \"" + quoted(name) + "\" is there twice. Remove one.");
            }
        }
        return columns;
    }

    /** Programs that save the export again leave columns without a name at its right edge. */
    private static List<String> names(List<String> first) {
        List<String> names = new ArrayList<>(first.size());
        first.forEach(name -> names.add(name.strip()));
        while (!names.isEmpty() && names.get(names.size() - 1).isEmpty()) {
            names.remove(names.size() - 1);
        }
        return names;
    }

    private static String quoted(String name) {
        return name.length() <= LONGEST_QUOTE ? name : name.substring(0, LONGEST_QUOTE) + "…";
    }

    /** Programs that save the export again write semicolons or tabs in some countries. */
    private char separator(int headerTo) {
        char best = ',';
        int most = 0;
        for (char candidate : new char[] {',', ';', '\t'}) {
            int count = 0;
            for (int i = headerFrom; i < headerTo; i++) {
                if (bytes[i] == candidate) {
                    count++;
                }
            }
            if (count > most) {
                best = candidate;
                most = count;
            }
        }
        return best;
    }

    private List<String> cells(int from, int to, Columns columns) {
        Utf8.check(bytes, from, to);
        ObjectReader reader = MAPPER.readerForListOf(String.class)
                .with(CsvSchema.emptySchema().withColumnSeparator(columns.separator()));
        try {
            return reader.readValue(new String(bytes, from, to - from, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UnreadableException(
                    UnreadableException.NOT_JSON,
                    "",
                    "Is not CSV: write a cell that contains a comma, a quote or a line break in quotes, and each quote "
                            + "in it twice.");
        }
    }

    /** A line break inside of quotes belongs to the cell; -1 if the quotes are never closed. */
    private int endOfRow(int from) {
        boolean quoted = false;
        int i = from;
        while (i < bytes.length && (quoted || bytes[i] != '\n')) {
            if (bytes[i] == '"') {
                quoted = !quoted;
            }
            i++;
        }
        return quoted ? -1 : i;
    }

    private record Columns(char separator, List<String> names) {

        JsonNode read(List<String> cells) {
            ObjectNode row = JsonNodeFactory.instance.objectNode();
            for (int i = 0; i < cells.size(); i++) {
                String name = i < names.size() ? names.get(i) : "";
                if (!name.isEmpty()) {
                    row.put(name, cells.get(i));
                } else if (!cells.get(i).isBlank()) {
                    throw unnamed(i, cells.size());
                }
            }
            return row;
        }

        private UnreadableException unnamed(int cell, int cells) {
            String detail = cell < names.size()
                    ? "Cell " + (cell + 1) + " has a value, but its column has no name. Name the column, or clear it."
                    : "Has " + cells + " cells, but there are " + names.size()
                            + " columns. Write a cell that contains a comma in quotes.";
            return new UnreadableException(UnreadableException.NO_RECORD, "", detail);
        }
    }
}
