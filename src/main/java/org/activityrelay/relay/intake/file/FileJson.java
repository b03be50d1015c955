package org.activityrelay.relay.intake.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * JSON: one record, an array of records, or records one after another. Only brackets and strings are looked at; whether
 * a record is well formed is for the intake to say, so that one bad record leaves its neighbours alone.
 */
final class FileJson extends FileRecords {

    private final boolean array;
    private boolean ended;

    FileJson(FileBytes bytes) throws IOException {
        super(bytes);
        skipSpace();
        array = bytes.ahead() == '[';
        if (array) {
            bytes.read();
        }
    }

    /** Whether a file that begins like this holds a whole record in its first line, and another in the next. */
    static boolean isOneRecordPerLine(byte[] head) {
        String[] lines = new String(head, StandardCharsets.UTF_8).stripLeading().split("\\R\\s*", 3);
        return lines.length > 1
                && lines[0].startsWith("{")
                && lines[0].stripTrailing().endsWith("}")
                && lines[1].startsWith("{");
    }

    @Override
    public FileRecord next() throws IOException {
        skipSpace();
        while (array && bytes.ahead() == ',') {
            bytes.read();
            skipSpace();
        }
        if (bytes.ahead() < 0) {
            return array && !ended ? unclosed() : null;
        }
        if (array && !ended && bytes.ahead() == ']') {
            bytes.read();
            ended = true;
            return next();
        }
        bytes.begin();
        if (array && ended) {
            return afterTheArray();
        }
        if (element()) {
            return bytes.end();
        }
        ended = true;
        return bytes.end().atEndOfFile();
    }

    @Override
    Frame frame() {
        return new Frame(new byte[] {'[', '\n'}, new byte[] {',', '\n'}, new byte[] {'\n', ']', '\n'});
    }

    /** Collects an element; false if the file ends inside it. */
    private boolean element() throws IOException {
        int depth = 0;
        do {
            int taken = take();
            if (taken < 0) {
                return false;
            } else if (taken == '"') {
                if (!string()) {
                    return false;
                }
            } else if (taken == '{' || taken == '[') {
                depth++;
            } else if (taken == '}' || taken == ']') {
                depth--;
            }
        } while (depth > 0 || !isEnd(bytes.ahead()));
        return true;
    }

    /** Collects the rest of a string; false if the file ends inside it. */
    private boolean string() throws IOException {
        for (int taken = take(); taken != '"'; taken = take()) {
            if (taken < 0 || taken == '\\' && take() < 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isEnd(int ahead) {
        return ahead < 0 || isSpace(ahead) || ahead == '{' || array && (ahead == ',' || ahead == ']');
    }

    private FileRecord unclosed() {
        ended = true;
        bytes.begin();
        return bytes.refuse("the file ends before its array is closed: records may be missing")
                .atEndOfFile();
    }

    private FileRecord afterTheArray() throws IOException {
        while (take() >= 0) {
            // to the end of the file
        }
        return bytes.refuse("something follows after the end of the array");
    }

    private int take() throws IOException {
        int taken = bytes.read();
        if (taken >= 0) {
            bytes.keep(taken);
        }
        return taken;
    }

    private void skipSpace() throws IOException {
        while (isSpace(bytes.ahead())) {
            bytes.read();
        }
    }

    private static boolean isSpace(int character) {
        return character == ' ' || character == '\n' || character == '\r' || character == '\t';
    }
}
