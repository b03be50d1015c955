package org.activityrelay.relay.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.activityrelay.relay.configuration.ConfigurationStatus;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.SnapshotChanges;
import org.activityrelay.relay.ledger.Configurations;

/** Configurations as the API shows them. */
final class ConfigurationViews {

    private ConfigurationViews() {}

    /**
     * What the answering process runs, and what all do.
     *
     * @param refused the files as they are now, when they are wrong, or null
     */
    record Current(
            String process, String hash, Instant since, boolean stale, Refused refused, List<Process> processes) {

        static Current of(ConfigurationStatus status, List<Configurations.Seen> processes) {
            return new Current(
                    status.process(),
                    status.hash(),
                    status.since(),
                    status.isStale(),
                    Refused.of(status.refused()),
                    processes.stream().map(Process::of).toList());
        }
    }

    /** Files that were not put into effect; the hash is null when they cannot be read. */
    record Refused(String hash, Instant at, List<Finding> findings) {

        private static Refused of(ConfigurationStatus.Refused refused) {
            return refused == null ? null : new Refused(refused.hash(), refused.at(), refused.findings());
        }
    }

    /** A process that shares the ledger; refused and findings are null while its files are what it runs. */
    record Process(
            String process,
            String hash,
            Instant since,
            Instant seenAt,
            boolean stale,
            String refused,
            JsonNode findings) {

        private static Process of(Configurations.Seen seen) {
            Configurations.Running running = seen.running();
            return new Process(
                    running.process(),
                    running.hash(),
                    running.since(),
                    seen.at(),
                    running.refused() != null,
                    running.refused(),
                    running.findings());
        }
    }

    /** Something that happened to a process's configuration; findings may be null. */
    record Event(String id, Instant at, String process, String event, String hash, String running, JsonNode findings) {

        static Event of(Configurations.Noted noted) {
            Configurations.Event event = noted.event();
            return new Event(
                    noted.id(),
                    noted.at(),
                    event.process(),
                    event.kind().word(),
                    event.hash(),
                    event.running(),
                    event.findings());
        }
    }

    /** What changed from one configuration to another. */
    record Changes(String from, String to, List<File> files) {

        static Changes of(String from, String to, List<SnapshotChanges.Change> changes) {
            return new Changes(
                    from,
                    to,
                    changes.stream()
                            .map(change -> new File(change.path(), change.kind().word(), change.diff()))
                            .toList());
        }
    }

    /** A file that differs: {@code added}, {@code removed} or {@code changed}, with its unified diff. */
    record File(String path, String change, String diff) {}
}
