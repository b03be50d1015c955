package org.activityrelay.relay.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.activityrelay.relay.contract.SharedPostgres;
import org.activityrelay.relay.ledger.LedgerFixture;

/**
 * Fills a ledger with records of the last 90 days, below the ledger's own code, which would take hours: interactions with ids
 * in no order, documents of about 4 kB (as sent, and canonical), hashes of two persons and an agent each, two deliveries that
 * have ended, mostly well, and their attempts.
 */
final class ManyRecords {

    private static final int AT_ONCE = 50_000;
    private static final long DAYS_90 = 90L * 24 * 60 * 60 * 1000;

    private static final List<String> QUICKLY_ON_SQLITE =
            List.of("pragma journal_mode = wal", "pragma synchronous = off", "pragma cache_size = -400000");

    /** Texts that do not compress. */
    private static final int NOISES = 256;

    private static final String NOISE = "(select text from noise where number = n % " + NOISES + ")";

    /** What is written differently: numbers as hexadecimal digits, and bytes. */
    private interface Words {
        /** Of expression {@code x}, with at least that many digits. */
        String hex(String x, int digits);

        /** An id from 36 characters. */
        String id(String text);

        /** 32 bytes that look random, the same for the same {@code x}. */
        String hash(String x);

        String numbers();
    }

    private static final class SqliteWords implements Words {
        @Override
        public String hex(String x, int digits) {
            return "printf('%0" + digits + "x', " + x + ")";
        }

        @Override
        public String id(String text) {
            return text;
        }

        @Override
        public String hash(String x) {
            String scattered = "((" + x + ") * 2654435761 % 4294967296)";
            return "cast(printf('%08x%08x%016x', " + scattered + ", " + x + ", " + scattered + ") as blob)";
        }

        @Override
        public String numbers() {
            return "with recursive s (n) as (select ? union all select n + 1 from s where n + 1 < ?) select n from s";
        }
    }

    private static final class PostgresWords implements Words {
        @Override
        public String hex(String x, int digits) {
            return "lpad(to_hex(" + x + "), " + digits + ", '0')";
        }

        @Override
        public String id(String text) {
            return "(" + text + ")::uuid";
        }

        @Override
        public String hash(String x) {
            return "decode(md5((" + x + ")::text) || md5((" + x + ")::text || 'x'), 'hex')";
        }

        @Override
        public String numbers() {
            return "select n from generate_series(?::bigint, ?::bigint - 1) as g (n)";
        }
    }

    private final Words words;
    private final long step;
    private final long begin;
    private final String document = new String(Load.newRecord(), java.nio.charset.StandardCharsets.UTF_8)
            .replaceFirst("\"interactionId\":\"[^\"]*\"", "\"interactionId\":\"ID\"")
            .replaceFirst("\"description\":\"[^\"]*\"", "\"description\":\"NOISE\"");

    private ManyRecords(boolean sqlite, long records) {
        words = sqlite ? new SqliteWords() : new PostgresWords();
        step = Math.max(1, DAYS_90 / records);
        begin = System.currentTimeMillis() - step * records - 60_000;
    }

    /** Makes the tables and that many records; then brings the database into the state of one that has run for long. */
    static void fill(String url, int records) throws SQLException {
        LedgerFixture.open(url, SharedPostgres.username(), SharedPostgres.password())
                .close(); // makes the tables
        boolean sqlite = url.startsWith("jdbc:sqlite:");
        try (Connection connection = sqlite
                ? DriverManager.getConnection(url)
                : DriverManager.getConnection(url, SharedPostgres.username(), SharedPostgres.password())) {
            run(connection, sqlite ? QUICKLY_ON_SQLITE : List.of("set synchronous_commit = off"));
            connection.setAutoCommit(false);
            makeNoise(connection);
            ManyRecords many = new ManyRecords(sqlite, records);
            for (long from = 0; from < records; from += AT_ONCE) {
                many.insert(connection, from, Math.min(records, from + AT_ONCE));
                connection.commit();
            }
            connection.setAutoCommit(true);
            run(
                    connection,
                    sqlite ? List.of("pragma wal_checkpoint(truncate)") : List.of("vacuum analyze", "checkpoint"));
        }
    }

