package org.activityrelay.relay.ledger;

import java.time.Instant;

/** Filters with few criteria. */
final class FilterBuilder {

    private String tenant;
    private String activityId;
    private String destination;
    private DeliveryState state;
    private String reason;
    private Mode mode;
    private Instant receivedFrom;
    private Instant receivedTo;
    private Instant dueFrom;
    private Instant dueTo;
    private Instant endedFrom;
    private Instant endedTo;
    private String type;
    private String disposition;
    private String service;

    DeliveryFilter build() {
        return new DeliveryFilter(
                tenant,
                activityId,
                destination,
                state,
                reason,
                mode,
                receivedFrom,
                receivedTo,
                dueFrom,
                dueTo,
                endedFrom,
                endedTo,
                type,
                disposition,
                service);
    }

    FilterBuilder tenant(String value) {
        tenant = value;
        return this;
    }

    FilterBuilder activityId(String value) {
        activityId = value;
        return this;
    }

    FilterBuilder destination(String value) {
        destination = value;
        return this;
    }

    FilterBuilder state(DeliveryState value) {
        state = value;
        return this;
    }

    FilterBuilder reason(String value) {
        reason = value;
        return this;
    }

    FilterBuilder mode(Mode value) {
        mode = value;
        return this;
    }

    FilterBuilder received(Instant from, Instant to) {
        receivedFrom = from;
        receivedTo = to;
        return this;
    }

    FilterBuilder due(Instant from, Instant to) {
        dueFrom = from;
        dueTo = to;
        return this;
    }

    FilterBuilder ended(Instant from, Instant to) {
        endedFrom = from;
        endedTo = to;
        return this;
    }

    FilterBuilder type(String value) {
        type = value;
        return this;
    }

    FilterBuilder disposition(String value) {
        disposition = value;
        return this;
    }

    FilterBuilder service(String value) {
        service = value;
        return this;
    }
}
