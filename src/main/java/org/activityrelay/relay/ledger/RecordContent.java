package org.activityrelay.relay.ledger;

import java.util.Set;
import org.activityrelay.relay.activity.Activity;

/** What the ledger must know about the content of records; answered by the rules of the canonical record. Thread-safe. */
public interface RecordContent {

    /** A digest of the business fields: equal for records that say the same. */
    byte[] fingerprint(Activity activity);

    /**
     * The next revision of a record: fields of {@code sent} over those of {@code known}. A field that {@code sent} lacks
     * stays, an explicit null erases it.
     */
    Activity merge(Activity known, Activity sent);

    /** The normalised phone numbers and email addresses of everyone in a record, in no particular order. */
    Set<String> persons(Activity activity);

    /** The forms in which {@link #persons} would give this phone number, of any tenant if it is null; empty if it is none. */
    Set<String> phone(String tenant, String asTyped);

    /** The forms in which {@link #persons} would give this email address; empty if it is none. */
    Set<String> email(String asTyped);
}
