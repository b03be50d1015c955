package org.activityrelay.relay.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import picocli.CommandLine.Option;

/** Of which records; the criteria add up. */
final class RecordFilterOptions {

    @Option(names = "--record", paramLabel = "ID", description = "Of this record")
    private String record;

    @Option(names = "--type", paramLabel = "TYPE", description = "Of records of this type: voice, chat, email, …")
    private String type;

    @Option(names = "--disposition", paramLabel = "NAME", description = "Of records with this disposition")
    private String disposition;

    @Option(names = "--service", paramLabel = "NAME", description = "Of records of this service")
    private String service;

    @Option(names = "--tenant", paramLabel = "NAME", description = "Of this tenant")
    private String tenant;

    @Option(
            names = "--received-from",
            paramLabel = "TIME",
            converter = Ages.class,
            description =
                    "Of records that came at that time or later: 2026-11-21T10:15:00Z, 2026-11-21 (UTC), or how long ago as"
                            + " 90m, 6h, 7d. So with every TIME")
    private Instant receivedFrom;

    @Option(
            names = "--received-to",
            paramLabel = "TIME",
            converter = Ages.class,
            description = "Of records that came before that time")
    private Instant receivedTo;

    void addTo(ObjectNode filter) {
        put(filter, "activityId", record);
        put(filter, "type", type);
        put(filter, "disposition", disposition);
        put(filter, "service", service);
        put(filter, "tenant", tenant);
        put(filter, "receivedFrom", receivedFrom);
        put(filter, "receivedTo", receivedTo);
    }

    static void put(ObjectNode filter, String name, Object value) {
        if (value != null) {
            filter.put(name, value.toString());
        }
    }
}
