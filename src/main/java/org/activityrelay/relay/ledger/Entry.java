package org.activityrelay.relay.ledger;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One record that waits for its commit; everything that costs time was computed before it began to wait. */
final class Entry {

    final InteractionKey key;
    final Submission submission;
    final String canonical;
    final byte[] fingerprint;
    final List<byte[]> persons;
    final long size;
    final CompletableFuture<Accepted> answer = new CompletableFuture<>();

    Entry(
            InteractionKey key,
            Submission submission,
            String canonical,
            byte[] fingerprint,
            List<byte[]> persons,
            long size) {
        this.key = key;
        this.submission = submission;
        this.canonical = canonical;
        this.fingerprint = fingerprint;
        this.persons = persons;
        this.size = size;
    }
}
