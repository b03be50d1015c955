package org.activityrelay.relay.ledger;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;

class SqliteHotStatementsTest extends HotStatementsContract {

    /** Tables by the names that statements give them. */
    private static final Pattern WHOLE = Pattern.compile(
            "SCAN (?:activity|a|activity_content|c|person|p|interaction_head|h|delivery|d|f|n|l|attempt|rejection|audit|dry_run|write_log)\\b.*");

    /** Indexes of those rows only that are asked for; a limit bounds how many of them are read. */
    private static final Pattern PARTIAL =
            Pattern.compile(".* INDEX (?:delivery_due|delivery_in_flight|delivery_lease|activity_unrouted)\\b.*");

    /** The newest, up to a limit. */
    private static final Pattern NEWEST =
            Pattern.compile("select (?:a\\.)?id from activity a where true order by a\\.id desc limit [^(]*");

    @TempDir
    Path folder;

    @Override
    TestDatabase database() {
        return TestDatabase.sqlite(folder);
    }

    @Override
    Dialect dialect() {
        return Dialect.SQLITE;
    }

    @Override
    Database open(LedgerSettings settings) {
        return SqliteDatabase.open(settings);
    }

    @Override
    String id(String space) {
        return "printf('00000000-0000-7000-800" + space + "-%012x', n)";
    }

    @Override
    String bytes() {
        return "cast(printf('%016x', n) as blob)";
    }

    @Override
    String fault(WatchedDatabase database, String sql) throws SQLException {
        if (NEWEST.matcher(sql).matches()) {
            return null;
        }
        return database.explain("explain query plan " + sql).stream()
                .filter(step ->
                        WHOLE.matcher(step).matches() && !PARTIAL.matcher(step).matches())
                .findFirst()
                .orElse(null);
    }
}
