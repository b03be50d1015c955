package org.activityrelay.relay.activity;

import java.util.Set;

/** The tenants of the running configuration. */
public interface TenantProfiles {

    /** The profile of a tenant; one that is not configured has a profile without extras. Thread-safe. */
    TenantProfile of(String tenant);

    /** The regions of all configured tenants: in one of them is a phone number of which nobody says whose it is. */
    default Set<String> regions() {
        return Set.of();
    }
}
