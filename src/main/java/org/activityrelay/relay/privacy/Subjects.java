package org.activityrelay.relay.privacy;

import java.util.List;
import java.util.Optional;
import org.activityrelay.relay.activity.PersonIdentifiers;
import org.activityrelay.relay.ledger.Erasures.Subject;

/** Reads whom or what a file or an erasure is about. */
public final class Subjects {

    /** How one may be named. */
    public static final List<String> KINDS = List.of("phone", "email", "interactionId");

    private Subjects() {}

    /**
     * The subject, in the form by which records are found; nothing when the text is no such thing.
     *
     * @param kind one of {@link #KINDS}
     * @param tenant only what belongs to this one, or null
     * @param region of a phone number without a country code
     */
    public static Optional<Subject> of(String kind, String asTyped, String tenant, String region) {
        return switch (kind) {
            case "phone" ->
                Optional.ofNullable(PersonIdentifiers.phone(asTyped, region))
                        .map(phone -> new Subject(tenant, phone, null, null));
            case "email" ->
                Optional.ofNullable(PersonIdentifiers.email(asTyped))
                        .map(email -> new Subject(tenant, null, email, null));
            case "interactionId" -> Optional.of(new Subject(tenant, null, null, asTyped));
            default -> Optional.empty();
        };
    }
}
