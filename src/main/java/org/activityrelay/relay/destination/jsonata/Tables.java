package org.activityrelay.relay.destination.jsonata;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

/** Two-column tables in {@code routes/tables/<name>.csv}; each is read once per context. Thread-safe. */
final class Tables {

    private final Map<String, Table> read = new ConcurrentHashMap<>();
    private final Supplier<CamelContext> context;

    Tables(Supplier<CamelContext> context) {
        this.context = context;
    }

    /** The rows as written, and by folded key. */
    private record Table(Map<String, String> rows, Map<String, String> byKey) {}

    /**
     * What a table has for a key, or for the first of a list of keys that it has; null if for none.
     *
     * @param key null for the whole table
     */
    Object find(String name, Object key) {
        Table table = read.computeIfAbsent(name, this::read);
        if (key == null) {
            return table.rows();
        }
        List<?> keys = key instanceof List<?> several ? several : List.of(key);
        for (Object one : keys) {
            String found = one == null ? null : table.byKey().get(fold(String.valueOf(one)));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private Table read(String name) {
        String file = "tables/" + name + ".csv";
        Resource resource = PluginHelper.getResourceLoader(context.get()).resolveResource("routes:" + file);
        if (resource == null || !resource.exists()) {
            return new Table(Map.of(), Map.of());
        }
        try (InputStream in = resource.getInputStream()) {
            return parse(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new IllegalStateException(file + " cannot be read", unreadable);
        }
    }

    private static Table parse(String file, String text) {
        Map<String, String> rows = new LinkedHashMap<>();
        Map<String, String> byKey = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.replace("\uFEFF", "").split("\\R", -1)) {
            number++;
            if (line.isBlank() || line.stripLeading().startsWith("#")) {
                continue;
            }
            int end = cell(line);
            if (end == line.length() || cell(line.substring(end + 1)) != line.length() - end - 1) {
                throw JsonataFunctions.mistake("routes/" + file + ":" + number + " does not have two columns; write "
                        + "key,value and put a value that has a comma into quotes");
            }
            String key = plain(line.substring(0, end));
            String value = plain(line.substring(end + 1));
            rows.put(key, value);
            byKey.putIfAbsent(fold(key), value);
        }
        return new Table(Collections.unmodifiableMap(rows), byKey);
    }

    /** Where the first cell ends: at a comma, or at a semicolon as some spreadsheets write it. */
    private static int cell(String line) {
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ',' || c == ';')) {
                return i;
            }
        }
        return line.length();
    }

    private static String plain(String cell) {
        String text = cell.strip();
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1).replace("\"\"", "\"") : text;
    }

    private static String fold(String key) {
        return key.strip().toLowerCase(Locale.ROOT);
    }
}
