package org.activityrelay.relay.configuration;

import org.activityrelay.relay.activity.CurrentDispositions;
import org.activityrelay.relay.activity.Dispositions;

/** The dispositions of the snapshot that runs; none before the first one is loaded. */
class SnapshotDispositions implements CurrentDispositions {

    private final RunningConfiguration running;
    private volatile Read last = new Read(null, Dispositions.none());

    SnapshotDispositions(RunningConfiguration running) {
        this.running = running;
    }

    @Override
    public Dispositions get() {
        if (!running.isLoaded()) {
            return Dispositions.none();
        }
        Snapshot snapshot = running.contexts().snapshot();
        Read known = last;
        if (known.snapshot != snapshot) {
            known = new Read(
                    snapshot,
                    snapshot.bytes(Snapshot.DISPOSITIONS)
                            .map(Dispositions::parse)
                            .orElseGet(Dispositions::none));
            last = known;
        }
        return known.dispositions;
    }

    private record Read(Snapshot snapshot, Dispositions dispositions) {}
}
