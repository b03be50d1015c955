package org.activityrelay.relay.crashtest;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.activityrelay.relay.ledger.Accepted;
import org.activityrelay.relay.ledger.ActivityStatus;
import org.activityrelay.relay.ledger.Ledger;
import org.activityrelay.relay.ledger.Submission;
import org.activityrelay.relay.routing.Plan;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** A ledger, broken on purpose: it acknowledges at once and stores later: after {@code hasty.after}. */
class HastyLedger {

    @Bean
    static BeanPostProcessor hasty(Environment environment) {
        Duration after = environment.getProperty("hasty.after", Duration.class, Duration.ofSeconds(2));
        Executor later = CompletableFuture.delayedExecutor(after.toMillis(), TimeUnit.MILLISECONDS);
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof Ledger ledger ? new Hasty(ledger, later) : bean;
            }
        };
    }

    private record Hasty(Ledger ledger, Executor later) implements Ledger {

        @Override
        public CompletableFuture<Accepted> accept(Submission submission) {
            later.execute(() -> ledger.accept(submission));
            return CompletableFuture.completedFuture(
                    new Accepted(UUID.randomUUID().toString(), "unknown", 1, ActivityStatus.ROUTED, false));
        }

        @Override
        public int reroute(String activityId, Plan plan, String who) {
            return ledger.reroute(activityId, plan, who);
        }
    }
}
