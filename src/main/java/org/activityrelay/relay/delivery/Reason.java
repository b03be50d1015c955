package org.activityrelay.relay.delivery;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Why an attempt did not deliver: the complete list of words that appear in the ledger, in the API and as the metric tag
 * {@code reason}.
 */
public enum Reason {
    // the way there
    CONNECTION_REFUSED("Nothing listens at the destination's address."),
    CONNECTION_TIMEOUT("No connection within the time limit."),
    CONNECTION_FAILED("No connection: no route, no free connection, or the receiver is going down."),
    CONNECTION_LOST("The connection broke before the answer was complete."),
    READ_TIMEOUT("Connected, but no answer within the time limit."),
    UNKNOWN_HOST("The destination's host name cannot be resolved."),
    TLS_FAILED("No trusted encrypted connection: certificate, protocol, or STARTTLS demanded."),
    ATTEMPT_TIMEOUT("The attempt exceeded relay.delivery.attempt-timeout and was interrupted."),
    INTERRUPTED("The service or its configuration was being stopped during the attempt."),

    LEASE_EXPIRED("The process died or stood still during the attempt; nobody told how it ended."),
    DESTINATION_MISSING("The running configuration has no such destination; the delivery waits for it."),

    // what a receiver says of itself
    RATE_LIMITED("The receiver asks for fewer requests (HTTP 429)."),
    QUOTA_SPENT("What the receiver allows in a day, or the budget set for it, is spent."),
    UNAVAILABLE("The receiver is down for now (HTTP 503, SMTP 421)."),
    SERVER_ERROR("The receiver failed (other HTTP 5xx)."),
    REQUEST_TIMEOUT("The receiver did not get the request in time (HTTP 408)."),
    TOO_EARLY("The receiver will not take the request yet (HTTP 425)."),
    CONFLICT("The receiver is changing the same thing right now (HTTP 409)."),
    LOCKED("The thing to be changed is locked (HTTP 423, a database lock, a deadlock)."),
    UNEXPECTED_HTML("A web page came where JSON was due: a login page, a proxy or a maintenance page."),
    UNAUTHORIZED("The credentials are wrong or expired (HTTP 401 and 407, SMTP 535, SQL class 28)."),

    // what a receiver says of the record
    FORBIDDEN("The credentials are right but not allowed to do this (HTTP 403)."),
    FIELD_REFUSED("A field does not exist at the receiver, may not be written, or cannot hold its value."),
    REDIRECTED("The receiver points elsewhere (HTTP 3xx); credentials are never sent after it. Correct the URL."),
    BAD_REQUEST("The receiver cannot read the request (HTTP 400)."),
    NOT_FOUND("There is no such thing at the receiver (HTTP 404)."),
    GONE(
            "The receiver has gone for good (HTTP 410): it takes no more. Correct the URL, or end the rule that sends there."),
    TOO_LARGE("The receiver takes nothing that large (HTTP 413, SMTP 552)."),
    UNPROCESSABLE("The receiver reads the request but will not take its content (HTTP 422)."),
    REFUSED("The receiver refuses for good (another HTTP 4xx, SMTP 5yz)."),

    // mail
    TEMPORARILY_REFUSED("The mail server refuses for now (SMTP 4yz)."),
    GREYLISTED("The mail server lets a first try wait on purpose."),
    RECIPIENT_REFUSED("The mail server will never take at least one of the recipients."),
    SENDER_REFUSED("The mail server will never take mail from this sender."),

    // databases and queues
    DATABASE_ERROR("The database failed in a way that may pass."),
    DATABASE_READONLY("The database takes no writes now: a standby, or missing file permissions."),
    OUT_OF_RESOURCES("Disk, memory or connections of the receiver are used up."),
    CONSTRAINT_VIOLATED("A constraint of the table refuses the row."),
    DATA_REFUSED("A column cannot hold a value: too long, out of range, of another type."),
    MISSING_TABLE("A table, column, schema or database does not exist. ./relay ddl prints the tables."),
    WRONG_DIALECT("The database does not understand the statement."),
    MISSING_QUEUE("The queue does not exist and may not be created."),
    MESSAGE_FORMAT("The message broker cannot take a message of this form."),

    // this side
    MAPPING_FAILED("The mapping or template cannot handle this record. Correct it, then replay."),
    ANSWER_UNREADABLE("The receiver took the record, but its answer cannot be read; look there before a replay."),
    NOTHING_SENT("The route ended without sending anything: a filter, or an exception it swallowed."),
    UNEXPECTED_ERROR("A failure that is not in this list; the detail says more.");

    private static final Map<String, Reason> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Reason::word, reason -> reason));

    private final String meaning;

    Reason(String meaning) {
        this.meaning = meaning;
    }

    /** The word used in SQL, JSON and metric tags. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One sentence for operators. */
    public String meaning() {
        return meaning;
    }

    /** The reason of that word. */
    public static Optional<Reason> of(String word) {
        return Optional.ofNullable(word).map(BY_WORD::get);
    }
}
