package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.activityrelay.relay.ledger.Audit.Deed;

/** The changes that repairs make, at most {@link Rows#MOST} deliveries at a time. */
final class RepairStore {

    /** Locks the heads, in order: no revision is stored meanwhile. */
    private static final Rows NEWEST = new Rows("""
            select d.id, d.activity_id, h.current_activity
            from delivery d join activity a on a.id = d.activity_id join interaction_head h on h.id = a.head_id
            where d.id in (#)
            order by h.id {for update of h}
            """, "?");

    /**
     * What a receiver holds stays known, in case a newer revision takes this one's place before it is delivered again.
     * Whom a mail reached once it is to reach again; but not when only the others are missing.
     */
    private static final String REPLAY = """
            update delivery
            set state = 'pending', due_at = {now}, claimed_at = null, final_at = null, reason = null, detail = null, replayed_at = {now},
                schedule_from = attempts, cancel_asked = ?, mode = case when mode = 'live' then mode else ? end,
                ambiguous = (ambiguous or state = 'delivered' and mode = 'live'),
                progress = case when state = 'delivered' then null else progress end
            where id = ? and state = ? and overtaken = ? and coalesce(final_at, 0) <= ?
            """;

    private static final String CANCEL = """
            update delivery
            set state = case when state = 'in_flight' then state else 'cancelled' end,
                final_at = case when state = 'in_flight' then null else {now} end,
                cancel_asked = (state = 'in_flight')
            where id = ? and state in ('pending', 'in_flight', 'parked') and overtaken = ? and cancel_asked = ?
            """;
    private static final String COUNT_MORE = "update audit set count = count + ? where id = ?";

    private final DestinationTraits traits;
    private final SqlAudit audit;

    RepairStore(DestinationTraits traits, SqlAudit audit) {
        this.traits = traits;
        this.audit = audit;
    }

    /** What one transaction did; the deed that tells of it, or null when nothing was done yet. */
    record Noted(int count, String audit) {}

    /** Makes them due now if they still are what they were, and of the newest revision; answers how many. */
    int replay(Session session, List<Deliveries.Item> items, Instant asOf) throws SQLException {
        Set<String> newest = newest(session, items);
        Parameters parameters = session.prepare(REPLAY);
        boolean any = false;
        for (Deliveries.Item item : byId(items)) {
            if (newest.contains(item.id())) {
                any = true;
                parameters
                        .flag(false)
                        .text(traits.mode(item.destination()).word())
                        .id(item.id())
                        .text(item.state().word())
                        .flag(false)
                        .number(asOf.toEpochMilli())
                        .add();
            }
        }
        return any ? sum(parameters.runBatch()) : 0;
    }

    private static Set<String> newest(Session session, List<Deliveries.Item> items) throws SQLException {
        Set<String> newest = new HashSet<>();
        try (ResultSet row =
                session.query(NEWEST, items.stream().map(Deliveries.Item::id).toList())) {
            while (row.next()) {
                if (row.getString(2).equals(row.getString(3))) {
                    newest.add(row.getString(1));
                }
            }
        }
        return newest;
    }

    /** Takes them back; answers how many. */
    static int cancel(Session session, List<Deliveries.Item> items) throws SQLException {
        Parameters parameters = session.prepare(CANCEL);
        for (Deliveries.Item item : byId(items)) {
            parameters.id(item.id()).flag(false).flag(false).add();
        }
        return sum(parameters.runBatch());
    }

    /** In the order in which everybody locks deliveries. */
    private static List<Deliveries.Item> byId(List<Deliveries.Item> items) {
        return items.stream().sorted(Comparator.comparing(Deliveries.Item::id)).toList();
    }

    /** Notes the deed with the first that it changed, and then only how many more. */
    Noted note(Session session, String known, Deed deed, int count) throws SQLException {
        if (count == 0) {
            return new Noted(0, known);
        }
        if (known == null) {
            Deed begun = new Deed(deed.who(), deed.action(), deed.filter(), count, deed.detail());
            return new Noted(count, audit.note(session, begun));
        }
        session.prepare(COUNT_MORE).number((long) count).id(known).update();
        return new Noted(count, known);
    }

    private static int sum(int[] counts) {
        int sum = 0;
        for (int count : counts) {
            sum += count;
        }
        return sum;
    }
}
