package org.activityrelay.relay.context;

/**
 * The order in which the stages start; they stop in reverse. Even stages run before the doors open, and the doors close
 * before they stop. All come before the web server, which opens its port last, so that nobody is answered too early.
 */
public final class Phases {

    /** Routes are loaded: routing and destinations work. */
    public static final int CONTEXTS = 1000;

    /** Deliveries are claimed. */
    public static final int DELIVERY = 1100;

    /** Intake routes take records in. */
    public static final int INTAKE = 1200;

    /** Changed files are looked for. */
    public static final int WATCH = 1300;

    private Phases() {}
}
