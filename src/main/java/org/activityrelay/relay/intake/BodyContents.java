package org.activityrelay.relay.intake;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What is in a body: one record, an array, a record per line (NDJSON), or rows of the recording export (CSV). The content
 * type decides where it is precise; JSON and plain text are looked at, because browsers' beacons, scripts and queues
 * often cannot say it.
 *
 * @param batch whether it may hold several records
 * @param items in the order of the body, at least one; cut apart but not read yet
 */
record BodyContents(boolean batch, List<BodyItem> items) {

    private static final Set<String> LINES =
            Set.of("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines");
    private static final Body.At START = new Body.At(1, 1);
    private static final Set<String> CSV = Set.of("text/csv", "application/csv");
    private static final byte[] RECORDING_ID = "RecordingId".getBytes(StandardCharsets.US_ASCII);

    /** Cuts a body into items. What cannot be cut is one item that is unreadable. */
    static BodyContents of(Body body, StrictJson json, int maxBatch) {
        byte[] bytes = body.bytes();
        int start = skipBlanks(bytes, Utf8.start(bytes));
        if (start == bytes.length) {
            return unreadable(bytes, UnreadableException.NOT_JSON, "Is empty. Send an activity record as JSON.");
        }
        Body.At at = body.at() == null ? START : body.at();
        String type = mediaType(body.contentType());
        List<BodyItem> items;
        if (CSV.contains(type) || isExport(bytes, start)) {
            try {
                items = new CsvRows(bytes, start, json, maxBatch, body.at()).items();
            } catch (UnreadableException e) {
                return unreadable(bytes, e.status(), e.problems().get(0).detail());
            }
        } else if (LINES.contains(type)) {
            items = lines(bytes, start, json, maxBatch, at);
        } else if (bytes[start] == '[') {
            items = new ArrayItems(bytes, start, json, maxBatch, at).items();
            if (items.isEmpty()) {
                return unreadable(
                        bytes, UnreadableException.NO_RECORD, "Is an empty array. Send at least one activity record.");
            }
        } else if (isOneRecordPerLine(bytes, start)) {
            items = lines(bytes, start, json, maxBatch, at);
        } else {
            return new BodyContents(
                    false,
                    List.of(new BodyItem(
                            null, () -> bytes, () -> json.read(bytes, start, bytes.length, at(bytes, start, at)))));
        }
        if (items.size() > maxBatch) {
            return unreadable(
                    bytes,
                    UnreadableException.TOO_LARGE,
                    "Has more than " + maxBatch + " records (relay.intake.max-batch). Send them in several parts.");
        }
        return new BodyContents(true, items);
    }

    private static BodyContents unreadable(byte[] bytes, int status, String detail) {
        return new BodyContents(false, List.of(unreadable(null, bytes, 0, bytes.length, status, detail)));
    }

    static BodyItem unreadable(String place, byte[] bytes, int from, int to, int status, String detail) {
        return new BodyItem(place, () -> Arrays.copyOfRange(bytes, from, to), () -> {
            throw new UnreadableException(status, "", detail);
        });
    }

    /** At most one more than {@code maxBatch}. */
    private static List<BodyItem> lines(byte[] bytes, int start, StrictJson json, int maxBatch, Body.At at) {
        List<BodyItem> items = new ArrayList<>();
        long number = at.line() + lineBreaks(bytes, 0, start);
        for (int from = start; from < bytes.length && items.size() <= maxBatch; number++) {
            int end = endOfLine(bytes, from);
            int first = skipBlanks(bytes, from, end);
            int last = beforeBlanks(bytes, first, end);
            if (first < last) {
                Body.At begin = new Body.At(number, column(bytes, startOfLine(bytes, first), first, at));
                items.add(new BodyItem(
                        "line " + number,
                        () -> Arrays.copyOfRange(bytes, first, last),
                        () -> json.read(bytes, first, last, begin)));
            }
            from = end + 1;
        }
        return items;
    }

    /** Whether every line that is not blank begins an object, and the first ends one: no single JSON value does. */
    private static boolean isOneRecordPerLine(byte[] bytes, int start) {
        int firstEnd = endOfLine(bytes, start);
        if (bytes[start] != '{' || bytes[beforeBlanks(bytes, start, firstEnd) - 1] != '}') {
            return false;
        }
        int further = 0;
        for (int from = firstEnd + 1; from < bytes.length; from = endOfLine(bytes, from) + 1) {
            int first = skipBlanks(bytes, from);
            if (first == bytes.length) {
                break;
            }
            if (bytes[first] != '{') {
                return false;
            }
            further++;
            from = first;
        }
        return further > 0;
    }

    /** Whether the first line is the recording export's, whatever the sender called it. */
    private static boolean isExport(byte[] bytes, int start) {
        if (bytes[start] == '{' || bytes[start] == '[') {
            return false;
        }
        int end = endOfLine(bytes, start);
        for (int i = start; i + RECORDING_ID.length <= end; i++) {
            if (Arrays.equals(bytes, i, i + RECORDING_ID.length, RECORDING_ID, 0, RECORDING_ID.length)) {
                return true;
            }
        }
        return false;
    }

    /** Where a byte is in what the sender has. */
    private static Body.At at(byte[] bytes, int index, Body.At begin) {
        return new Body.At(
                begin.line() + lineBreaks(bytes, 0, index), column(bytes, startOfLine(bytes, index), index, begin));
    }

    /** A byte order mark is no character. */
    static long column(byte[] bytes, int lineStart, int index, Body.At begin) {
        return lineStart > 0 ? index - lineStart + 1 : index - Utf8.start(bytes) + begin.column();
    }

    private static int startOfLine(byte[] bytes, int index) {
        int i = index;
        while (i > 0 && bytes[i - 1] != '\n') {
            i--;
        }
        return i;
    }

    private static String mediaType(String contentType) {
        if (contentType == null) {
            return "";
        }
        int parameters = contentType.indexOf(';');
        String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return type.strip().toLowerCase(Locale.ROOT);
    }

    static int endOfLine(byte[] bytes, int from) {
        int i = from;
        while (i < bytes.length && bytes[i] != '\n') {
            i++;
        }
        return i;
    }

    static int lineBreaks(byte[] bytes, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                count++;
            }
        }
        return count;
    }

    static int skipBlanks(byte[] bytes, int from) {
        return skipBlanks(bytes, from, bytes.length);
    }

    static int skipBlanks(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && isBlank(bytes[i])) {
            i++;
        }
        return i;
    }

    static int beforeBlanks(byte[] bytes, int from, int to) {
        int i = to;
        while (i > from && isBlank(bytes[i - 1])) {
            i--;
        }
        return i;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }
}
