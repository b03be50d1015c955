package org.activityrelay.relay.intake;

import java.util.List;
import org.activityrelay.relay.ledger.Accepted;

/**
 * The answer to one body, item by item, in the order of the body.
 *
 * @param batch whether the body was an array or NDJSON
 * @param items at least one
 */
public record Receipt(boolean batch, List<Item> items) {

    /** One item: stored, refused, or not stored now. */
    public sealed interface Item {}

    /** Stored, or a duplicate of something stored. */
    public record Stored(Accepted accepted) implements Item {}

    /**
     * Not a record.
     *
     * @param rejectionId where the body is kept
     * @param status the HTTP status that fits: 400, 413 or 422
     * @param problems what is wrong and where
     */
    public record Refused(String rejectionId, int status, List<Problem> problems) implements Item {}

    /** Fine, but the ledger could not store it; the sender keeps it and tries again. */
    public record NotStored(String detail) implements Item {}

    /**
     * @param pointer JSON Pointer into the item (RFC 6901), empty for the whole
     * @param detail what is wrong and what to do
     */
    public record Problem(String pointer, String detail) {

        private static final int LONGEST_TOKEN = 100;
        private static final int LONGEST_POINTER = 1000;

        /** Shortens a pointer that a sender's names make longer than anybody reads. */
        public Problem {
            if (pointer.length() > LONGEST_TOKEN) {
                pointer = shortened(pointer);
            }
        }

        private static String shortened(String pointer) {
            StringBuilder all = new StringBuilder(pointer.length());
            for (String token : pointer.substring(1).split("/", -1)) {
                all.append('/').append(cut(token, LONGEST_TOKEN));
            }
            return cut(all.toString(), LONGEST_POINTER);
        }

        private static String cut(String text, int most) {
            if (text.length() <= most) {
                return text;
            }
            // Not through a pair of surrogates, nor through an escape.
            int end =
                    Character.isHighSurrogate(text.charAt(most - 1)) || text.charAt(most - 1) == '~' ? most - 1 : most;
            return text.substring(0, end) + "…";
        }
    }
}
