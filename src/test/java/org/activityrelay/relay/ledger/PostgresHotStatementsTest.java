package org.activityrelay.relay.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import org.activityrelay.relay.contract.SharedPostgres;
import org.junit.jupiter.api.BeforeEach;

class PostgresHotStatementsTest extends HotStatementsContract {

    /** Rows; a large table has twenty times as many. */
    private static final int FEW = 1_000;

    private String url;

    @Override
    TestDatabase database() {
        TestDatabase database = TestDatabase.postgres(getClass());
        url = database.settings().url();
        return database;
    }

    @BeforeEach
    void analyze() {
        SharedPostgres.execute(url, "vacuum analyze");
    }

    @Override
    Dialect dialect() {
        return Dialect.POSTGRESQL;
    }

    @Override
    Database open(LedgerSettings settings) {
        return PostgresDatabase.open(settings);
    }

    @Override
    String id(String space) {
        return "('00000000-0000-7000-800" + space + "-' || lpad(to_hex(n), 12, '0'))::uuid";
    }

    @Override
    String bytes() {
        return "int8send(n::bigint)";
    }

    @Override
    String fault(WatchedDatabase database, String sql) throws SQLException {
        return faultOf(database, sql);
    }

    /** What inserts look up, they look up by unique indexes; and the driver does not show their arrays. */
    static String faultOf(WatchedDatabase database, String sql) throws SQLException {
        if (sql.contains("insert into")) {
            return null;
        }
        String answer = String.join("\n", database.explain("explain (analyze, format json) " + sql));
        JsonNode plan = Json.tree(answer).get(0).get("Plan");
        boolean whole = plan.findValuesAsText("Node Type").contains("Seq Scan");
        return whole || rows(plan) > FEW ? answer : null;
    }

    /** How many rows the statement reads from tables and indexes. */
    private static long rows(JsonNode plan) {
        long rows = 0;
        if (plan.get("Node Type").asText().contains("Scan")) {
            long each = plan.path("Actual Rows").asLong()
                    + plan.path("Rows Removed by Filter").asLong();
            rows = each * plan.path("Actual Loops").asLong();
        }
        for (JsonNode part : plan.path("Plans")) {
            rows += rows(part);
        }
        return rows;
    }
}
