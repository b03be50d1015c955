package org.activityrelay.relay.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The CSV of a recording export, a record per row. The column names are taken from the first row; comma, semicolon and
 * tab are told apart by it. A row is handed on as a JSON object of its values by column name; empty values are left out.
 */
final class FileCsv extends FileRecords {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "RecordingId";

    private final byte[] header;
    private final List<String> columns;
    private final ObjectReader reader;

    FileCsv(FileBytes bytes) throws IOException {
        super(bytes);
        FileRecord first = row();
        if (first != null && isSeparatorHint(first)) {
            first = row();
        }
        if (first == null || first.body() == null) {
            throw new FileRefusedException("has no first row with the names of the columns");
        }
        header = first.body();
        reader = reader(separator(new String(header, StandardCharsets.UTF_8)));
        columns = columns(values(header));
        if (columns.stream().noneMatch(KEY::equalsIgnoreCase)) {
            throw new FileRefusedException("is no recording export: its first row names no column " + KEY + ", but "
                    + String.join(", ", columns.stream().limit(20).toList()));
        }
    }

    @Override
    FileRecord next() throws IOException {
        FileRecord row = row();
        if (row == null || row.body() == null) {
            return row;
        }
        try {
            List<String> values = values(row.body());
            if (row.cutOff() && values.size() < columns.size()) {
                return refuse(row, "is not complete: the file ends inside it");
            }
            if (values.size() > columns.size()) {
                String fault = "has " + values.size() + " values, but the first row names " + columns.size()
                        + " columns: a value with a comma or a line break must stand in quotes";
                return refuse(row, fault);
            }
            byte[] body = JSON.writeValueAsBytes(object(values));
            return new FileRecord(row.line(), row.offset(), row.length(), body, null, row.cutOff());
        } catch (CharacterCodingException e) {
            return refuse(row, "is not UTF-8: write the file as UTF-8");
        } catch (JsonProcessingException e) {
            return refuse(row, "is not CSV: a value with quotes must stand in quotes, with each of its quotes doubled");
        }
    }

    @Override
    boolean mayBeEmpty() {
        return true;
    }

    @Override
    Frame frame() {
        byte[] head = new byte[header.length + 1];
        System.arraycopy(header, 0, head, 0, header.length);
        head[header.length] = '\n';
        return new Frame(head, new byte[] {'\n'}, new byte[] {'\n'});
    }

    private static FileRecord refuse(FileRecord row, String fault) {
        return new FileRecord(row.line(), row.offset(), row.length(), null, fault, row.cutOff());
    }

    /** The next row that is not blank, or null; line breaks in quotes belong to it. */
    private FileRecord row() throws IOException {
        while (bytes.ahead() >= 0) {
            bytes.begin();
            boolean closed = collect();
            if (!closed) {
                return unclosed();
            }
            FileRecord row = bytes.isBlank() ? null : bytes.end();
            boolean ended = bytes.read() == '\n';
            if (row != null) {
                return ended ? row : row.atEndOfFile();
            }
        }
        return null;
    }

    /** Collects up to the end of the row; false if a quoted value does not end within the longest record. */
    private boolean collect() throws IOException {
        boolean quoted = false;
        int last = ',';
        while (bytes.ahead() >= 0 && (quoted || bytes.ahead() != '\n')) {
            int taken = bytes.read();
            bytes.keep(taken);
            if (taken == '"') {
                if (!quoted) {
                    quoted = last == ',' || last == ';' || last == '\t';
                } else if (bytes.ahead() == '"') {
                    bytes.keep(bytes.read());
                } else {
                    quoted = false;
                }
            }
            if (quoted && bytes.isTooLong()) {
                return false;
            }
            last = taken;
        }
        return !quoted;
    }

    /** Refuses the line with the quote; reading goes on after it, so that it takes no good rows with it. */
    private FileRecord unclosed() throws IOException {
        boolean atEnd = bytes.ahead() < 0;
        bytes.backToEndOfLine();
        FileRecord row = bytes.refuse("has a quote that is never closed");
        bytes.read();
        return atEnd ? row.atEndOfFile() : row;
    }

    /** Excel's own first line {@code sep=;}. */
    private static boolean isSeparatorHint(FileRecord first) {
        return first.length() < 10
                && first.body() != null
                && new String(first.body(), StandardCharsets.UTF_8).startsWith("sep=");
    }

    private static char separator(String header) {
        char best = ',';
        for (char candidate : new char[] {';', '\t'}) {
            if (count(header, candidate) > count(header, best)) {
                best = candidate;
            }
        }
        return best;
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(character -> character == wanted).count();
    }

    private static ObjectReader reader(char separator) {
        return new CsvMapper()
                .readerForListOf(String.class)
                .with(CsvSchema.emptySchema().withColumnSeparator(separator));
    }

    private List<String> values(byte[] row) throws IOException {
        String text =
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(row)).toString();
        return reader.readValue(text);
    }

    private static List<String> columns(List<String> names) {
        List<String> columns = new ArrayList<>(names.size());
        names.forEach(name -> columns.add(name == null ? "" : name.strip()));
        return columns;
    }

    private Map<String, String> object(List<String> values) {
        Map<String, String> object = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i);
            if (value != null && !value.isEmpty() && !columns.get(i).isEmpty()) {
                object.put(columns.get(i), value);
            }
        }
        return object;
    }
}
