package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.ledger.Audit.Deed;
import org.activityrelay.relay.routing.Plan;
import org.activityrelay.relay.routing.Routing;

/**
 * Repairs in SQL. Which deliveries are meant is read first, beside all other work; then they are changed in transactions
 * that are as short as those that store records, each of which looks again whether a change is still right.
 */
final class SqlRepairs implements Repairs {

    private static final int SAMPLE = 10;
    private static final int STEP = 1_000;

    private final Database database;
    private final DestinationTraits traits;
    private final RepairStore store;
    private final Rerouting rerouting;
    private final Routing routing;
    private final DueSignal due;
    private final int window;

    SqlRepairs(
            Database database,
            DestinationTraits traits,
            RepairStore store,
            Rerouting rerouting,
            Routing routing,
            DueSignal due,
            int window) {
        this.database = database;
        this.traits = traits;
        this.store = store;
        this.rerouting = rerouting;
        this.routing = routing;
        this.due = due;
        this.window = window;
    }

    @Override
    public Instant now() {
        return Instant.ofEpochMilli(database.readOrUnavailable(session -> {
            try (ResultSet row = session.prepare("select {now}").query()) {
                row.next();
                return row.getLong(1);
            }
        }));
    }

    // ---- replay

    @Override
    public Forecast forecast(Replay replay) {
        Tally tally = new Tally();
        for (DeliverySearch search : Selection.ofAnyRevision(traits, replay, window)) {
            walk(search, item -> item.newest() ? tally.add(item, replay.includeDelivered()) : tally.skip());
        }
        return tally.forecast();
    }

    @Override
    public Done replay(Replay replay, int most, String who) {
        List<Deliveries.Item> chosen = new ArrayList<>();
        boolean more = choose(
                Selection.of(traits, replay, window),
                item -> replay.includeDelivered() || !isThere(item),
                most,
                chosen);
        Deed deed = new Deed(who, "replay", Selection.describe(replay), 0, null);
        return work(chosen, more, (session, some) -> store.replay(session, some, replay.asOf()), deed);
    }

    /** The receiver holds it; or it was only recorded, and would only be recorded again. */
    private boolean isThere(Deliveries.Item item) {
        return item.state() == DeliveryState.DELIVERED
                && (item.mode() == Mode.LIVE || traits.mode(item.destination()) == Mode.DRY_RUN);
    }

    // ---- cancel

    @Override
    public Forecast forecast(Cancellation cancellation) {
        Tally tally = new Tally();
        for (DeliverySearch search : Selection.of(traits, cancellation, window)) {
            walk(search, item -> tally.add(item, true));
        }
        return tally.forecast();
    }

    @Override
    public Done cancel(Cancellation cancellation, int most, String who) {
        List<Deliveries.Item> chosen = new ArrayList<>();
        boolean more = choose(Selection.of(traits, cancellation, window), item -> true, most, chosen);
        Deed deed = new Deed(who, "cancel", Selection.describe(cancellation), 0, null);
        return work(chosen, more, RepairStore::cancel, deed);
    }

    // ---- both

    /** What a transaction does to some deliveries; answers how many it changed. */
    private interface Change {
        int to(Session session, List<Deliveries.Item> some) throws SQLException;
    }

    /** Oldest records first; whether there are more than were allowed. */
    private boolean choose(
            List<DeliverySearch> searches, Predicate<Deliveries.Item> wanted, int most, List<Deliveries.Item> chosen) {
        for (DeliverySearch search : searches) {
            walk(search, item -> {
                if (wanted.test(item)) {
                    chosen.add(item);
                }
                return chosen.size() <= most;
            });
        }
        chosen.sort(Comparator.comparing(Deliveries.Item::activityId).thenComparing(Deliveries.Item::id));
        boolean more = chosen.size() > most;
        if (more) {
            chosen.subList(most, chosen.size()).clear();
        }
        return more;
    }

    /** Until there is nothing left, or the visitor has enough. */
    private void walk(DeliverySearch search, Predicate<Deliveries.Item> visitor) {
        Position[] position = {Position.start(false)};
        while (position[0] != null) {
            DeliverySearch.Step step = database.readOrUnavailable(session -> search.step(session, position[0], STEP));
            for (Deliveries.Item item : step.rows()) {
                if (!visitor.test(item)) {
                    return;
                }
            }
            position[0] = step.next();
        }
    }

    private Done work(List<Deliveries.Item> chosen, boolean more, Change change, Deed deed) {
        int changed = 0;
        String audit = null;
        for (int from = 0; from < chosen.size(); from += Rows.MOST) {
            List<Deliveries.Item> some = chosen.subList(from, Math.min(chosen.size(), from + Rows.MOST));
            String known = audit;
            RepairStore.Noted noted =
                    database.writeOrUnavailable(session -> store.note(session, known, deed, change.to(session, some)));
            changed += noted.count();
            audit = noted.audit();
            due.raise();
        }
        return new Done(changed, more, audit);
    }

