package org.activityrelay.relay.configuration;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that decides what happens to a record, read at one moment: routes, mappings, templates, SQL, dispositions.
 * Immutable. A running configuration reads from its snapshot only, never from disk.
 */
public final class Snapshot {

    /** Prefix of the paths of the routes folder. */
    public static final String ROUTES = "routes/";

    /** Prefix of the paths of the cases. */
    public static final String CASES = ROUTES + "cases/";

    /** Prefix of the paths of the samples. */
    public static final String SAMPLES = ROUTES + "samples/";

    /** Path of the dispositions. */
    public static final String DISPOSITIONS = "config/dispositions.yaml";

    private final SortedMap<String, byte[]> files;
    private final String hash;

    private Snapshot(SortedMap<String, byte[]> files) {
        this.files = Collections.unmodifiableSortedMap(files);
        this.hash = hash(files);
    }

    /** @param files contents by path: {@code routes/…} and {@code config/dispositions.yaml}; separated by {@code /} */
    public static Snapshot of(Map<String, byte[]> files) {
        SortedMap<String, byte[]> copies = new TreeMap<>();
        files.forEach((path, content) -> copies.put(path, content.clone()));
        return new Snapshot(copies);
    }

    /**
     * SHA-256 over the sorted paths and contents, in hexadecimal: it names what decides about records. Cases and samples
     * decide nothing, so they are in the snapshot but not in its hash.
     */
    public String hash() {
        return hash;
    }

    /** Contents by path, sorted; copies. */
    public SortedMap<String, byte[]> files() {
        SortedMap<String, byte[]> copies = new TreeMap<>();
        files.forEach((path, content) -> copies.put(path, content.clone()));
        return copies;
    }

    /** The paths, sorted. */
    public Iterable<String> paths() {
        return files.keySet();
    }

    /** The bytes of a file, if the snapshot has it. */
    public Optional<byte[]> bytes(String path) {
        return Optional.ofNullable(files.get(path)).map(byte[]::clone);
    }

    /** A file as text, if the snapshot has it. */
    public Optional<String> text(String path) {
        return Optional.ofNullable(files.get(path)).map(content -> new String(content, StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "Snapshot[" + hash.substring(0, 12) + ", " + files.size() + " files]";
    }

    private static String hash(SortedMap<String, byte[]> files) {
        MessageDigest digest = sha256();
        files.forEach((path, content) -> {
            if (!decides(path)) {
                return;
            }
            add(digest, path.getBytes(StandardCharsets.UTF_8));
            add(digest, content);
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    private static boolean decides(String path) {
        return !path.startsWith(CASES) && !path.startsWith(SAMPLES);
    }

    /** Whether every file is the same, also those that decide nothing. */
    boolean sameFiles(Snapshot other) {
        return files.keySet().equals(other.files.keySet())
                && files.entrySet().stream()
                        .allMatch(file -> Arrays.equals(file.getValue(), other.files.get(file.getKey())));
    }

    /** With its length in front, so that no two lists of files look alike. */
    private static void add(MessageDigest digest, byte[] part) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        digest.update(part);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
