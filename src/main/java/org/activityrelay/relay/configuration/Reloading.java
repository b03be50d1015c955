package org.activityrelay.relay.configuration;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.activityrelay.relay.configuration.ConfigurationStatus.Refused;
import org.activityrelay.relay.ledger.Configurations.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts configurations into effect: each is built and tried beside what runs, and takes over between two records only if
 * nothing is wrong with it. What is refused changes nothing but {@link #status()}. Thread-safe; one change at a time.
 */
class Reloading implements CurrentConfiguration {

    private static final Logger log = LoggerFactory.getLogger(Reloading.class);

    private final SnapshotReader reader;
    private final RelayContexts contexts;
    private final RunningConfiguration running;
    private final List<SnapshotTrial> trials;
    private final ConfigurationNotes notes;
    private final ReloadMetrics metrics;
    private final Clock clock;
    private volatile ConfigurationStatus status;

    /** The files that are refused, or null. Cases are part of them, though not of their hash. */
    private Snapshot refusedFiles;

    Reloading(
            SnapshotReader reader,
            RelayContexts contexts,
            RunningConfiguration running,
            List<SnapshotTrial> trials,
            ConfigurationNotes notes,
            ReloadMetrics metrics,
            Clock clock) {
        this.reader = reader;
        this.contexts = contexts;
        this.running = running;
        this.trials = List.copyOf(trials);
        this.notes = notes;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public ConfigurationStatus status() {
        return status;
    }

    @Override
    public ConfigurationStatus reload() {
        try {
            return apply(reader.read());
        } catch (RefusedConfigurationException noFolder) {
            unreadable(noFolder.getMessage());
        } catch (UncheckedIOException e) {
            unreadable("cannot be read: " + e.getCause().getMessage());
        }
        return status;
    }

    /**
     * Loads the first configuration, doors still closed: the files, or when they are wrong the last one that worked.
     *
     * @throws RefusedConfigurationException when the files are wrong, and none has worked here
     */
    synchronized void begin(Snapshot files) {
        try {
            RunningContexts loaded = notes.isLastGood(files) ? contexts.build(files) : tried(files, null);
            run(loaded, null);
            notes.works(files);
            notes.happened(Kind.STARTED, files.hash(), files.hash(), List.of());
        } catch (RefusedConfigurationException refused) {
            Snapshot good = lastGood(files).orElseThrow(() -> refused);
            RunningContexts loaded = built(good).orElseThrow(() -> refused);
            run(loaded, new Refused(files.hash(), clock.instant(), refused.findings()));
            refusedFiles = files;
            log.error(
                    "Configuration {} is refused, and the last one that worked, {}, runs instead. What is wrong:\n{}",
                    files.hash(),
                    good.hash(),
                    refused.getMessage());
            notes.happened(Kind.RESTORED, files.hash(), good.hash(), refused.findings());
        }
        notes.seen(status);
    }

    private Optional<Snapshot> lastGood(Snapshot files) {
        return notes.lastGood().filter(good -> !good.sameFiles(files));
    }

    private Optional<RunningContexts> built(Snapshot snapshot) {
        try {
            return Optional.of(contexts.build(snapshot));
        } catch (RefusedConfigurationException alsoWrong) {
            log.error("The last configuration that worked does not work any more:\n{}", alsoWrong.getMessage());
            return Optional.empty();
        }
    }

    private void run(RunningContexts loaded, Refused refused) {
        running.swap(loaded);
        status = new ConfigurationStatus(notes.process(), loaded.snapshot().hash(), clock.instant(), refused);
        metrics.stale(refused != null);
    }

    /** Puts files into effect that may have changed; answers what runs afterwards. */
    synchronized ConfigurationStatus apply(Snapshot files) {
        RunningContexts before = running.contexts();
        if (files.sameFiles(before.snapshot())) {
            backToWhatRuns();
        } else if (refusedFiles == null || !files.sameFiles(refusedFiles)) {
            change(before, files);
        }
        return status;
    }

    /** Somebody undid a change that was refused. */
    private void backToWhatRuns() {
        refusedFiles = null;
        if (status.isStale()) {
            status = new ConfigurationStatus(status.process(), status.hash(), status.since(), null);
            metrics.stale(false);
            notes.seen(status);
            log.info("The files say again what runs, configuration {}", status.hash());
        }
    }

    private void change(RunningContexts before, Snapshot files) {
        try {
            RunningContexts next = tried(files, before);
            takeOver(before, next);
            Instant now = clock.instant();
            status = new ConfigurationStatus(status.process(), files.hash(), now, null);
            refusedFiles = null;
            metrics.applied();
            notes.works(files);
            notes.happened(Kind.APPLIED, files.hash(), files.hash(), List.of());
            log.info(
                    "Configuration {} takes over from {}",
                    files.hash(),
                    before.snapshot().hash());
        } catch (RefusedConfigurationException refused) {
            refusedFiles = files;
            refuse(files.hash(), refused.findings());
        } catch (RuntimeException failure) {
            refusedFiles = files;
            refuse(files.hash(), List.of(new Finding("routes", null, LoadFailure.text(failure), "correct it")));
        }
        notes.seen(status);
    }

    /** Files that cannot even be read. */
    synchronized void unreadable(String why) {
        if (status.refused() == null || status.refused().hash() != null) {
            refuse(null, List.of(new Finding("routes", null, why, "make the folder and its files readable")));
            notes.seen(status);
        }
    }

    private void refuse(String hash, List<Finding> findings) {
        status = new ConfigurationStatus(
                status.process(), status.hash(), status.since(), new Refused(hash, clock.instant(), findings));
        metrics.refused();
        notes.happened(Kind.REFUSED, String.valueOf(hash), status.hash(), findings);
        log.error(
                "The changed configuration is refused, and {} goes on. What is wrong:\n{}",
                status.hash(),
                new RefusedConfigurationException(findings).getMessage());
    }

    /** Builds a configuration and runs its trials. */
    private RunningContexts tried(Snapshot files, RunningContexts beside) {
        Pace pace = beside == null ? Pace.FULL : new Pace(beside.users()::entered);
        RunningContexts candidate = contexts.build(files, beside, pace);
        List<Finding> findings = new ArrayList<>();
        try {
            trials.forEach(trial -> trial.tryOut(candidate, pace, findings::add));
        } catch (RuntimeException failure) {
            discard(candidate, beside);
            throw failure;
        }
        if (!findings.isEmpty()) {
            discard(candidate, beside);
            throw new RefusedConfigurationException(findings);
        }
        return candidate;
    }

    /**
     * Routing and destinations change hands at once; who uses the old ones finishes with them. Doors that changed are
     * opened for HTTP before, so that no request finds none, and for folders and queues after the old ones are closed.
     */
    private void takeOver(RunningContexts before, RunningContexts next) {
        if (next.doors() == before.doors()) {
            running.swap(next);
            before.retire();
            return;
        }
        try {
            next.doors().openEntrances();
            before.doors().closeSources();
            next.doors().openSources();
        } catch (RuntimeException failure) {
            next.close();
            before.doors().openSources();
            throw failure;
        }
        running.swap(next);
        before.retire();
        before.doors().close();
    }

    private static void discard(RunningContexts candidate, RunningContexts beside) {
        if (beside != null && candidate.doors() == beside.doors()) {
            candidate.stop();
        } else {
            candidate.close();
        }
    }

    /** Repeats to the other processes that this one is alive. */
    void beat() {
        ConfigurationStatus now = status;
        if (now != null) {
            notes.seen(now);
        }
    }

    void end() {
        notes.left();
    }
}
