package org.activityrelay.relay.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.activityrelay.relay.intake.DoorStatus;
import org.activityrelay.relay.ledger.Deliveries;
import org.activityrelay.relay.ledger.Records;
import org.activityrelay.relay.security.Caller;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What waits for people, and whether this is a good moment to stop. */
@RestController
class StatusController {

    private final Records records;
    private final Deliveries deliveries;
    private final ObjectProvider<DoorStatus> doors;

    StatusController(Records records, Deliveries deliveries, ObjectProvider<DoorStatus> doors) {
        this.records = records;
        this.deliveries = deliveries;
        this.doors = doors;
    }

    @GetMapping(path = "/api/v1/status", produces = MediaType.APPLICATION_JSON_VALUE)
    Status show() {
        Deliveries.Counts own = deliveries.counts(Caller.current().tenant());
        int inFlight = deliveries.counts(null).inFlight();
        int read = doors.stream().mapToInt(DoorStatus::underWay).sum();
        List<String> reasons = new ArrayList<>();
        if (inFlight > 0) {
            reasons.add(inFlight + (inFlight == 1 ? " delivery is" : " deliveries are") + " under way");
        }
        if (read > 0) {
            reasons.add(read + (read == 1 ? " file is" : " files are") + " being read");
        }
        Records.Received received = records.received(Caller.current().tenant());
        return new Status(
                new Accepted(received.lastHour(), received.lastDay(), received.last()),
                own.unrouted(),
                own.parked(),
                inFlight,
                read,
                Deliveries.MOST_COUNTED,
                reasons.isEmpty(),
                reasons);
    }

    /**
     * What was accepted and what waits for people is of the caller's tenant.
     *
     * @param inFlight deliveries under way, in all processes
     * @param filesBeingRead by this process
     * @param countedUpTo a count of this many means that many or more
     * @param safeToStop whether a stop would interrupt nothing; nothing acknowledged is lost either way
     * @param reasons why not
     */
    record Status(
            Accepted accepted,
            int unrouted,
            int parked,
            int inFlight,
            int filesBeingRead,
            int countedUpTo,
            boolean safeToStop,
            List<String> reasons) {}

    /** @param last of the last day, or null */
    record Accepted(int lastHour, int lastDay, Instant last) {}
}
