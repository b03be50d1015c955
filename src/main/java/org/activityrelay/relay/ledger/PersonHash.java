package org.activityrelay.relay.ledger;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keyed hashes (HMAC-SHA-256, first 16 bytes) of what names a person or an interaction, so that the index can be asked but not read.
 * Thread-safe.
 */
final class PersonHash {

    private static final String ALGORITHM = "HmacSHA256";

    private final Mac keyed;

    PersonHash(byte[] key) {
        try {
            keyed = Mac.getInstance(ALGORITHM);
            keyed.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("no key for the person index", e);
        }
    }

    /** Of a normalised phone number or address. */
    byte[] person(String normalised) {
        return hash("person:" + normalised);
    }

    /** Of an agent's id, login or name. */
    byte[] agent(String name) {
        return hash("agent:" + InteractionKey.fold(name));
    }

    /** Of what the revisions of one interaction have in common. */
    byte[] interaction(InteractionKey key) {
        return hash("interaction:" + String.join("\0", key.interaction(), key.tenant(), key.kind(), key.agent()));
    }

    private byte[] hash(String text) {
        try {
            Mac mac = (Mac) keyed.clone();
            return Arrays.copyOf(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)), 16);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}
