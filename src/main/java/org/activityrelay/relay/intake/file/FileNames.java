package org.activityrelay.relay.intake.file;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names that fit into a folder, and into a log. Senders name their files; most file systems take 255 bytes. */
final class FileNames {

    /** What is wrong with a rejected file is said in a file of its name and this. */
    static final String ERRORS = ".error.json";

    private static final int LONGEST = 255;
    private static final int LONGEST_SHOWN = 300;
    private static final int HASH = 8;

    private FileNames() {}

    /**
     * A name, with a stamp before its extension, that leaves room for what is to be appended. A name that is too long
     * loses its end and gets a hash of the whole instead.
     *
     * @param stamp may be empty
     * @param room bytes
     */
    static String fitting(String name, String stamp, int room) {
        int dot = name.lastIndexOf('.');
        String stem = dot <= 0 ? name : name.substring(0, dot);
        String end = stamp + (dot <= 0 ? "" : name.substring(dot));
        int left = LONGEST - room - bytes(end);
        if (bytes(stem) <= left) {
            return stem + end;
        }
        return cut(stem, left - HASH - 1) + "~" + hash(name).substring(0, HASH) + end;
    }

    /** A hidden name, the same each time, for what is to become a file of this name. */
    static String hidden(String name, String kind) {
        return "." + hash(name) + kind + ".part";
    }

    /** Where it is said what is wrong with a rejected file; null if its name leaves no room, so that there is none. */
    static Path errors(Path rejected) {
        String name = rejected.getFileName() + ERRORS;
        return bytes(name) > LONGEST ? null : rejected.resolveSibling(name);
    }

    /** A name as a log may show it: a sender could else write lines of the log. */
    static String shown(Object name) {
        StringBuilder shown = new StringBuilder();
        String all = String.valueOf(name);
        all.codePoints().limit(LONGEST_SHOWN).forEach(character -> {
            if (isPlain(character)) {
                shown.appendCodePoint(character);
            } else {
                shown.append("\\u%04x".formatted(character));
            }
        });
        return shown.append(all.length() > LONGEST_SHOWN ? "…" : "").toString();
    }

    private static boolean isPlain(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private static String cut(String text, int most) {
        StringBuilder cut = new StringBuilder();
        int length = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            String character = Character.toString(text.codePointAt(i));
            length += bytes(character);
            if (length > most) {
                break;
            }
            cut.append(character);
        }
        return cut.toString();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String hash(String name) {
        try {
            byte[] all = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(all, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
