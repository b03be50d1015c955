package org.activityrelay.relay.ledger;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import org.activityrelay.relay.activity.Activity;

/**
 * What the revisions of one record have in common. Ids are case-folded; compared in the order in which heads are
 * locked.
 *
 * @param agent empty unless the agent is part of the identity
 */
record InteractionKey(String interaction, String tenant, String kind, String agent)
        implements Comparable<InteractionKey> {

    private static final Comparator<InteractionKey> ORDER = Comparator.comparing(InteractionKey::interaction)
            .thenComparing(InteractionKey::tenant)
            .thenComparing(InteractionKey::kind)
            .thenComparing(InteractionKey::agent);

    static InteractionKey of(Activity activity, Identity identity) {
        String agent = identity == Identity.INTERACTION ? "" : fold(agent(activity));
        return new InteractionKey(
                fold(Objects.requireNonNull(activity.interactionId(), "a record needs an interactionId")),
                Objects.requireNonNullElse(activity.tenant(), ""),
                Objects.requireNonNullElse(activity.kind(), ""),
                agent);
    }

    /** The id that identifies the agent best, or empty. */
    static String agent(Activity activity) {
        if (activity.agentId() != null) {
            return activity.agentId();
        }
        return Objects.requireNonNullElse(activity.agentLogin(), "");
    }

    /**
     * Case-folded, and short enough for every index: of an absurdly long id the rest is replaced by its digest.
     * Upper case first, because some letters only meet there.
     */
    static String fold(String text) {
        String folded = Text.clean(text).strip().toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        if (folded.length() <= 200) {
            return folded;
        }
        byte[] digest = Digests.sha256(folded.getBytes(StandardCharsets.UTF_8));
        return folded.substring(0, 100) + "~" + HexFormat.of().formatHex(digest);
    }

    @Override
    public int compareTo(InteractionKey other) {
        return ORDER.compare(this, other);
    }

    /** Names the record without showing its tenant's data: for logs. */
    @Override
    public String toString() {
        return interaction;
    }
}
