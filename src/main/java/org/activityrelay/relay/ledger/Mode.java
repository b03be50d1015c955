package org.activityrelay.relay.ledger;

/** How a destination works: for real, or recording exactly what it would have sent. */
public enum Mode {
    LIVE("live"),
    DRY_RUN("dry-run");

    private final String word;

    Mode(String word) {
        this.word = word;
    }

    /** The word used in configuration, SQL and JSON. */
    public String word() {
        return word;
    }
}
