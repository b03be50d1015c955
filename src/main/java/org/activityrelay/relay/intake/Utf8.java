package org.activityrelay.relay.intake;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Bodies must be UTF-8 (RFC 8259, section 8.1). Others are refused and kept: replacing what cannot be read would store
 * damaged names and notes without anybody noticing.
 */
final class Utf8 {

    private static final int BOM_LENGTH = 3;

    private Utf8() {}

    /** Where the text begins: after a byte order mark, which some programs write. */
    static int start(byte[] bytes) {
        boolean hasBom = bytes.length >= BOM_LENGTH
                && bytes[0] == (byte) 0xEF
                && bytes[1] == (byte) 0xBB
                && bytes[2] == (byte) 0xBF;
        return hasBom ? BOM_LENGTH : 0;
    }

    /**
     * @param begin where in what the sender has the text begins
     * @throws UnreadableException naming the first byte that is not UTF-8
     */
    static void check(byte[] bytes, int from, int to, Body.At begin) {
        if (to - from >= 2 && isUtf16(bytes[from], bytes[from + 1])) {
            throw new UnreadableException(
                    UnreadableException.NOT_JSON, "", "Is UTF-16, not UTF-8. Send or save it as UTF-8.");
        }
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                decode(bytes, from, i, to, begin);
                return;
            }
        }
    }

    private static void decode(byte[] bytes, int from, int firstNotAscii, int to, Body.At begin) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes, firstNotAscii, to - firstNotAscii);
        CharBuffer out = CharBuffer.allocate(to - firstNotAscii);
        if (decoder.decode(in, out, true).isError()) {
            int at = in.position();
            int lineStart = at;
            while (lineStart > from && bytes[lineStart - 1] != '\n') {
                lineStart--;
            }
            long line = begin.line() + BodyContents.lineBreaks(bytes, from, at);
            long column = at - lineStart + (lineStart == from ? begin.column() : 1);
            throw new UnreadableException(
                    UnreadableException.NOT_JSON,
                    "",
                    "Is not UTF-8: byte 0x%02X at line %d, column %d. Send or save it as UTF-8."
                            .formatted(bytes[at] & 0xFF, line, column));
        }
    }

    private static boolean isUtf16(byte first, byte second) {
        boolean hasBom = first == (byte) 0xFE && second == (byte) 0xFF || first == (byte) 0xFF && second == (byte) 0xFE;
        return hasBom || first == 0 || second == 0;
    }
}
