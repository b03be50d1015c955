package org.activityrelay.relay.ledger;

import static org.activityrelay.relay.ledger.OrderModel.DESTINATIONS;
import static org.activityrelay.relay.ledger.OrderModel.INTERACTIONS;
import static org.activityrelay.relay.ledger.OrderModel.PROCESSES;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import org.activityrelay.relay.ledger.OrderModel.Accept;
import org.activityrelay.relay.ledger.OrderModel.Cancel;
import org.activityrelay.relay.ledger.OrderModel.End;
import org.activityrelay.relay.ledger.OrderModel.Ending;
import org.activityrelay.relay.ledger.OrderModel.Jump;
import org.activityrelay.relay.ledger.OrderModel.Kill;
import org.activityrelay.relay.ledger.OrderModel.Processes;
import org.activityrelay.relay.ledger.OrderModel.Release;
import org.activityrelay.relay.ledger.OrderModel.Replay;
import org.activityrelay.relay.ledger.OrderModel.Step;
import org.activityrelay.relay.ledger.OrderModel.Take;
import org.activityrelay.relay.ledger.OrderModel.TellLate;

/** Any order of events on any database; and queues that are broken on purpose, which the same check must catch. */
abstract class OrderModelContract {

    /** Each revision is taken by one process, asked for by the other one, and arrives, before the next one is accepted. */
    private static final List<Step> THREE_REVISIONS = Stream.of(0, 1, 2)
            .<Step>flatMap(revision ->
                    Stream.of(new Accept(0, 0, 0), new Take(0, 0, 1), new Take(1, 0, 1), new End(0, Ending.DELIVERED)))
            .toList();

    /** Two processes on an empty database. */
    abstract Processes open(BrokenQueue.Fault fault);

    @Property(seed = "1", tries = 8)
    void keepsTheOrderOfRevisions(@ForAll("steps") List<Step> steps) {
        run(steps, null);
    }

    @Property(seed = "1", tries = 150)
    @Tag("full")
    void keepsTheOrderOfRevisionsInManyMore(@ForAll("steps") List<Step> steps) {
        run(steps, null);
    }

    @Example
    void findsNothingWrongWithThreeRevisionsInTurn() {
        run(THREE_REVISIONS, null);
    }

    @Example
    void catchesAQueueThatForgetsItsLeases() {
        assertThat(caught(BrokenQueue.Fault.FORGETS_LEASES)).contains("in flight already");
    }

    @Example
    void catchesAQueueThatHandsOutAnOldRevisionAgain() {
        assertThat(caught(BrokenQueue.Fault.REPEATS_THE_PAST)).contains("arrivals of");
    }

    @Example
    void catchesAQueueThatLosesADelivery() {
        assertThat(caught(BrokenQueue.Fault.LOSES_ONE)).contains("DELIVERED");
    }

    private void run(List<Step> steps, BrokenQueue.Fault fault) {
        try (Processes processes = open(fault)) {
            new OrderModel(processes).run(steps);
        }
    }

    /** What was found wrong with it, by the shortest list of steps in which each of the faults shows for certain. */
    private String caught(BrokenQueue.Fault fault) {
        try {
            run(THREE_REVISIONS, fault);
        } catch (AssertionError e) {
            return e.getMessage();
        }
        throw new AssertionError("nobody noticed a queue that " + fault);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> process = below(PROCESSES);
        Arbitrary<Integer> destination = below(DESTINATIONS.length);
        Arbitrary<Integer> pick = below(100);
        Arbitrary<Step> accept =
                Combinators.combine(process, below(INTERACTIONS), below(4)).as(Accept::new);
        Arbitrary<Step> take = Combinators.combine(
                        process, destination, Arbitraries.integers().between(1, 3))
                .as(Take::new);
        Arbitrary<Step> end =
                Combinators.combine(pick, Arbitraries.of(Ending.class)).as(End::new);
        Arbitrary<Step> jump = Arbitraries.of(
                        Duration.ofSeconds(7), Duration.ofSeconds(361), Duration.ofMinutes(61), Duration.ofHours(-1))
                .map(Jump::new);
        return Arbitraries.frequencyOf(
                        Tuple.of(20, accept),
                        Tuple.of(26, take),
                        Tuple.of(24, end),
                        Tuple.of(4, pick.map(Release::new)),
                        Tuple.of(4, pick.map(TellLate::new)),
                        Tuple.of(5, Arbitraries.of(true, false).map(Replay::new)),
                        Tuple.of(3, destination.map(Cancel::new)),
                        Tuple.of(8, jump),
                        Tuple.of(1, process.map(Kill::new)))
                .list()
                .ofMinSize(20)
                .ofMaxSize(70);
    }

    private static Arbitrary<Integer> below(int end) {
        return Arbitraries.integers().between(0, end - 1);
    }
}
