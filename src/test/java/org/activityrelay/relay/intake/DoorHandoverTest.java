package org.activityrelay.relay.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.awaitility.Awaitility;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DoorHandoverTest {

    private final FakeIntake intake = new FakeIntake();
    private final DoorStatus status = new DoorStatus("test");
    private final AtomicBoolean closing = new AtomicBoolean();
    private final DoorHandover<String> handover = new DoorHandover<>(
            new DoorPatience(status, Duration.ofMillis(1), Duration.ofMillis(5), closing::get),
            text -> DoorInteractions.in(bytes(text)),
            text -> intake.accept(new Body(bytes(text), null, "test", null, null, null)));

    @AfterEach
    void stop() {
        intake.close();
    }

    @Test
    void handsManyOverAtATime() {
        // Nothing is stored before all three are handed over.
        intake.fails = body -> {
            Awaitility.await().untilAtomic(intake.most, Matchers.is(3));
            return false;
        };

        handover.handOver(List.of(record("a", 1), record("b", 1), record("c", 1)));

        assertThat(intake.most).hasValue(3);
        assertThat(intake.stored()).hasSize(3);
    }

    @Test
    void neverHandsTwoOfOneInteractionOverAtATime() {
        handover.handOver(List.of(record("a", 1), record("A ", 2), record("a", 3)));

        assertThat(intake.most).hasValue(1);
    }

    @Test
    void keepsTheOrderOfRevisionsWhenOneIsNotStoredAtFirst() {
        AtomicInteger times = new AtomicInteger(3);
        intake.fails = body -> body.contains("\"revision\":1") && body.contains("\"a\"") && times.getAndDecrement() > 0;

        List<Receipt> answers = handover.handOver(List.of(record("a", 1), record("b", 1), record("a", 2)));

        assertThat(intake.revisions("a")).containsExactly(record("a", 1), record("a", 2));
        assertThat(answers).hasSize(3).allMatch(answer -> answer.items().get(0) instanceof Receipt.Stored);
    }

    @Test
    void answersInTheOrderOfTheBatch() {
        List<Receipt> answers = handover.handOver(List.of(record("a", 1), "{", record("a", 2)));

        assertThat(answers.get(0).items().get(0)).isInstanceOf(Receipt.Stored.class);
        assertThat(answers.get(1).items().get(0)).isInstanceOf(Receipt.Refused.class);
        assertThat(answers.get(2).items().get(0)).isInstanceOf(Receipt.Stored.class);
    }

    @Test
    void holdsOnWhileTheLedgerIsDownAndSaysSo() {
        intake.down = true;
        CompletableFuture<List<Receipt>> answers =
                CompletableFuture.supplyAsync(() -> handover.handOver(List.of(record("a", 1))));

        Awaitility.await().until(() -> status.now().state() == DoorStatus.State.WAITING);
        assertThat(status.now().reason()).contains("ledger").contains("the disk is away");
        Awaitility.await().until(() -> intake.refusedWhileDown.get() > 3);
        assertThat(answers).isNotDone();
        intake.down = false;

        assertThat(answers).succeedsWithin(Duration.ofSeconds(90));
        assertThat(status.now().state()).isEqualTo(DoorStatus.State.OPEN);
    }

    @Test
    void givesUpWaitingWhenTheDoorIsClosed() {
        intake.down = true;
        closing.set(true);

        assertThatThrownBy(() -> handover.handOver(List.of(record("a", 1)))).isInstanceOf(DoorClosingException.class);
    }

    @Test
    void refusesABodyThatCanNeverBeProcessed() {
        DoorHandover<String> broken = new DoorHandover<>(
                new DoorPatience(status, Duration.ofMillis(1), Duration.ofMillis(1), () -> false),
                text -> DoorInteractions.in(bytes(text)),
                text -> CompletableFuture.failedFuture(new IllegalStateException("phone +14155550100")));

        Receipt answer = broken.handOver(List.of(record("a", 1))).get(0);

        Receipt.Refused refused = (Receipt.Refused) answer.items().get(0);
        assertThat(refused.problems().get(0).detail())
                .contains("IllegalStateException")
                .doesNotContain("+1415");
    }

    @Test
    void neverRefusesABodyBecauseTheLedgerIsDown() {
        AtomicInteger times = new AtomicInteger();
        DoorHandover<String> slow = new DoorHandover<>(
                new DoorPatience(status, Duration.ofMillis(1), Duration.ofMillis(1), () -> times.get() >= 100),
                text -> DoorInteractions.in(bytes(text)),
                text -> {
                    times.incrementAndGet();
                    return CompletableFuture.failedFuture(new LedgerUnavailableException("full", Duration.ZERO, null));
                });

        assertThatThrownBy(() -> slow.handOver(List.of(record("a", 1)))).isInstanceOf(DoorClosingException.class);
        assertThat(times).hasValueGreaterThanOrEqualTo(100);
    }

    @Test
    void findsInteractionsOfEveryDialect() {
        assertThat(DoorInteractions.in(bytes("{\"data\":{\"item_id\":\"X\"}}"))).containsExactly("x");
        assertThat(DoorInteractions.in(bytes("[{\"interactionId\":7},{\"RecordingId\":\"r\"}]")))
                .containsExactlyInAnyOrder("7", "r");
        assertThat(DoorInteractions.in(bytes("{\"interactionId\":\"a\"}\n{\"interactionId\":\"b\"}")))
                .containsExactlyInAnyOrder("a", "b");
        assertThat(DoorInteractions.in(bytes("Start,RecordingId\n"))).hasSize(1);
    }

    private static String record(String id, int revision) {
        return "{\"interactionId\":\"" + id + "\",\"revision\":" + revision + "}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
