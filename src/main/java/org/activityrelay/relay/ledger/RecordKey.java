package org.activityrelay.relay.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.UUID;
import org.activityrelay.relay.activity.Activity;

/**
 * The two names under which receivers know a delivery. Both are made of lower-case letters, digits and dashes: fit for
 * an HTTP header, an SQL key, the local part of a Message-ID and a file name; the record key is a valid UUID (version 8,
 * RFC 9562) for receivers that want one.
 */
public final class RecordKey {

    private RecordKey() {}

    /**
     * Names the thing written, the same for every revision of the record.
     *
     * @param interaction the interaction id, in any case
     * @param agent the agent, where it is part of the identity, else empty
     */
    public static String of(
            String tenant, String kind, String interaction, String agent, String destination, String part) {
        return of(
                new InteractionKey(InteractionKey.fold(interaction), tenant, kind, InteractionKey.fold(agent)),
                destination,
                part);
    }

    /** The same for a record that is not stored yet. */
    public static String of(Activity activity, Identity identity, String destination, String part) {
        return of(InteractionKey.of(activity, identity), destination, part);
    }

    /** Names one write: one revision of the thing. */
    public static String delivery(String recordKey, int revision) {
        return recordKey + "-" + revision;
    }

    static String of(InteractionKey key, String destination, String part) {
        MessageDigest digest = Digests.sha256();
        for (String name : new String[] {key.tenant(), key.kind(), key.interaction(), key.agent(), destination, part}) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(4).putInt(0, bytes.length));
            digest.update(bytes);
        }
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        long high = hash.getLong() & ~0xF000L | 0x8000L;
        long low = hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
