package org.activityrelay.relay.destination.crm;

import java.util.Map;
import java.util.Set;

/**
 * A kind of record as the CRM describes it to the integration user.
 *
 * @param object its name
 * @param fields by name
 */
record Described(String object, Map<String, Field> fields) {

    /**
     * One field.
     *
     * @param onCreate whether it is taken with a new record
     * @param onUpdate whether it may be changed later
     * @param length most characters; 0 for no limit that is known
     * @param values the only ones it has; null for any
     * @param strict whether another value is refused
     * @param demanded whether no record is taken without it
     */
    record Field(boolean onCreate, boolean onUpdate, int length, Set<String> values, boolean strict, boolean demanded) {

        static Field any() {
            return new Field(true, true, 0, null, false, false);
        }
    }
}
