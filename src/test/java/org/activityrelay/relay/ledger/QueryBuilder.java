package org.activityrelay.relay.ledger;

import java.time.Instant;

/** A search that says only what matters. */
final class QueryBuilder {

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

    QueryBuilder tenant(String value) {
        tenant = value;
        return this;
    }

    QueryBuilder interactionId(String value) {
        interactionId = value;
        return this;
    }

    QueryBuilder globalInteractionId(String value) {
        globalInteractionId = value;
        return this;
    }

    QueryBuilder phone(String value) {
        phone = value;
        return this;
    }

    QueryBuilder email(String value) {
        email = value;
        return this;
    }

    QueryBuilder agent(String value) {
        agent = value;
        return this;
    }

    QueryBuilder service(String value) {
        service = value;
        return this;
    }

    QueryBuilder type(String value) {
        type = value;
        return this;
    }

    QueryBuilder disposition(String value) {
        disposition = value;
        return this;
    }

    QueryBuilder status(String value) {
        status = value;
        return this;
    }

    QueryBuilder destination(String value) {
        destination = value;
        return this;
    }

    QueryBuilder externalId(String value) {
        externalId = value;
        return this;
    }

    QueryBuilder receivedFrom(Instant value) {
        receivedFrom = value;
        return this;
    }

    QueryBuilder receivedTo(Instant value) {
        receivedTo = value;
        return this;
    }

    QueryBuilder after(String value) {
        after = value;
        return this;
    }

    QueryBuilder limit(int value) {
        limit = value;
        return this;
    }

    Records.Query build() {
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
