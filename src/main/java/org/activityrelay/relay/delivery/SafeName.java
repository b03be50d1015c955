package org.activityrelay.relay.delivery;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Makes a name of a key: usable as a file name on every system (also on those that ignore letter case) and as the left
 * side of a Message-ID. The same key always gives the same name, two keys never the same one.
 */
public final class SafeName {

    private static final Pattern PLAIN = Pattern.compile("[a-z0-9](?:[a-z0-9_-]|\\.(?=[a-z0-9_-])){0,99}");
    private static final Pattern RESERVED =
            Pattern.compile("(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\\..*)?", Pattern.CASE_INSENSITIVE);
    private static final int READABLE = 60;

    private SafeName() {}

    /** The key itself if it is harmless, else its readable part and a hash of all of it. */
    public static String of(String key) {
        boolean plain = PLAIN.matcher(key).matches() && !RESERVED.matcher(key).matches();
        // A key that looks like a hashed name must not collide with one.
        if (plain && !key.matches(".*~.*")) {
            return key;
        }
        String readable =
                key.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        if (readable.length() > READABLE) {
            readable = readable.substring(0, READABLE);
        }
        return readable + "~" + hash(key);
    }

    private static String hash(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 10);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
