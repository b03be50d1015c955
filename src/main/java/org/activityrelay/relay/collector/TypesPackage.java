package org.activityrelay.relay.collector;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/**
 * The types of the collector as a package that npm installs from an address: a gzipped tar (POSIX.1-1988, "ustar") with a
 * fixed date, so that the same types are the same bytes and a lock file keeps its integrity value.
 */
final class TypesPackage {

    private static final int BLOCK = 512;
    // npm refuses files from before 1980 in some versions; this is 1985-10-26, which npm's own packages carry.
    private static final long DATE = 499_162_500L;

    private TypesPackage() {}

    static byte[] of(String version, byte[] types) throws IOException {
        String description = """
                {
                  "name": "@activity-relay/activity-collector-types",
                  "version": "%s",
                  "description": "Types of Activity Relay's browser collector; the collector itself is loaded from the relay.",
                  "license": "UNLICENSED",
                  "private": true,
                  "types": "index.d.ts"
                }
                """.formatted(version);
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        entry(tar, "package/package.json", description.getBytes(StandardCharsets.UTF_8));
        entry(tar, "package/index.d.ts", types);
        tar.write(new byte[2 * BLOCK]);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            tar.writeTo(gzip);
        }
        byte[] bytes = packed.toByteArray();
        bytes[9] = (byte) 0xFF; // the operating system, which Java's versions name differently: unknown
        return bytes;
    }

    private static void entry(ByteArrayOutputStream tar, String name, byte[] content) throws IOException {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000644\0");
        put(header, 108, "0000000\0");
        put(header, 116, "0000000\0");
        put(header, 124, octal(content.length));
        put(header, 136, octal(DATE));
        put(header, 148, "        "); // counts as blanks in its own sum
        put(header, 156, "0");
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xFF;
        }
        put(header, 148, String.format("%06o\0 ", sum));
        tar.write(header);
        tar.write(content);
        tar.write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    }

    private static String octal(long number) {
        return String.format("%011o\0", number);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        if (at + ascii.length > header.length) {
            throw new IllegalArgumentException("too long: " + Arrays.toString(ascii));
        }
        System.arraycopy(ascii, 0, header, at, ascii.length);
    }
}
