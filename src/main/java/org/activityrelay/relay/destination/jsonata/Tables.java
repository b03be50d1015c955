package org.activityrelay.relay.destination.jsonata;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.activityrelay.relay.destination.TableFile;
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
            String found = one == null ? null : table.byKey().get(TableFile.fold(String.valueOf(one)));
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

    /** Mistakes are refused when routes load; a trial of a mapping alone meets them here. */
    private static Table parse(String file, String text) {
        TableFile table = TableFile.parse(text);
        table.mistakes().stream().findFirst().ifPresent(mistake -> {
            throw JsonataFunctions.mistake(
                    "routes/" + file + ":" + mistake.line() + ": " + mistake.what() + ", " + mistake.remedy());
        });
        Map<String, String> rows = new LinkedHashMap<>();
        Map<String, String> byKey = new LinkedHashMap<>();
        table.rows().forEach(row -> {
            rows.put(row.key(), row.value());
            byKey.put(TableFile.fold(row.key()), row.value());
        });
        return new Table(Collections.unmodifiableMap(rows), byKey);
    }
}
