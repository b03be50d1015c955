package org.activityrelay.relay.intake;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The elements of a JSON array, cut apart by looking at brackets and quotes only: each element keeps its own bytes, and
 * one that is not JSON leaves its neighbours alone. What follows a mistake that hides the element's end belongs to that
 * element.
 */
final class ArrayItems {

    private final byte[] bytes;
    private final StrictJson json;
    private final int maxBatch;
    private final Body.At begin;
    private final List<BodyItem> items = new ArrayList<>();
    private int position;
    private long line;
    private int lineStart;
    private int counted;

    /**
     * @param start of the array's opening bracket
     * @param begin where in what the sender has the bytes begin
     */
    ArrayItems(byte[] bytes, int start, StrictJson json, int maxBatch, Body.At begin) {
        this.bytes = bytes;
        this.json = json;
        this.maxBatch = maxBatch;
        this.begin = begin;
        this.line = begin.line();
        this.position = start + 1;
    }

    /** Empty if the array is; at most one more than {@code maxBatch}. */
    List<BodyItem> items() {
        boolean open = true;
        while (open && items.size() <= maxBatch) {
            int from = position;
            skipElement();
            boolean isClosed = position < bytes.length;
            open = isClosed && bytes[position] == ',';
            int first = BodyContents.skipBlanks(bytes, from, position);
            int last = BodyContents.beforeBlanks(bytes, first, position);
            if (!isClosed) {
                add(first, last, "The array breaks off here: its closing bracket is missing. Send the whole array.");
            } else if (first < last) {
                addElement(first, last);
            } else if (open || !items.isEmpty()) {
                add(first, last, "Here is nothing between two commas of the array. Remove the extra comma.");
            }
            position++;
        }
        addRest();
        return items;
    }

    private void addRest() {
        int rest = BodyContents.skipBlanks(bytes, Math.min(position, bytes.length));
        if (rest < bytes.length && items.size() <= maxBatch) {
            add(rest, bytes.length, "The array ends before this. Send one array and nothing after it.");
        }
    }

    private void addElement(int from, int to) {
        // Counted on, not each time from the start: an array may have many elements.
        for (; counted < from; counted++) {
            if (bytes[counted] == '\n') {
                line++;
                lineStart = counted + 1;
            }
        }
        Body.At at = new Body.At(line, BodyContents.column(bytes, lineStart, from, begin));
        items.add(
                new BodyItem(place(), () -> Arrays.copyOfRange(bytes, from, to), () -> json.read(bytes, from, to, at)));
    }

    private void add(int from, int to, String detail) {
        items.add(BodyContents.unreadable(place(), bytes, from, to, UnreadableException.NOT_JSON, detail));
    }

    private String place() {
        return "index " + items.size();
    }

    /** Moves to the comma or bracket that ends the element, or to the end of the body. */
    private void skipElement() {
        int depth = 0;
        for (; position < bytes.length; position++) {
            switch (bytes[position]) {
                case '"' -> skipText();
                case '{', '[' -> depth++;
                case '}' -> depth = Math.max(0, depth - 1);
                case ']' -> {
                    if (depth == 0) {
                        return;
                    }
                    depth--;
                }
                case ',' -> {
                    if (depth == 0) {
                        return;
                    }
                }
                default -> {}
            }
        }
        position = bytes.length; // an escape may have led beyond it
    }

    /** Moves to the closing quote. */
    private void skipText() {
        for (position++; position < bytes.length && bytes[position] != '"'; position++) {
            if (bytes[position] == '\\') {
                position++;
            }
        }
    }
}
