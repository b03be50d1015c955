package org.activityrelay.relay.destination;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.activityrelay.relay.delivery.RecordedRequest;

/** Makes recorded requests whose file is their description, as indented JSON. */
public final class Recording {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Recording() {}

    /**
     * @param kind Camel scheme, or {@code http}, {@code mail}, {@code sql}
     * @param lookup whether the request only asks
     */
    public static RecordedRequest of(String kind, ObjectNode description, boolean lookup) {
        try {
            String text = JSON.writeValueAsString(description) + "\n";
            return new RecordedRequest(kind, "json", text.getBytes(StandardCharsets.UTF_8), description, lookup);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
