package org.activityrelay.relay.ledger;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;

/**
 * The few things that SQLite and PostgreSQL say differently. Statements are written once, with these words in braces:
 *
 * <ul>
 *   <li>{@code {now}}: the database's clock, in epoch milliseconds
 *   <li>{@code {open}}: a delivery waits or is in flight; the condition of the index that finds them by destination
 *   <li>{@code {for update ...}}: locks rows, where there is more than one writer
 *   <li>{@code {among ...}}: compares an id with the few that a query gives, each looked up by its key
 * </ul>
 */
enum Dialect {
    SQLITE("cast(unixepoch('subsec') * 1000 as integer)", Dialect.OPEN, "", "in ($1)", false),
    /**
     * The array keeps plans from reading the whole table because they expect many. The end that is null keeps the index of
     * what is open from plans that look for something else.
     */
    POSTGRESQL(
            "(extract(epoch from clock_timestamp()) * 1000)::bigint",
            Dialect.OPEN + " and final_at is null",
            "$1",
            "= any (array($1))",
            true);

    private static final String OPEN = "state in ('pending', 'in_flight')";

    private static final Pattern FOR_UPDATE = Pattern.compile("\\{(for update[^}]*)}");
    private static final Pattern AMONG = Pattern.compile("\\{among ([^}]*)}");

    private final String now;
    private final String open;
    private final String forUpdate;
    private final String among;
    private final boolean nativeIds;
    private final ConcurrentMap<String, String> known = new ConcurrentHashMap<>();

    Dialect(String now, String open, String forUpdate, String among, boolean nativeIds) {
        this.now = now;
        this.open = open;
        this.forUpdate = forUpdate;
        this.among = among;
        this.nativeIds = nativeIds;
    }

    /** Whether ids are UUIDs to the database, and not text. */
    boolean hasNativeIds() {
        return nativeIds;
    }

    String translate(String sql) {
        return sql.indexOf('{') < 0 ? sql : known.computeIfAbsent(sql, this::replace);
    }

    private String replace(String sql) {
        String simple = sql.replace("{now}", now).replace("{open}", open);
        String locked = FOR_UPDATE.matcher(simple).replaceAll(forUpdate);
        return AMONG.matcher(locked).replaceAll(among);
    }
}
