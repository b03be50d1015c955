package org.activityrelay.relay.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/**
 * Whether the ledger's database answers; a part of readiness. However often it is asked, it asks the database once a
 * second at most, one question at a time, and never waits longer than {@link #LIMIT}: a database that hangs is down.
 */
final class LedgerHealthIndicator implements HealthIndicator, AutoCloseable {

    /** How long an answer is remembered. */
    static final Duration AGE = Duration.ofSeconds(1);

    /** How long whoever asks may wait. */
    static final Duration LIMIT = Duration.ofSeconds(2);

    private final Database database;
    private final ExecutorService questions = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "ledger-health");
        thread.setDaemon(true);
        return thread;
    });
    private Question latest;

    LedgerHealthIndicator(Database database) {
        this.database = database;
    }

    /** What the database was asked, and when ({@link System#nanoTime}). */
    private record Question(long askedAt, CompletableFuture<Health> answer) {

        boolean isOver(long now) {
            return answer.isDone() && now - askedAt >= AGE.toNanos();
        }

        long patience(long now) {
            return Math.max(0, LIMIT.toNanos() - (now - askedAt));
        }
    }

    @Override
    public Health health() {
        Question question = question();
        try {
            return question.answer().get(question.patience(System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return down("The ledger's database does not answer within " + LIMIT.toMillis() + " ms.");
        } catch (ExecutionException e) {
            return down("The ledger's database does not answer.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return down("Nobody waited for the ledger's database.");
        }
    }

    private synchronized Question question() {
        long now = System.nanoTime();
        if (latest == null || latest.isOver(now)) {
            latest = new Question(now, CompletableFuture.supplyAsync(this::ask, questions));
        }
        return latest;
    }

    private Health ask() {
        try {
            database.check();
            return Health.up().build();
        } catch (SQLException e) {
            return down("The ledger's database does not answer: " + e.getMessage());
        }
    }

    private static Health down(String why) {
        return Health.down().withDetail("error", why).build();
    }

    @Override
    public void close() {
        questions.shutdownNow();
    }
}
