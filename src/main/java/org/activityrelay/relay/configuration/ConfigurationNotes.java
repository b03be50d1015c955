package org.activityrelay.relay.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.activityrelay.relay.ledger.Configurations;
import org.activityrelay.relay.ledger.Configurations.Event;
import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes in the ledger what this process runs and ran. A ledger that does not answer holds nothing up: what is to be noted
 * waits, in memory and bounded, until it does. Thread-safe.
 */
class ConfigurationNotes {

    private static final Logger log = LoggerFactory.getLogger(ConfigurationNotes.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A process that was not seen for this long is gone. */
    private static final Duration GONE = Duration.ofMinutes(10);

    private static final int MOST_WAITING = 100;

    private final Configurations configurations;
    private final String process = ManagementFactory.getRuntimeMXBean().getName();
    private final Queue<Runnable> waiting = new ArrayDeque<>();

    ConfigurationNotes(Configurations configurations) {
        this.configurations = configurations;
    }

    /** Names this process: its number and its host. */
    String process() {
        return process;
    }

    /** The configuration that worked last, here or in another process. */
    Optional<Snapshot> lastGood() {
        return configurations.lastGood().map(kept -> SnapshotArchive.read(kept.content()));
    }

    /** Whether a configuration is the one that worked last; false also when the ledger does not answer. */
    boolean isLastGood(Snapshot snapshot) {
        try {
            return configurations
                    .lastGood()
                    .filter(kept -> kept.hash().equals(snapshot.hash()))
                    .isPresent();
        } catch (LedgerUnavailableException e) {
            return false;
        }
    }

    /** Keeps what works. */
    void works(Snapshot snapshot) {
        later(() -> configurations.keep(snapshot.hash(), SnapshotArchive.write(snapshot)));
    }

    void happened(Configurations.Kind kind, String hash, String running, List<Finding> findings) {
        Event event = new Event(process, kind, hash, running, findings.isEmpty() ? null : json(findings));
        later(() -> configurations.note(event));
    }

    /** Says what runs, and notes what could not be noted before. */
    void seen(ConfigurationStatus status) {
        ConfigurationStatus.Refused refused = status.refused();
        Configurations.Running running = new Configurations.Running(
                process,
                status.hash(),
                status.since(),
                refused == null ? null : String.valueOf(refused.hash()),
                refused == null ? null : json(refused.findings()));
        if (catchUp()) {
            tryTo(() -> configurations.seen(running, GONE));
        }
    }

    /** Says that this process ends. */
    void left() {
        tryTo(() -> configurations.left(process));
    }

    private synchronized void later(Runnable note) {
        if (waiting.size() == MOST_WAITING) {
            waiting.remove();
        }
        waiting.add(note);
        catchUp();
    }

    private synchronized boolean catchUp() {
        while (!waiting.isEmpty()) {
            if (!tryTo(waiting.peek())) {
                return false;
            }
            waiting.remove();
        }
        return true;
    }

    private static boolean tryTo(Runnable note) {
        try {
            note.run();
            return true;
        } catch (LedgerUnavailableException e) {
            log.debug("The ledger cannot note the configuration now: {}", e.getMessage());
            return false;
        }
    }

    private static JsonNode json(List<Finding> findings) {
        ArrayNode list = JSON.createArrayNode();
        findings.forEach(finding -> list.add(JSON.valueToTree(finding)));
        return list;
    }
}
