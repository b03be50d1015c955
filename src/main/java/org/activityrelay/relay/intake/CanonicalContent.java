package org.activityrelay.relay.intake;

import java.util.LinkedHashSet;
import java.util.Set;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.activity.Fingerprint;
import org.activityrelay.relay.activity.Merge;
import org.activityrelay.relay.activity.PersonIdentifiers;
import org.activityrelay.relay.activity.TenantProfiles;
import org.activityrelay.relay.ledger.RecordContent;

/** The rules of the canonical record, as the ledger asks for them. */
record CanonicalContent(TenantProfiles tenants) implements RecordContent {

    @Override
    public byte[] fingerprint(Activity activity) {
        return Fingerprint.of(activity);
    }

    @Override
    public Activity merge(Activity known, Activity sent) {
        return Merge.of(known, sent);
    }

    @Override
    public Set<String> persons(Activity activity) {
        PersonIdentifiers found = PersonIdentifiers.of(activity, region(activity.tenant()));
        Set<String> all = new LinkedHashSet<>(found.phones());
        all.addAll(found.emails());
        return all;
    }

    @Override
    public Set<String> phone(String tenant, String asTyped) {
        if (tenant != null) {
            return one(PersonIdentifiers.phone(asTyped, region(tenant)));
        }
        Set<String> forms = new LinkedHashSet<>(one(PersonIdentifiers.phone(asTyped, null)));
        tenants.regions().forEach(region -> forms.addAll(one(PersonIdentifiers.phone(asTyped, region))));
        return forms;
    }

    @Override
    public Set<String> email(String asTyped) {
        return one(PersonIdentifiers.email(asTyped));
    }

    private String region(String tenant) {
        return tenant == null ? null : tenants.of(tenant).defaultRegion();
    }

    private static Set<String> one(String form) {
        return form == null ? Set.of() : Set.of(form);
    }
}
