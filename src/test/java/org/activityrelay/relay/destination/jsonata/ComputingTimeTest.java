package org.activityrelay.relay.destination.jsonata;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ComputingTimeTest {

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L); // which may overflow
    private final AtomicLong processor = new AtomicLong(700);
    private final ComputingTime time = new ComputingTime(Duration.ofSeconds(2), clock::get, processor::get);

    private void pass(Duration onTheClock, Duration computed) {
        clock.addAndGet(onTheClock.toNanos());
        processor.addAndGet(computed.toNanos());
    }

    @Test
    void isOverWhenTheThreadHasComputedForThatLong() {
        assertThat(time.isOver()).isFalse();
        pass(Duration.ofMillis(1_999), Duration.ofMillis(1_999));
        assertThat(time.isOver()).isFalse();
        pass(Duration.ofMillis(1), Duration.ofMillis(1));
        assertThat(time.isOver()).isTrue();
    }

    @Test
    void isNotOverForAThreadThatWasKeptFromComputing() {
        pass(Duration.ofMinutes(5), Duration.ofMillis(500));
        assertThat(time.isOver()).isFalse();
        pass(Duration.ofMinutes(5), Duration.ofMillis(1_499));
        assertThat(time.isOver()).isFalse();
        pass(Duration.ofMillis(1), Duration.ofMillis(1));
        assertThat(time.isOver()).isTrue();
    }

    @Test
    void goesByTheClockWhereNobodyKnowsWhatAThreadComputes() {
        processor.set(-1);
        ComputingTime unknown = new ComputingTime(Duration.ofSeconds(2), clock::get, processor::get);

        assertThat(unknown.isOver()).isFalse();
        clock.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(unknown.isOver()).isTrue();
    }

    @Test
    void countsWhatThisThreadComputes() {
        ComputingTime briefly = ComputingTime.ofThisThread(Duration.ofMillis(20));
        while (!briefly.isOver()) {
            Thread.onSpinWait();
        }
        assertThat(ComputingTime.ofThisThread(Duration.ofHours(1)).isOver()).isFalse();
    }
}
