package org.activityrelay.relay.destination.crm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * A CRM's answer to one request.
 *
 * @param status HTTP status
 * @param headers by name, case-insensitive
 * @param body parsed; a missing node when there was none or it is no JSON
 * @param text the same as text
 */
record CrmAnswer(int status, Map<String, String> headers, JsonNode body, String text) {

    boolean isSuccess() {
        return status / 100 == 2;
    }

    /** A header's value, or null. */
    String header(String name) {
        return headers.get(name);
    }
}
