package org.activityrelay.relay.intake.http;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.activityrelay.relay.ledger.Records;
import org.activityrelay.relay.ledger.Records.StoredDelivery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Senders who wait for a delivery. They hold no thread, and one query of the ledger serves all of them; the ledger and
 * not this process is asked, because another process may make the delivery.
 */
class HttpWaiting implements ApplicationListener<ContextClosedEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(HttpWaiting.class);

    private final Records records;
    private final HttpSettings.Waiting settings;
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean polling = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor poller;

    HttpWaiting(Records records, HttpSettings.Waiting settings) {
        this.records = records;
        this.settings = settings;
        poller = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "http-waiting");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Waits for the delivery of an activity.
     *
     * @return completes with null when there is none such, when it is not final in time, and when too many wait
     */
    CompletableFuture<HttpDelivered> await(String activityId, HttpWait wait) {
        if (waiters.size() >= settings.senders() || poller.isShutdown()) {
            return CompletableFuture.completedFuture(null);
        }
        Waiter waiter = new Waiter(activityId, wait.destination(), new CompletableFuture<>());
        waiter.answer.completeOnTimeout(null, wait.patience().toMillis(), TimeUnit.MILLISECONDS);
        waiter.answer.whenComplete((delivered, failure) -> waiters.remove(waiter));
        waiters.add(waiter);
        if (waiter.answer.isDone()) {
            waiters.remove(waiter);
        }
        if (polling.compareAndSet(false, true)) {
            pollIn(0);
        }
        return waiter.answer;
    }

    /** How many wait. */
    int size() {
        return waiters.size();
    }

    /** Whoever still waits is answered now, so that the shutdown does not. */
    @Override
    public void onApplicationEvent(ContextClosedEvent closed) {
        poller.shutdownNow();
        waiters.forEach(waiter -> waiter.answer.complete(null));
    }

    private void pollIn(long millis) {
        try {
            poller.schedule(this::poll, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closing) {
            waiters.forEach(waiter -> waiter.answer.complete(null));
        }
    }

    private void poll() {
        try {
            answerFinal();
        } catch (RuntimeException e) {
            // They wait on: the ledger may be back before their patience ends.
            LOG.debug(
                    "The ledger could not be asked for waiting senders: {}",
                    e.getClass().getName());
        }
        if (!waiters.isEmpty()) {
            pollIn(settings.poll().toMillis());
            return;
        }
        polling.set(false);
        // One may have come between the two lines above.
        if (!waiters.isEmpty() && polling.compareAndSet(false, true)) {
            pollIn(0);
        }
    }

    private void answerFinal() {
        List<Waiter> asked = List.copyOf(waiters);
        Set<String> ids = asked.stream().map(waiter -> waiter.activityId).collect(Collectors.toSet());
        if (ids.isEmpty()) {
            return;
        }
        Map<String, List<StoredDelivery>> deliveries = records.deliveries(ids);
        for (Waiter waiter : asked) {
            answer(waiter, deliveries.getOrDefault(waiter.activityId, List.of()));
        }
    }

    private void answer(Waiter waiter, Collection<StoredDelivery> ofActivity) {
        List<StoredDelivery> ours = ofActivity.stream()
                .filter(delivery -> delivery.destination().equalsIgnoreCase(waiter.destination))
                .sorted(Comparator.comparing(StoredDelivery::part))
                .toList();
        if (ours.isEmpty()) {
            waiter.answer.complete(null);
        } else if (ours.stream().allMatch(delivery -> delivery.state().isFinal())) {
            waiter.answer.complete(delivered(waiter.activityId, ours.get(0)));
        }
    }

    private HttpDelivered delivered(String activityId, StoredDelivery delivery) {
        HttpDelivered withoutLinks = new HttpDelivered(delivery, null, null);
        if (withoutLinks.externalId() == null) {
            return withoutLinks;
        }
        Optional<Records.StoredActivity> activity = records.find(activityId);
        return new HttpDelivered(
                delivery,
                Optional.ofNullable(delivery.linked("case"))
                        .or(() -> activity.map(found -> HttpLinkedObjects.caseId(found.canonical())))
                        .orElse(null),
                Optional.ofNullable(delivery.linked("contact"))
                        .or(() -> activity.map(found -> HttpLinkedObjects.contactId(found.canonical())))
                        .orElse(null));
    }

    private record Waiter(String activityId, String destination, CompletableFuture<HttpDelivered> answer) {

        // Two senders may wait for the same delivery.
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
