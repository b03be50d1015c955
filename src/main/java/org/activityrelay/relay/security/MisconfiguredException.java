package org.activityrelay.relay.security;

/** Stops the start because a setting is wrong or unsafe; says which and what to do. */
public class MisconfiguredException extends RuntimeException {

    private final String action;

    public MisconfiguredException(String description, String action) {
        super(description);
        this.action = action;
    }

    /** What to do. */
    public String action() {
        return action;
    }
}
