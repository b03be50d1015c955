package org.activityrelay.relay.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.activityrelay.relay.ledger.Rejections.Kept;

/** Refused bodies as the API shows them. */
final class RejectionViews {

    private RejectionViews() {}

    /** One among many. */
    record Brief(
            String id,
            Instant receivedAt,
            String href,
            String tenant,
            String intake,
            String source,
            String principal,
            String contentType,
            JsonNode errors,
            String activityId) {

        static Brief of(Kept kept) {
            return new Brief(
                    kept.id(),
                    kept.receivedAt(),
                    "/api/v1/rejections/" + kept.id(),
                    kept.rejection().tenant(),
                    kept.rejection().intake(),
                    kept.rejection().source(),
                    kept.rejection().principal(),
                    kept.rejection().contentType(),
                    kept.rejection().problems(),
                    kept.activityId());
        }
    }

    /**
     * One with its body: as text where it is text, else in base64.
     *
     * @param activityId the record that a corrected body became, or null
     */
    record Whole(
            String id,
            Instant receivedAt,
            String href,
            String tenant,
            String intake,
            String source,
            String principal,
            String contentType,
            JsonNode errors,
            String activityId,
            String body,
            String bodyBase64) {

        static Whole of(Kept kept) {
            Brief brief = Brief.of(kept);
            byte[] bytes = kept.rejection().body();
            String text = text(bytes);
            return new Whole(
                    brief.id,
                    brief.receivedAt,
                    brief.href,
                    brief.tenant,
                    brief.intake,
                    brief.source,
                    brief.principal,
                    brief.contentType,
                    brief.errors,
                    brief.activityId,
                    text,
                    text == null && bytes != null ? Base64.getEncoder().encodeToString(bytes) : null);
        }

        private static String text(byte[] bytes) {
            try {
                return bytes == null
                        ? null
                        : StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(bytes))
                                .toString();
            } catch (CharacterCodingException e) {
                return null;
            }
        }
    }
}
