package org.activityrelay.relay.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Supplier;

/**
 * One item of a body: perhaps a record.
 *
 * @param place where in the body, such as {@code line 3}; null when it is the whole body
 * @param original the bytes of this item alone; copied when asked for, so that a big batch is not held twice
 * @param json reads it; throws {@link UnreadableException}
 */
record BodyItem(String place, Supplier<byte[]> original, Supplier<JsonNode> json) {}
