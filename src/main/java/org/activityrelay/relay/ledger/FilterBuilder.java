package org.activityrelay.relay.ledger;

import java.time.Instant;

/** A filter that says only what matters; everything else is left open. */
public final class FilterBuilder {

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

    public DeliveryFilter build() {
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

    public FilterBuilder tenant(String value) {
        tenant = value;
        return this;
    }

    public FilterBuilder activityId(String value) {
        activityId = value;
        return this;
    }

    public FilterBuilder destination(String value) {
        destination = value;
        return this;
    }

    public FilterBuilder state(DeliveryState value) {
        state = value;
        return this;
    }

    public FilterBuilder reason(String value) {
        reason = value;
        return this;
    }

    public FilterBuilder mode(Mode value) {
        mode = value;
        return this;
    }

    public FilterBuilder received(Instant from, Instant to) {
        receivedFrom = from;
        receivedTo = to;
        return this;
    }

    public FilterBuilder due(Instant from, Instant to) {
        dueFrom = from;
        dueTo = to;
        return this;
    }

    public FilterBuilder ended(Instant from, Instant to) {
        endedFrom = from;
        endedTo = to;
        return this;
    }

    public FilterBuilder type(String value) {
        type = value;
        return this;
    }

    public FilterBuilder disposition(String value) {
        disposition = value;
        return this;
    }

    public FilterBuilder service(String value) {
        service = value;
        return this;
    }
}