    private static void run(Connection connection, List<String> statements) throws SQLException {
        for (String sql : statements) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    private static void makeNoise(Connection connection) throws SQLException {
        run(connection, List.of("create temporary table noise (number integer primary key, text text)"));
        Random random = new Random(1);
        try (PreparedStatement insert = connection.prepareStatement("insert into noise values (?, ?)")) {
            for (int i = 0; i < NOISES; i++) {
                byte[] bytes = new byte[400];
                random.nextBytes(bytes);
                insert.setInt(1, i);
                insert.setString(2, HexFormat.of().formatHex(bytes));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private void insert(Connection connection, long from, long to) throws SQLException {
        for (String sql : statements()) {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                int next = 1;
                if (sql.startsWith("insert into activity_content")) {
                    statement.setString(next++, document);
                    statement.setString(next++, document);
                }
                statement.setLong(next++, from);
                statement.setLong(next, to);
                statement.executeUpdate();
            }
        }
    }

    private List<String> statements() {
        String source = " from (select n, " + begin + " + n * " + step
                + " as ms, n * 2654435761 % 4294967296 as k from (" + words.numbers() + ") i) s";
        String id = id("0");
        String key = interaction();
        return List.of(
                "insert into interaction_head (id, interaction_key, tenant, kind, agent_key, latest_revision,"
                        + " current_revision, current_activity) select " + id + ", " + key
                        + ", 'default', 'interaction', '', 1, 1, " + id + source,
                "insert into activity (id, head_id, revision, tenant, kind, interaction_id, fingerprint, received_at,"
                        + " status, configuration_hash, intake, principal, type, disposition_key, service_key, global_key)"
                        + " select " + id + ", " + id + ", 1, 'default', 'interaction', " + key + ", " + words.hash("n")
                        + ", ms, 'routed', 'hash', 'http', 'bench',"
                        + " case when k % 4 = 0 then 'chat' else 'voice' end,"
                        + " case when k % 3 = 0 then 'product sold' else 'call back' end, 'retention', " + key + source,
                "insert into activity_content (activity_id, canonical, original) select " + id + ", replace(replace(?,"
                        + " 'ID', " + key + "), 'NOISE', " + NOISE + "), " + original(key) + source,
                person("n % 300000 + 1000000", source),
                person("n % 200000 + 2000000", source),
                person("n % 200", source),
                delivery("1", "database", "null", source),
                delivery("2", "crm", "'003' || " + words.hex("k", 12), source),
                attempt("1", source),
                attempt("2", source));
    }

    private String original(String key) {
        String text = "replace(replace(?, 'ID', " + key + "), 'NOISE', " + NOISE + ")";
        return words instanceof SqliteWords ? "cast(" + text + " as blob)" : "convert_to(" + text + ", 'UTF8')";
    }

    private String id(String space) {
        return words.id(words.hex("ms / 65536", 8) + " || '-' || " + words.hex("ms % 65536", 4) + " || '-7000-800"
                + space + "-' || " + words.hex("n", 12));
    }

    private String interaction() {
        return words.hex("k", 8) + " || '-' || " + words.hex("k % 65536", 4) + " || '-4000-8000-' || "
                + words.hex("n", 12);
    }

    private String person(String whose, String source) {
        return "insert into person (activity_id, hash) select " + id("0") + ", " + words.hash(whose) + source;
    }

    private String delivery(String space, String destination, String externalId, String source) {
        return "insert into delivery (id, activity_id, revision, destination, part, record_key, arguments, decision, mode,"
                + " state, attempts, due_at, claimed_at, external_id, final_at) select " + id(space) + ", " + id("0")
                + ", 1, '" + destination + "', '', "
                + words.id(words.hex("k", 8) + " || '-0000-5000-800" + space + "-' || " + words.hex("n", 12))
                + ", '{\"table\":\"crm\"}', '{\"routeId\":\"routing\",\"line\":7}', 'live', case n % 500 when 0 then 'parked'"
                + " when 1 then 'superseded' else 'delivered' end, 1, ms, ms + 20, " + externalId + ", ms + 80"
                + source;
    }

    private String attempt(String space, String source) {
        return "insert into attempt (delivery_id, number, mode, started_at, took, outcome, status_code, detail) select "
                + id(space)
                + ", 1, 'live', ms + 20, 60, 'delivered', 200, '{\"id\":\"0035g00000ABcDEAA1\",\"success\":true}'"
                + source;
    }
}
