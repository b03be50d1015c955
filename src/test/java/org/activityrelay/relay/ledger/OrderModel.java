package org.activityrelay.relay.ledger;

import static org.activityrelay.relay.ledger.LedgerFixture.LEASE;
import static org.activityrelay.relay.ledger.LedgerFixture.plan;
import static org.activityrelay.relay.ledger.LedgerFixture.record;
import static org.activityrelay.relay.ledger.LedgerFixture.settlement;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A few interactions, two destinations, and two processes that deliver: whatever happens in whatever order, no two
 * deliveries of one record key are in flight at a time, receivers see revisions in order, and hold the newest in the end.
 */
final class OrderModel {

    static final String[] DESTINATIONS = {"crm", "email"};
    static final int INTERACTIONS = 3;
    static final int PROCESSES = 2;

    /** Enough to end every lease and every wait, also after the clock went back for as often as a list of steps has it. */
    private static final Duration LONG = Duration.ofHours(30);

    private static final int ROUNDS = 8;

    /** More revisions in an hour would be suspicious. */
    private static final int MOST_REVISIONS = 18;

    /** What can happen. */
    sealed interface Step {}

    /** Other content of an interaction, planned for one destination or both. */
    record Accept(int process, int interaction, int destinations) implements Step {}

    record Take(int process, int destination, int most) implements Step {}

    /** An attempt ends, by order among those under way. */
    record End(int pick, Ending how) implements Step {}

    record Release(int pick) implements Step {}

    /** A process hears that a lease is over, and tells how the attempt ended all the same. */
    record TellLate(int pick) implements Step {}

    record Replay(boolean includeDelivered) implements Step {}

    record Cancel(int destination) implements Step {}

    /** The database's clock jumps. */
    record Jump(Duration by) implements Step {}

    /** A process is killed and starts again. */
    record Kill(int process) implements Step {}

    enum Ending {
        DELIVERED,
        RETRY_NOW,
        RETRY_LATER,
        REFUSED,
        /** Cut off after it arrived. */
        AMBIGUOUS,
        /** Cut off before. */
        CUT
    }

    /** The processes under test. */
    interface Processes extends AutoCloseable {

        LedgerFixture ledger(int process);

        DeliveryQueue queue(int process);

        /** Kills one and starts it again; whether that ends the leases of all. */
        boolean restart(int process);

        @Override
        void close();
    }

    /** A claim that some process works on, or did when it died. */
    private static final class Held {

        private final Claim claim;
        private final int process;
        private final long until;
        private boolean dead;
        private boolean arrived;

        private Held(Claim claim, int process, long until) {
            this.claim = claim;
            this.process = process;
            this.until = until;
        }
    }

    private final Processes processes;
    private final Random random = new Random(1);
    private final List<Held> held = new ArrayList<>();
    private final List<Held> late = new ArrayList<>();
    private final int[] revisions = new int[INTERACTIONS];
    private final Map<String, List<Integer>> arrivals = new HashMap<>();
    private long now;

    OrderModel(Processes processes) {
        this.processes = processes;
        for (int process = 0; process < PROCESSES; process++) {
            processes.ledger(process).following.add(DESTINATIONS[0]);
        }
    }

    /** Takes the steps, lets everything end, and looks at what the receivers hold. */
    void run(List<Step> steps) {
        for (Step step : steps) {
            take(step);
            assertThat(outdatedAndPending()).as("outdated and pending").isZero();
            assertThat(amiss())
                    .as("open with an end, or leased and not in flight")
                    .isZero();
        }
        finish();
    }

    private void take(Step step) {
        if (step instanceof Accept accept) {
            accept(accept);
        } else if (step instanceof Take take) {
            claim(take.process(), DESTINATIONS[take.destination()], take.most());
        } else if (step instanceof End end) {
            pick(alive(), end.pick(), one -> end(one, end.how()));
        } else if (step instanceof Release release) {
            pick(alive(), release.pick(), this::release);
        } else if (step instanceof TellLate tell) {
            pick(late, tell.pick(), this::tellLate);
        } else if (step instanceof Replay replay) {
            replay(replay.includeDelivered());
        } else if (step instanceof Cancel cancel) {
            cancel(DESTINATIONS[cancel.destination()]);
        } else if (step instanceof Jump jump) {
            jump(jump.by());
        } else if (step instanceof Kill kill) {
            kill(kill.process());
        }
    }

