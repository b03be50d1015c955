package org.activityrelay.relay.activity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Iterator;

/**
 * Writes JSON in the one form of RFC 8785: names sorted by UTF-16 code units, no blanks, shortest escapes, ECMAScript's
 * numbers. The usual library works on text and parses it again; this one writes a tree straight to UTF-8, because every
 * accepted record passes here. Not thread-safe; reuse it.
 */
final class CanonicalWriter {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] buffer = new byte[4096];
    private int length;

    /** Forgets what was written. */
    void clear() {
        length = 0;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(buffer, length);
    }

    byte[] digest(MessageDigest algorithm) {
        algorithm.update(buffer, 0, length);
        return algorithm.digest();
    }

    int length() {
        return length;
    }

    int capacity() {
        return buffer.length;
    }

    /** Takes back everything that was written after a {@link #length()}. */
    void truncate(int formerLength) {
        length = formerLength;
    }

    void write(JsonNode node) {
        if (node instanceof ObjectNode object) {
            writeObject(object);
        } else if (node instanceof ArrayNode array) {
            writeArray(array);
        } else if (node.isTextual()) {
            writeText(node.textValue());
        } else if (node.isNumber()) {
            writeAscii(CanonicalNumber.of(node));
        } else {
            writeAscii(node.asText()); // true, false, null
        }
    }

    static String[] sortedNames(ObjectNode object) {
        String[] names = new String[object.size()];
        int i = 0;
        for (Iterator<String> each = object.fieldNames(); each.hasNext(); i++) {
            names[i] = each.next();
        }
        Arrays.sort(names);
        return names;
    }

    void writeText(String text) {
        writeByte('"');
        int size = text.length();
        ensure(size * 6 + 1); // the longest: \\u001f
        for (int i = 0; i < size; i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x80 && c != '"' && c != '\\') {
                buffer[length++] = (byte) c;
            } else if (c < 0x80) {
                writeEscaped(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < size && Character.isLowSurrogate(text.charAt(i + 1))) {
                writeFourBytes(Character.toCodePoint(c, text.charAt(++i)));
            } else {
                writeUpToThreeBytes(Character.isSurrogate(c) ? '\uFFFD' : c);
            }
        }
        buffer[length++] = '"';
    }

    void writeByte(char c) {
        ensure(1);
        buffer[length++] = (byte) c;
    }

    private void writeObject(ObjectNode object) {
        writeByte('{');
        boolean first = true;
        for (String name : sortedNames(object)) {
            if (!first) {
                writeByte(',');
            }
            first = false;
            writeText(name);
            writeByte(':');
            write(object.get(name));
        }
        writeByte('}');
    }

    private void writeArray(ArrayNode array) {
        writeByte('[');
        for (int i = 0; i < array.size(); i++) {
            if (i > 0) {
                writeByte(',');
            }
            write(array.get(i));
        }
        writeByte(']');
    }

    private void writeEscaped(char c) {
        buffer[length++] = '\\';
        switch (c) {
            case '"', '\\' -> buffer[length++] = (byte) c;
            case '\b' -> buffer[length++] = 'b';
            case '\t' -> buffer[length++] = 't';
            case '\n' -> buffer[length++] = 'n';
            case '\f' -> buffer[length++] = 'f';
            case '\r' -> buffer[length++] = 'r';
            default -> {
                buffer[length++] = 'u';
                buffer[length++] = '0';
                buffer[length++] = '0';
                buffer[length++] = HEX[c >> 4];
                buffer[length++] = HEX[c & 0xF];
            }
        }
    }

    private void writeUpToThreeBytes(char c) {
        if (c < 0x800) {
            buffer[length++] = (byte) (0xC0 | c >> 6);
        } else {
            buffer[length++] = (byte) (0xE0 | c >> 12);
            buffer[length++] = (byte) (0x80 | c >> 6 & 0x3F);
        }
        buffer[length++] = (byte) (0x80 | c & 0x3F);
    }

    private void writeFourBytes(int codePoint) {
        buffer[length++] = (byte) (0xF0 | codePoint >> 18);
        buffer[length++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
        buffer[length++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
        buffer[length++] = (byte) (0x80 | codePoint & 0x3F);
    }

    private void writeAscii(String text) {
        int size = text.length();
        ensure(size);
        for (int i = 0; i < size; i++) {
            buffer[length++] = (byte) text.charAt(i);
        }
    }

    private void ensure(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }
}
