package org.activityrelay.relay.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Addresses of searches. They are sealed (AES-GCM), because addresses end up in the logs of proxies and in the history of
 * browsers, and a search names a person. Back, forward and reload work all the same. The key lives as long as this
 * process, and so do the addresses.
 */
class SearchLinks {

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final int LONGEST = 8000;

    private final ObjectMapper json = new ObjectMapper();
    private final SecureRandom random = new SecureRandom();
    private final SecretKey key = newKey();

    /** The search as one word, fit for an address. */
    String seal(SearchForm form) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(json.writeValueAsBytes(form));
            byte[] both = Arrays.copyOf(nonce, NONCE + sealed.length);
            System.arraycopy(sealed, 0, both, NONCE, sealed.length);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(both);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a search cannot be sealed", e);
        }
    }

    /** The search again; empty when this process did not seal it. */
    Optional<SearchForm> open(String word) {
        try {
            byte[] both = Base64.getUrlDecoder().decode(word.substring(0, Math.min(word.length(), LONGEST)));
            if (both.length <= NONCE) {
                return Optional.empty();
            }
            byte[] nonce = Arrays.copyOf(both, NONCE);
            byte[] sealed = Arrays.copyOfRange(both, NONCE, both.length);
            byte[] text = cipher(Cipher.DECRYPT_MODE, nonce).doFinal(sealed);
            return Optional.of(json.readValue(new String(text, StandardCharsets.UTF_8), SearchForm.class));
        } catch (IllegalArgumentException | GeneralSecurityException | IOException notOurs) {
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    private static SecretKey newKey() {
        try {
            KeyGenerator generator = KeyGenerator.getInstance("AES");
            generator.init(256);
            return generator.generateKey();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES", e);
        }
    }
}
