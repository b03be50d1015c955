package org.activityrelay.relay.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Finds which interactions a body speaks of, without understanding it: the values of all fields that carry an id in some
 * dialect. More than there are does no harm (they are stored one after another).
 */
public final class DoorInteractions {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Set<String> NAMES = Set.of("interactionid", "item_id", "recordingid");

    /** Of a body that is not JSON, perhaps CSV: such bodies are stored one after another. */
    private static final String UNKNOWN = "\n";

    private DoorInteractions() {}

    /** The ids, in lower case. */
    public static Set<String> in(byte[] body) {
        Set<String> ids = new HashSet<>(2);
        try (JsonParser parser = JSON.createParser(body)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME
                        && NAMES.contains(parser.currentName().toLowerCase(Locale.ROOT))
                        && parser.nextToken().isScalarValue()) {
                    ids.add(parser.getText().trim().toLowerCase(Locale.ROOT));
                }
            }
        } catch (IOException notJson) {
            ids.add(UNKNOWN);
        }
        return ids;
    }
}
