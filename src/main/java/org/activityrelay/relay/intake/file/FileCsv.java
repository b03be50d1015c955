package org.activityrelay.relay.intake.file;

import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The CSV of a recording export, a record per row; line breaks in quotes belong to the row. Each row is handed on below
 * the row of column names, as a CSV of its own.
 */
final class FileCsv extends FileRecords {

    private static final CsvMapper CSV = new CsvMapper();
    private static final String KEY = "RecordingId";

    private final byte[] header;
    private final ObjectReader reader;
    private final int columns;
    private final int key;

    /** @throws FileRefusedException when the first row is not that of a recording export */
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
        reader = reader(separator(text(header)));
        List<String> names = reader.readValue(text(header));
        columns = named(names);
        key = key(names);
    }

    @Override
    public FileRecord next() throws IOException {
        FileRecord row = row();
        if (row == null || row.body() == null) {
            return row;
        }
        if (row.cutOff() && cells(row.body()).size() < columns) {
            return row.refused("ends in the middle: the file is not complete");
        }
        return row.with(joined(header, row.body()));
    }

    @Override
    public String contentType() {
        return "text/csv";
    }

    /** Told from the number of its values, when it was cut out. */
    @Override
    public boolean isComplete(FileRecord record) {
        return true;
    }

    @Override
    public byte[] together(List<FileRecord> some) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(header);
        for (FileRecord record : some) {
            body.write(record.body(), header.length, record.body().length - header.length);
        }
        return body.toByteArray();
    }

    @Override
    Set<String> interactions(FileRecord record) {
        int row = record.body().length - header.length - 1;
        byte[] body = new byte[row];
        System.arraycopy(record.body(), header.length + 1, body, 0, row);
        List<String> cells = cells(body);
        return cells.size() > key ? Set.of(cells.get(key).strip().toLowerCase(Locale.ROOT)) : Set.of();
    }

    @Override
    boolean mayBeEmpty() {
        return true;
    }

    @Override
    Frame frame() {
        return new Frame(joined(header, new byte[0]), new byte[] {'\n'}, new byte[] {'\n'});
    }

    /** The next row that is not blank, or null. */
    private FileRecord row() throws IOException {
        while (bytes.ahead() >= 0) {
            bytes.begin();
            if (!collect()) {
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
        FileRecord row =
                bytes.refuse("has a quote that is never closed: close it, and write a quote within quotes twice");
        bytes.read();
        return atEnd ? row.atEndOfFile() : row;
    }

    /** How many columns there are without those at the right edge that have no name. */
    private static int named(List<String> names) {
        int count = names.size();
        while (count > 0 && names.get(count - 1).isBlank()) {
            count--;
        }
        return count;
    }

    private static int key(List<String> names) throws FileRefusedException {
        for (int i = 0; i < names.size(); i++) {
            if (KEY.equalsIgnoreCase(names.get(i).strip())) {
                return i;
            }
        }
        throw new FileRefusedException("is no recording export: its first row names no column " + KEY);
    }

    /** Excel's own first line {@code sep=;}. */
    private static boolean isSeparatorHint(FileRecord first) {
        return first.length() < 10 && first.body() != null && text(first.body()).startsWith("sep=");
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
        return CSV.readerForListOf(String.class).with(CsvSchema.emptySchema().withColumnSeparator(separator));
    }

    /** Empty if it is not CSV; the intake says so. */
    private List<String> cells(byte[] row) {
        try {
            return reader.readValue(text(row));
        } catch (IOException notCsv) {
            return List.of();
        }
    }

    private static String text(byte[] row) {
        return new String(row, StandardCharsets.UTF_8);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = new byte[first.length + 1 + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        both[first.length] = '\n';
        System.arraycopy(second, 0, both, first.length + 1, second.length);
        return both;
    }
}
