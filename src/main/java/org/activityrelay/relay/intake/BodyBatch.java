package org.activityrelay.relay.intake;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.intake.Receipt.NotStored;
import org.activityrelay.relay.ledger.LedgerUnavailableException;

/**
 * A body of several items, submitted in order without waiting for each. Two exceptions: only so many wait for the ledger
 * at a time, and a second revision of an interaction waits for the first, so that it is never stored without it. After
 * an item that could not be stored nothing more is submitted: the sender goes on from there.
 */
final class BodyBatch {

    private static final NotStored NOT_TRIED =
            new NotStored("Not tried, because a record before it could not be stored. Send it again with that one.");

    private final IntakeService.Sender sender;
    private final List<BodyItem> items;
    private final int maxInFlight;
    private final List<CompletableFuture<Receipt.Item>> answers;
    private final Deque<InFlight> inFlight = new ArrayDeque<>();
    private final Set<String> interactions = new HashSet<>();
    private boolean failed;

    BodyBatch(IntakeService.Sender sender, List<BodyItem> items, int maxInFlight) {
        this.sender = sender;
        this.items = items;
        this.maxInFlight = maxInFlight;
        this.answers = new ArrayList<>(items.size());
    }

    CompletableFuture<Receipt> run() {
        items.forEach(item -> answers.add(send(item)));
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .handle((done, failure) -> receipt());
    }

    private CompletableFuture<Receipt.Item> send(BodyItem item) {
        if (failed) {
            return CompletableFuture.completedFuture(NOT_TRIED);
        }
        try {
            return submit(item, sender.read(item));
        } catch (UnreadableException e) {
            return refuse(item, e);
        }
    }

    private CompletableFuture<Receipt.Item> submit(BodyItem item, Activity activity) {
        String interaction =
                activity.kind() + '\n' + activity.interactionId().strip().toLowerCase(Locale.ROOT);
        while (!inFlight.isEmpty() && mustWait(interaction)) {
            await(inFlight.remove());
        }
        if (failed) {
            return CompletableFuture.completedFuture(NOT_TRIED);
        }
        CompletableFuture<Receipt.Item> answer;
        try {
            answer = sender.submit(item, activity);
        } catch (RuntimeException e) {
            failed = true;
            return CompletableFuture.failedFuture(e);
        }
        inFlight.add(new InFlight(interaction, answer));
        interactions.add(interaction);
        return answer;
    }

    private boolean mustWait(String interaction) {
        return inFlight.size() >= maxInFlight
                || interactions.contains(interaction)
                || inFlight.element().answer().isDone();
    }

    private void await(InFlight oldest) {
        try {
            oldest.answer().join();
        } catch (CompletionException e) {
            failed = true;
        }
        interactions.remove(oldest.interaction());
    }

    private CompletableFuture<Receipt.Item> refuse(BodyItem item, UnreadableException why) {
        try {
            return CompletableFuture.completedFuture(sender.refuse(item, why));
        } catch (RuntimeException e) {
            failed = true;
            return CompletableFuture.failedFuture(e);
        }
    }

    private Receipt receipt() {
        List<Receipt.Item> results = new ArrayList<>(answers.size());
        Throwable firstFailure = null;
        for (CompletableFuture<Receipt.Item> answer : answers) {
            try {
                results.add(answer.join());
            } catch (CompletionException e) {
                firstFailure = firstFailure == null ? e.getCause() : firstFailure;
                results.add(notStored(e.getCause()));
            }
        }
        if (firstFailure != null && results.stream().allMatch(NotStored.class::isInstance)) {
            throw new CompletionException(firstFailure);
        }
        return new Receipt(true, results);
    }

    private static NotStored notStored(Throwable failure) {
        if (failure instanceof LedgerUnavailableException unavailable && unavailable.retryAfter() != null) {
            Duration after = unavailable.retryAfter();
            return new NotStored("The ledger cannot store it now. Send it again in " + after.toSeconds() + " s.");
        }
        return new NotStored("It could not be stored. Send it again.");
    }

    private record InFlight(String interaction, CompletableFuture<Receipt.Item> answer) {}
}
