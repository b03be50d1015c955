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
    private static final String RECORDING_ID = "RecordingId";

    private final byte[] bytes;
    private final StrictJson json;
    private final int maxBatch;
    private final int headerFrom;
    private int line;

    /** @param json has the limits */
    CsvRows(byte[] bytes, int start, StrictJson json, int maxBatch) {
        this.bytes = bytes;
        this.json = json;
        this.headerFrom = start;
        this.maxBatch = maxBatch;
        this.line = 1 + BodyContents.lineBreaks(bytes, 0, start);
    }

    /** At least one, and at most one more than {@code maxBatch}. */
    List<BodyItem> items() {
        int headerTo = BodyContents.endOfLine(bytes, headerFrom);
        try {
            Columns columns = columns(headerTo);
            List<BodyItem> rows = rows(headerTo, columns);
            return rows.isEmpty()
                    ? whole(UnreadableException.NO_RECORD, "Has names of columns, but no rows. Send at least one row.")
                    : rows;
        } catch (UnreadableException e) {
            return whole(e.status(), e.problems().get(0).detail());
        }
    }

    private List<BodyItem> whole(int status, String detail) {
        return List.of(BodyContents.unreadable("line " + line, bytes, 0, bytes.length, status, detail));
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
                "line " + line, () -> withHeader(headerTo, from, to), () -> read(from, to, isWhole, columns));
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
        Columns columns = new Columns(
                unnamed.separator(),
                cells(headerFrom, last, unnamed).stream().map(String::strip).toList());
        if (columns.names().stream().noneMatch(RECORDING_ID::equalsIgnoreCase)) {
            throw new UnreadableException(
                    UnreadableException.NO_RECORD,
                    "",
                    "Is no recording export: its first line names no column " + RECORDING_ID + ".");
        }
        Set<String> seen = new HashSet<>();
        for (String name : columns.names()) {
            if (!seen.add(name)) {
                throw new UnreadableException(
                        UnreadableException.NO_RECORD, "", "The column \"" + name + "\" is there twice. Remove one.");
            }
        }
        return columns;
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
            if (cells.size() > names.size()) {
                throw new UnreadableException(
                        UnreadableException.NO_RECORD,
                        "",
                        "Has " + cells.size() + " cells, but there are " + names.size()
                                + " columns. Write a cell that contains a comma in quotes.");
            }
            ObjectNode row = JsonNodeFactory.instance.objectNode();
            for (int i = 0; i < cells.size(); i++) {
                row.put(names.get(i), cells.get(i));
            }
            return row;
        }
    }
}