    /** Adds up what matches. */
    private final class Tally {

        private final TreeMap<String, Integer> overwritten = new TreeMap<>();
        private final TreeMap<String, Integer> sentAgain = new TreeMap<>();
        private final TreeSet<String> stillInDryRun = new TreeSet<>();
        private final List<Deliveries.Item> sample = new ArrayList<>();
        private int count;
        private int outdated;

        /** Counts one that is left alone; whether there is room for more. */
        private boolean skip() {
            outdated++;
            return outdated < Deliveries.MOST_COUNTED;
        }

        /** Whether there is room for more. */
        private boolean add(Deliveries.Item item, boolean alsoThere) {
            if (!alsoThere && isThere(item)) {
                if (item.mode() == Mode.DRY_RUN) {
                    stillInDryRun.add(item.destination());
                }
                return true;
            }
            count++;
            if (sample.size() < SAMPLE) {
                sample.add(item);
            }
            if (item.state() == DeliveryState.DELIVERED && item.mode() == Mode.LIVE) {
                (traits.follows(item.destination()) ? overwritten : sentAgain)
                        .merge(item.destination(), 1, Integer::sum);
            }
            return count < Deliveries.MOST_COUNTED;
        }

        private Forecast forecast() {
            return new Forecast(count, overwritten, sentAgain, stillInDryRun, outdated, sample);
        }
    }

    // ---- reroute

    @Override
    public RerouteForecast forecast(RecordFilter filter) {
        List<Candidate> sample = new ArrayList<>();
        int[] count = {0};
        walk(new RecordSearch(traits, filter, window), Deliveries.MOST_COUNTED, found -> {
            count[0] += found.size();
            found.stream().limit(SAMPLE - sample.size()).map(this::candidate).forEach(sample::add);
        });
        return new RerouteForecast(count[0], sample);
    }

    private Candidate candidate(RecordSearch.Found found) {
        return new Candidate(
                found.id(),
                found.tenant(),
                found.interactionId(),
                found.revision(),
                found.receivedAt(),
                found.reason(),
                plan(found).deliveries().stream()
                        .map(planned -> planned.destination())
                        .distinct()
                        .toList());
    }

    private Plan plan(RecordSearch.Found found) {
        return routing.plan(Activity.of(Json.object(found.canonical())));
    }

    @Override
    public Rerouted reroute(RecordFilter filter, int most, String who) {
        Deed deed = new Deed(who, "reroute", Selection.describe(filter), 0, null);
        Total total = new Total();
        boolean more = walk(new RecordSearch(traits, filter, window), most, found -> reroute(found, deed, total));
        return new Rerouted(total.asked, total.routed, total.added, more, total.audit);
    }

    /** What a re-route has done so far. */
    private static final class Total {

        private int asked;
        private int routed;
        private int added;
        private String audit;
    }

    /** The rules are asked outside the transaction: they may take their time. */
    private void reroute(List<RecordSearch.Found> records, Deed deed, Total total) {
        Map<String, Plan> plans = new HashMap<>();
        records.forEach(found -> plans.put(found.id(), plan(found)));
        Map<String, Integer> added = new HashMap<>();
        RepairStore.Noted noted = database.writeOrUnavailable(session -> {
            added.clear();
            added.putAll(rerouting.reroute(session, plans));
            long routed = added.values().stream().filter(more -> more > 0).count();
            return store.note(session, total.audit, deed, (int) routed);
        });
        total.audit = noted.audit();
        total.routed += noted.count();
        total.asked += records.size();
        total.added += added.values().stream().mapToInt(more -> more).sum();
        due.raise();
    }

    /** What is done with some records. */
    private interface Visitor {
        void visit(List<RecordSearch.Found> found);
    }

    /** At most so many; whether there are more. */
    private boolean walk(RecordSearch search, int most, Visitor visitor) {
        int left = most;
        String[] after = {null};
        do {
            int limit = Math.min(left, Rows.MOST);
            if (limit == 0) {
                return !database.readOrUnavailable(session -> search.step(session, after[0], 1))
                        .rows()
                        .isEmpty();
            }
            RecordSearch.Step step = database.readOrUnavailable(session -> search.step(session, after[0], limit));
            if (!step.rows().isEmpty()) {
                visitor.visit(step.rows());
            }
            left -= step.rows().size();
            after[0] = step.next();
        } while (after[0] != null);
        return false;
    }
}
