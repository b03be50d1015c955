package org.activityrelay.relay.ledger;

import java.time.Instant;

/** A search that says only what matters; everything else is left open. Fifty to a page. */
public final class QueryBuilder {

    private String tenant;
    private String interactionId;
    private String globalInteractionId;
    private String phone;
    private String email;
    private String agent;
    private String service;
    private String type;
    private String disposition;
    private String status;
    private String destination;
    private String externalId;
    private Instant receivedFrom;
    private Instant receivedTo;
    private String after;
    private int limit = 50;

    public QueryBuilder tenant(String value) {
        tenant = value;
        return this;
    }

    public QueryBuilder interactionId(String value) {
        interactionId = value;
        return this;
    }

    public QueryBuilder globalInteractionId(String value) {
        globalInteractionId = value;
        return this;
    }

    public QueryBuilder phone(String value) {
        phone = value;
        return this;
    }

    public QueryBuilder email(String value) {
        email = value;
        return this;
    }

    public QueryBuilder agent(String value) {
        agent = value;
        return this;
    }

    public QueryBuilder service(String value) {
        service = value;
        return this;
    }

    public QueryBuilder type(String value) {
        type = value;
        return this;
    }

    public QueryBuilder disposition(String value) {
        disposition = value;
        return this;
    }

    public QueryBuilder status(String value) {
        status = value;
        return this;
    }

    public QueryBuilder destination(String value) {
        destination = value;
        return this;
    }

    public QueryBuilder externalId(String value) {
        externalId = value;
        return this;
    }

    public QueryBuilder receivedFrom(Instant value) {
        receivedFrom = value;
        return this;
    }

    public QueryBuilder receivedTo(Instant value) {
        receivedTo = value;
        return this;
    }

    public QueryBuilder after(String value) {
        after = value;
        return this;
    }

    public QueryBuilder limit(int value) {
        limit = value;
        return this;
    }

    public Records.Query build() {
        return new Records.Query(
                tenant,
                interactionId,
                globalInteractionId,
                phone,
                email,
                agent,
                service,
                type,
                disposition,
                status,
                destination,
                externalId,
                receivedFrom,
                receivedTo,
                after,
                limit);
    }
}
