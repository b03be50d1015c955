package org.activityrelay.relay.destination.sql;

import java.nio.file.Path;
import java.util.Locale;

/**
 * Which database a JDBC URL names.
 *
 * @param name folder below {@code routes/sql/}: the part of the URL after {@code jdbc:}
 * @param file of an embedded database, or null
 */
record Dialect(String name, Path file) {

    private static final String SQLITE = "sqlite";

    static Dialect of(String url) {
        String[] parts = url.split(":", 3);
        String name = parts.length > 1 ? parts[1].toLowerCase(Locale.ROOT) : "";
        if (!name.matches("[a-z0-9]+")) {
            throw new IllegalArgumentException("not a JDBC URL (jdbc:<database>:…): " + url.replaceAll("[?;].*", ""));
        }
        boolean inFile = name.equals(SQLITE) && parts.length > 2 && !parts[2].startsWith(":memory:");
        return new Dialect(name, inFile ? Path.of(parts[2].replaceFirst("\\?.*", "")) : null);
    }

    boolean isEmbedded() {
        return name.equals(SQLITE);
    }
}
