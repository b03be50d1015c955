package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every table that holds something of an interaction, from its leaves to its head. */
final class Interactions {

    private static final String ACTIVITIES = "{among select id from activity where head_id in (#)}";

    private static final String DELIVERIES =
            "{among select d.id from activity a join delivery d on d.activity_id = a.id where a.head_id in (#)}";

    /** Conditions by table, in the order in which rows can be deleted: each is found by those that come later. */
    private static final Map<String, String> TABLES = new LinkedHashMap<>();

    static {
        TABLES.put("attempt", "delivery_id " + DELIVERIES);
        TABLES.put("dry_run", "delivery_id " + DELIVERIES);
        TABLES.put("write_log", "delivery_id " + DELIVERIES);
        TABLES.put("delivery", "activity_id " + ACTIVITIES);
        TABLES.put("person", "activity_id " + ACTIVITIES);
        TABLES.put("activity_content", "activity_id " + ACTIVITIES);
        TABLES.put("activity", "head_id in (#)");
        TABLES.put("interaction_head", "id in (#)");
    }

    private static final Map<String, Rows> DELETE = statements("delete from ");
    private static final Map<String, Rows> COUNT = statements("select count(*) from ");

    private Interactions() {}

    private static Map<String, Rows> statements(String begin) {
        Map<String, Rows> statements = new LinkedHashMap<>();
        TABLES.forEach(
                (table, condition) -> statements.put(table, new Rows(begin + table + " where " + condition, "?")));
        return statements;
    }

    /** Deletes interactions; answers how many rows of each table. At most {@link Rows#MOST}. */
    static Map<String, Integer> delete(Session session, List<String> heads) throws SQLException {
        Map<String, Integer> deleted = new LinkedHashMap<>();
        for (Map.Entry<String, Rows> statement : DELETE.entrySet()) {
            List<String> padded = Rows.padded(heads);
            Parameters parameters = session.prepare(statement.getValue().sql(padded.size()));
            for (String head : padded) {
                parameters.id(head);
            }
            deleted.put(statement.getKey(), parameters.update());
        }
        return deleted;
    }

    /** How many rows each table has of them. At most {@link Rows#MOST}. */
    static Map<String, Integer> count(Session session, List<String> heads) throws SQLException {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Map.Entry<String, Rows> statement : COUNT.entrySet()) {
            try (ResultSet row = session.query(statement.getValue(), heads)) {
                row.next();
                counts.put(statement.getKey(), row.getInt(1));
            }
        }
        return counts;
    }
}
