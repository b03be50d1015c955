package org.activityrelay.relay.destination.crm;

import java.util.List;

/**
 * One way to reach a person.
 *
 * @param kind how
 * @param value a phone number in E.164 (or its digits where it cannot be understood), or an email address in lower case
 * @param national for a phone number: its digits without the country code
 * @param spellings the ways in which people write the value, for CRMs that compare it as text
 * @param types kinds of records that may be that person, the preferred one first
 */
record Contact(Kind kind, String value, String national, List<String> spellings, List<String> types) {

    enum Kind {
        PHONE("phone number"),
        EMAIL("email address");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** Kind only: a value is a person's. */
    @Override
    public String toString() {
        return "Contact[" + kind + "]";
    }
}