    private List<Held> alive() {
        return held.stream().filter(one -> !one.dead).toList();
    }

    private static void pick(List<Held> from, int number, java.util.function.Consumer<Held> then) {
        if (!from.isEmpty()) {
            then.accept(from.get(number % from.size()));
        }
    }

    private void accept(Accept accept) {
        int revision = revisions[accept.interaction()]++;
        if (revision >= MOST_REVISIONS) {
            return;
        }
        String[] planned =
                switch (accept.destinations()) {
                    case 0 -> new String[] {DESTINATIONS[0]};
                    case 1 -> new String[] {DESTINATIONS[1]};
                    default -> DESTINATIONS;
                };
        LedgerFixture process = processes.ledger(accept.process());
        process.rules = activity -> plan(planned);
        process.accept(record(name(accept.interaction()), "disposition", "D" + revision), plan(planned));
    }

    private static String name(int interaction) {
        return "Order-" + interaction;
    }

    private static String owner(int process) {
        return "p" + process;
    }

    private int claim(int process, String destination, int most) {
        List<Claim> claims = processes.queue(process).claim(owner(process), Map.of(destination, most), LEASE);
        for (Claim claim : claims) {
            assertThat(held)
                    .as("in flight already when %s is claimed", claim.deliveryKey())
                    .noneMatch(other -> other.claim.recordKey().equals(claim.recordKey()));
            held.add(new Held(claim, process, now + LEASE.toMillis()));
        }
        return claims.size();
    }

    private void end(Held one, Ending how) {
        held.remove(one);
        if (how == Ending.DELIVERED || how == Ending.AMBIGUOUS) {
            arrives(one);
        }
        Settlement outcome =
                switch (how) {
                    case DELIVERED -> LedgerFixture.delivered(one.claim);
                    case RETRY_NOW -> LedgerFixture.retry(one.claim, Duration.ZERO);
                    case RETRY_LATER -> LedgerFixture.retry(one.claim, Duration.ofSeconds(20));
                    case REFUSED -> LedgerFixture.parked(one.claim);
                    case AMBIGUOUS, CUT ->
                        settlement(one.claim, DeliveryState.PENDING, Duration.ZERO, "ambiguous", "read_timeout");
                };
        assertThat(processes.queue(one.process).settle(List.of(outcome)))
                .as("fenced within its lease")
                .isEmpty();
    }

    private void arrives(Held one) {
        one.arrived = true;
        List<Integer> seen = arrivals.computeIfAbsent(one.claim.recordKey(), key -> new ArrayList<>());
        seen.add(one.claim.revision());
        assertThat(seen).as("arrivals of %s", one.claim.recordKey()).isSorted();
    }

    private void release(Held one) {
        held.remove(one);
        processes.queue(one.process).release(owner(one.process), List.of(one.claim));
    }

    /** Somebody else may have taken over meanwhile, or nobody. */
    private void tellLate(Held one) {
        late.remove(one);
        processes
                .queue(one.process)
                .settle(List.of(
                        one.arrived
                                ? LedgerFixture.delivered(one.claim)
                                : LedgerFixture.retry(one.claim, Duration.ZERO)));
    }

    private void replay(boolean includeDelivered) {
        Repairs repairs = processes.ledger(0).open.repairs();
        repairs.replay(
                new Repairs.Replay(new FilterBuilder().build(), includeDelivered, null, repairs.now()), 1_000, "me");
    }

    private void cancel(String destination) {
        Repairs repairs = processes.ledger(1).open.repairs();
        repairs.cancel(
                new Repairs.Cancellation(
                        new FilterBuilder().destination(destination).build(), null, repairs.now()),
                1_000,
                "me");
    }

