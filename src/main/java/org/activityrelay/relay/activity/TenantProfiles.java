package org.activityrelay.relay.activity;

/** The tenants of the running configuration. */
public interface TenantProfiles {

    /** The profile of a tenant; one that is not configured has a profile without extras. Thread-safe. */
    TenantProfile of(String tenant);
}
