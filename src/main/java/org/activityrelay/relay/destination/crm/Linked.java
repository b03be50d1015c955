package org.activityrelay.relay.destination.crm;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A record of the CRM that an activity belongs to.
 *
 * @param id the CRM's id
 * @param type kind of record, in lower case
 * @param name as people call it, or null
 * @param by how it was found: {@code selected}, {@code listed} or {@code lookup}
 */
record Linked(String id, String type, String name, String by) {

    /** What a mapping sees. */
    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", id);
        facts.put("type", type);
        if (name != null) {
            facts.put("name", name);
        }
        facts.put("by", by);
        return facts;
    }
}
