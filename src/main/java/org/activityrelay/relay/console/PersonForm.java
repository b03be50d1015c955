package org.activityrelay.relay.console;

import java.util.Optional;
import org.activityrelay.relay.activity.TenantProfiles;
import org.activityrelay.relay.ledger.Erasures.Subject;
import org.activityrelay.relay.privacy.Subjects;
import org.activityrelay.relay.security.Caller;

/**
 * Whom an administrator means. Everything may be null.
 *
 * @param kind one of {@link Subjects#KINDS}
 * @param text the number, the address or the id
 */
record PersonForm(String kind, String text, String tenant) {

    PersonForm {
        kind = kind == null || !Subjects.KINDS.contains(kind) ? Subjects.KINDS.get(0) : kind;
        text = Typed.clean(text);
        tenant = Typed.clean(tenant);
    }

    /** Nothing when the text is no such thing. */
    Optional<Subject> subject(Caller caller, TenantProfiles tenants, String defaultTenant) {
        if (text == null) {
            return Optional.empty();
        }
        String only = caller.tenant() == null ? tenant : caller.tenant();
        String region = tenants.of(only == null ? defaultTenant : only).defaultRegion();
        return Subjects.of(kind, text, only, region);
    }

    /** Says nothing about the person. */
    @Override
    public String toString() {
        return "PersonForm[" + kind + "]";
    }
}
