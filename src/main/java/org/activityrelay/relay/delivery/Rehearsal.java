package org.activityrelay.relay.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/** Plays the receivers while nothing is sent. Called on the thread of the attempt. */
@FunctionalInterface
public interface Rehearsal {

    /** Receivers that answer nothing in particular. */
    Rehearsal UNANSWERED = request -> Optional.empty();

    /** The answer to a recorded request; empty for success without content. */
    Optional<Answer> answer(RecordedRequest request);

    /**
     * Is told what a mapping has made for a receiver that is written field by field.
     *
     * @param object what kind of record it is there
     * @param fields by name; to be read only
     */
    default void mapped(String object, JsonNode fields) {
        // only who examines a mapping wants to know
    }

    /**
     * @param status HTTP status
     * @param headers of the answer
     * @param body JSON, or a text; null for none
     */
    record Answer(int status, Map<String, String> headers, JsonNode body) {}
}