    /** Nobody can move the database's clock; moving every time in the ledger the other way is the same. */
    private void jump(Duration by) {
        long millis = by.toMillis();
        now += millis;
        execute("update delivery set due_at = due_at - " + millis + ", lease_until = lease_until - " + millis
                + ", claimed_at = claimed_at - " + millis + ", final_at = final_at - " + millis);
        for (Held one : List.copyOf(held)) {
            if (one.until < now) {
                stops(one);
                if (!one.dead) {
                    late.add(one);
                }
            }
        }
    }

    /** Its last chance to reach the receiver is over. */
    private void stops(Held one) {
        held.remove(one);
        if (!one.dead && random.nextBoolean()) {
            arrives(one);
        }
    }

    private void kill(int process) {
        boolean endsAll = processes.restart(process);
        late.removeIf(one -> endsAll || one.process == process);
        for (Held one : alive()) {
            if (endsAll) {
                stops(one);
            } else if (one.process == process) {
                if (random.nextBoolean()) {
                    arrives(one);
                }
                one.dead = true;
            }
        }
        if (endsAll) {
            held.clear();
        }
        processes.ledger(process).following.add(DESTINATIONS[0]);
    }

    private void execute(String sql) {
        try {
            processes.ledger(0).execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void finish() {
        alive().forEach(one -> end(one, Ending.DELIVERED));
        int claimed = 1;
        for (int round = 0; claimed > 0; round++) {
            assertThat(round).as("rounds in which something was still due").isLessThan(ROUNDS);
            jump(LONG);
            replay(false);
            claimed = 0;
            for (int turn = 0; turn < PROCESSES; turn++) {
                for (String destination : DESTINATIONS) {
                    claimed += claim(turn, destination, 100);
                    alive().forEach(one -> end(one, Ending.DELIVERED));
                }
            }
        }
        for (int interaction = 0; interaction < INTERACTIONS; interaction++) {
            look(interaction);
        }
    }

    private void look(int interaction) {
        QueryBuilder query = new QueryBuilder().interactionId(name(interaction)).limit(100);
        for (Records.StoredActivity activity :
                processes.ledger(1).records.search(query.build()).items()) {
            boolean newest = activity.revision() == activity.latestRevision();
            for (Records.StoredDelivery delivery : activity.deliveries()) {
                List<Integer> seen = arrivals.getOrDefault(key(interaction, delivery.destination()), List.of());
                if (newest && delivery.state() != DeliveryState.CANCELLED) {
                    assertThat(delivery.state()).isEqualTo(DeliveryState.DELIVERED);
                    assertThat(seen)
                            .as("arrivals of interaction %s at %s", interaction, delivery.destination())
                            .endsWith(activity.revision());
                } else {
                    assertThat(delivery.state().isFinal())
                            .as("%s of revision %s", delivery.state(), activity.revision())
                            .isTrue();
                }
            }
            boolean told = activity.deliveries().stream()
                    .anyMatch(delivery -> delivery.destination().equals(DESTINATIONS[0]));
            assertThat(!newest || told || !arrivals.containsKey(key(interaction, DESTINATIONS[0])))
                    .as("a destination that follows is told of revision %s", activity.revision())
                    .isTrue();
        }
    }

    private static String key(int interaction, String destination) {
        return RecordKey.of("default", "interaction", name(interaction), "", destination, "");
    }

    private long outdatedAndPending() {
        return count("""
                select count(*) from delivery d
                join activity a on a.id = d.activity_id
                join interaction_head h on h.id = a.head_id
                where d.state = 'pending' and d.revision < h.current_revision
                """);
    }

    /** Two indexes go by the end and the lease, and not by the state. */
    private long amiss() {
        return count("""
                select count(*) from delivery
                where (state in ('pending', 'in_flight')) <> (final_at is null)
                   or (state = 'in_flight') <> (lease_until is not null)
                """);
    }

    private long count(String sql) {
        return processes.ledger(0).open.database().readOrUnavailable(session -> {
            try (ResultSet row = session.prepare(sql).query()) {
                row.next();
                return row.getLong(1);
            }
        });
    }
}
