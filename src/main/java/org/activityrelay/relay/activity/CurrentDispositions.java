package org.activityrelay.relay.activity;

/** The dispositions of the running configuration. */
@FunctionalInterface
public interface CurrentDispositions {

    /** The same object until the configuration changes. Called for every record: must be quick. Thread-safe. */
    Dispositions get();
}
