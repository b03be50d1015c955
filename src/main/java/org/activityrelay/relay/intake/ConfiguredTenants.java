package org.activityrelay.relay.intake;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.activityrelay.relay.activity.CurrentDispositions;
import org.activityrelay.relay.activity.Dispositions;
import org.activityrelay.relay.activity.TenantProfile;
import org.activityrelay.relay.activity.TenantProfiles;

/** Tenants from {@code relay.intake.tenants}, with the dispositions of the running configuration. */
final class ConfiguredTenants implements TenantProfiles {

    private static final IntakeSettings.Tenant NOTHING_KNOWN = new IntakeSettings.Tenant(null, null, null);

    private final Map<String, IntakeSettings.Tenant> settings;
    private final CurrentDispositions current;
    private volatile Profiles profiles;

    /** @throws IllegalArgumentException when a tenant's settings cannot be used */
    ConfiguredTenants(IntakeSettings settings, CurrentDispositions current) {
        this.settings = settings.tenants();
        this.current = current;
        this.profiles = profiles(current.get());
    }

    @Override
    public TenantProfile of(String tenant) {
        Profiles known = profiles;
        Dispositions dispositions = current.get();
        if (known.dispositions != dispositions) {
            known = profiles(dispositions);
            profiles = known;
        }
        TenantProfile profile = known.byName.get(tenant);
        return profile != null ? profile : profile(tenant, NOTHING_KNOWN, dispositions);
    }

    @Override
    public Set<String> regions() {
        return profiles.byName.values().stream()
                .map(TenantProfile::defaultRegion)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    private Profiles profiles(Dispositions dispositions) {
        return new Profiles(
                dispositions,
                settings.entrySet().stream()
                        .map(tenant -> profile(tenant.getKey(), tenant.getValue(), dispositions))
                        .collect(Collectors.toUnmodifiableMap(TenantProfile::name, profile -> profile)));
    }

    private static TenantProfile profile(String name, IntakeSettings.Tenant tenant, Dispositions dispositions) {
        ZoneId zone = Objects.requireNonNullElse(tenant.timeZone(), ZoneOffset.UTC);
        String region = tenant.defaultRegion() == null || tenant.defaultRegion().isBlank()
                ? null
                : tenant.defaultRegion().strip();
        return new TenantProfile(name, tenant.recordingBaseUrl(), region, zone, dispositions.forTenant(name));
    }

    private record Profiles(Dispositions dispositions, Map<String, TenantProfile> byName) {}
}
