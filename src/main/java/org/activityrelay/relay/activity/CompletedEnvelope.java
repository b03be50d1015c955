package org.activityrelay.relay.activity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.BiConsumer;

/** The Embedded Agent Desktop's (5.8) message around a completed interaction: {@code {"command", "data"}}. */
final class CompletedEnvelope {

    private static final String COMMAND = "INTERACTION_COMPLETED";

    private CompletedEnvelope() {}

    static boolean isAround(ObjectNode sent) {
        return sent.has("command") && !sent.has("interactionId") && !sent.has("item_id");
    }

    /**
     * What is inside.
     *
     * @param rest takes the envelope's own fields that are not known
     */
    static Located<ObjectNode> unwrap(
            Located<ObjectNode> sent, BiConsumer<String, JsonNode> rest, List<Problem> problems) {
        ObjectNode envelope = sent.value();
        if (!COMMAND.equals(envelope.get("command").asText())) {
            problems.add(new Problem(
                    sent.pointer() + "/command",
                    "Is not " + COMMAND
                            + ", the only command that carries a finished interaction. Send only that one."));
        }
        envelope.properties().stream()
                .filter(field ->
                        !field.getKey().equals("command") && !field.getKey().equals("data"))
                .forEach(field -> rest.accept(field.getKey(), field.getValue()));
        String pointer = sent.pointer() + "/data";
        if (envelope.get("data") instanceof ObjectNode data) {
            return new Located<>(pointer, data);
        }
        JsonNode data = envelope.path("data");
        problems.add(new Problem(
                pointer,
                data.isMissingNode()
                        ? Complaint.missing("Put the finished interaction here.")
                        : Complaint.notAnObject(data)));
        return new Located<>(pointer, JsonNodeFactory.instance.objectNode());
    }
}
