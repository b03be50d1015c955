package org.activityrelay.relay.component;

/**
 * Exchange properties a door may set before {@code activity:accept}. Properties, because headers may come from outside
 * and properties never do.
 */
public final class ActivityConstants {

    /** Where in the door the body came from: file name and line, message id. */
    public static final String SOURCE = "ActivityRelaySource";

    /** Whose record it is, when the sender is bound to a tenant. */
    public static final String TENANT = "ActivityRelayTenant";

    /** Name of the key or user that sent it. */
    public static final String PRINCIPAL = "ActivityRelayPrincipal";

    private ActivityConstants() {}
}
