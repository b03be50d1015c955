package org.activityrelay.relay.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.Inspection;
import org.activityrelay.relay.configuration.RelayContexts;
import org.activityrelay.relay.configuration.Snapshot;

/**
 * Finds everything that is wrong with a configuration, the same for the command line, the API, the build and a reload.
 * Starts no door, no destination and no network; stores nothing. Thread-safe.
 */
public final class Checker {

    private static final Comparator<Finding> BY_PLACE = Comparator.comparing(Finding::file)
            .thenComparing(Finding::line, Comparator.nullsFirst(Comparator.naturalOrder()));

    private final RelayContexts contexts;

    public Checker(RelayContexts contexts) {
        this.contexts = contexts;
    }

    /** Looks at every file of a snapshot. */
    public CheckReport check(Snapshot snapshot) {
        return check(snapshot, List.of());
    }

    /** Which rules the dispositions reach; only of a snapshot without errors. */
    public Coverage coverage(Snapshot snapshot) {
        try (Inspection inspection = contexts.inspect(snapshot)) {
            return Coverage.of(inspection);
        }
    }

    /** @param settings what is wrong with the settings, to be reported with the rest */
    CheckReport check(Snapshot snapshot, List<Finding> settings) {
        List<Finding> findings = new ArrayList<>(settings);
        try (Inspection inspection = contexts.inspect(snapshot)) {
            inspection.findings().forEach(finding -> findings.add(located(finding, snapshot)));
        }
        findings.sort(BY_PLACE);
        return new CheckReport(snapshot.hash(), snapshot.files().size(), findings);
    }

    /** Findings name files as routes do, below the routes folder; people open them by their paths. */
    private static Finding located(Finding finding, Snapshot snapshot) {
        String path = Snapshot.ROUTES + finding.file();
        return snapshot.bytes(path).isPresent() ? finding.in(path) : finding;
    }
}
