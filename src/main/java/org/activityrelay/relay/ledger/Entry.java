package org.activityrelay.relay.ledger;

import java.util.concurrent.CompletableFuture;

/** One record that waits for its commit. */
final class Entry {

    final InteractionKey key;
    final Submission submission;
    /** The record as sent. */
    final Content content;

    final long size;
    final CompletableFuture<Accepted> answer = new CompletableFuture<>();

    /** @param size bytes that wait in memory, roughly */
    Entry(InteractionKey key, Submission submission, Content content, long size) {
        this.key = key;
        this.submission = submission;
        this.content = content;
        this.size = size;
    }
}
