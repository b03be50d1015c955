package org.activityrelay.relay.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import picocli.CommandLine.Option;

/** Which deliveries are meant; the criteria add up. */
final class DeliveryFilterOptions {

    @Option(names = "--destination", paramLabel = "NAME", description = "For this destination")
    private String destination;

    @Option(names = "--state", paramLabel = "STATE", description = "In this state: parked, pending, delivered, …")
    private String state;

    @Option(names = "--reason", paramLabel = "WORD", description = "For this reason, as the record's story shows it")
    private String reason;

    @Option(names = "--mode", paramLabel = "MODE", description = "live or dry-run, at its last attempt")
    private String mode;

    @Option(
            names = "--due-from",
            paramLabel = "TIME",
            converter = Ages.class,
            description = "Due at that time or later")
    private Instant dueFrom;

    @Option(names = "--due-to", paramLabel = "TIME", converter = Ages.class, description = "Due before that time")
    private Instant dueTo;

    @Option(
            names = "--ended-from",
            paramLabel = "TIME",
            converter = Ages.class,
            description = "Parked, delivered … at that time or later")
    private Instant endedFrom;

    @Option(
            names = "--ended-to",
            paramLabel = "TIME",
            converter = Ages.class,
            description = "Parked, delivered … before that time")
    private Instant endedTo;

    void addTo(ObjectNode filter) {
        RecordFilterOptions.put(filter, "destination", destination);
        RecordFilterOptions.put(filter, "state", state);
        RecordFilterOptions.put(filter, "reason", reason);
        RecordFilterOptions.put(filter, "mode", mode);
        RecordFilterOptions.put(filter, "dueFrom", dueFrom);
        RecordFilterOptions.put(filter, "dueTo", dueTo);
        RecordFilterOptions.put(filter, "endedFrom", endedFrom);
        RecordFilterOptions.put(filter, "endedTo", endedTo);
    }
}
