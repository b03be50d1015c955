package org.activityrelay.relay.destination;

/** What every destination shows by a test, or says why it cannot happen there. */
public enum Case {
    /** Once, whole, and what comes back is taken. */
    DELIVERED,
    /** Sent again by an operator: the receiver can tell, or holds it once. */
    REPLAYED,
    /** The corrected record reaches what holds the first. */
    REVISED,
    /** The same, when what holds the first has been completed, closed or locked there. */
    REVISED_AFTER_COMPLETION,
    /** The receiver says no for good: parked, with a reason that helps and nothing of the record in it. */
    REFUSED,
    /** The receiver asks for patience: tried again. */
    THROTTLED,
    /** The receiver has it and its answer is lost, or this process: not doubled, or doubled under the same key. */
    CUT_AFTER_THE_WRITE,
    /** A session has ended: a new one, once. */
    REAUTHENTICATED,
    /** Exactly what would be sent, and nothing sent. */
    DRY_RUN,
    /** Longer than the receiver takes. */
    TOO_LONG,
    /** Every script and sign as it was. */
    UNICODE,
    /** Nothing there to link it to: unlinked, and said. */
    NO_LINK,
    /** More than one to link it to: never guessed. */
    SEVERAL_LINKS,
    /** What was perhaps sent is sent again as it was, whatever the mapping has become. */
    MAPPING_EDITED_BETWEEN_ATTEMPTS
}
