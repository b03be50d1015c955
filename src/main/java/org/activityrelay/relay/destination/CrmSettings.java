package org.activityrelay.relay.destination;

import java.time.Duration;
import java.util.List;

/**
 * What an operator sets for a destination that is a CRM, {@code relay.destination.<name>.crm.*}.
 *
 * @param version of the CRM's interface
 * @param object what kind of record is written, unless the mapping says otherwise
 * @param staging table that takes what is to be written, where a CRM has such
 * @param keyField field of that record that holds the record key
 * @param createOnly fields that the CRM takes only when it creates the record
 * @param link which record of the CRM an activity belongs to
 * @param budget how many requests may be sent in a day
 */
public record CrmSettings(
        String version,
        String object,
        String staging,
        String keyField,
        List<String> createOnly,
        Link link,
        Budget budget) {

    static final CrmSettings NOTHING = new CrmSettings(null, null, null, null, null, null, null);

    public CrmSettings {
        createOnly = createOnly == null ? List.of() : List.copyOf(createOnly);
        link = link == null ? Link.NOTHING : link;
        budget = budget == null ? Budget.NOTHING : budget;
    }

    CrmSettings orElse(CrmSettings fallback) {
        return new CrmSettings(
                or(version, fallback.version),
                or(object, fallback.object),
                or(staging, fallback.staging),
                or(keyField, fallback.keyField),
                createOnly.isEmpty() ? fallback.createOnly : createOnly,
                link.orElse(fallback.link),
                budget.orElse(fallback.budget));
    }

    private static <T> T or(T value, T fallback) {
        return value == null ? fallback : value;
    }

    /**
     * Which record of the CRM an activity belongs to.
     *
     * @param person kinds of records that are a person, the preferred one first
     * @param matter kinds of records that an activity can be about, the preferred one first
     * @param lookupIn where persons are looked up, if the CRM calls that otherwise than pages call the person
     * @param lookup whether the person is looked up by phone number or email when the activity does not name one
     * @param cache how long a found record is remembered
     */
    public record Link(
            List<String> person, List<String> matter, List<String> lookupIn, Boolean lookup, Duration cache) {

        static final Link NOTHING = new Link(null, null, null, null, null);

        public Link {
            person = person == null ? List.of() : List.copyOf(person);
            matter = matter == null ? List.of() : List.copyOf(matter);
            lookupIn = lookupIn == null ? List.of() : List.copyOf(lookupIn);
        }

        /** Kinds of records among which a person is looked up. */
        public List<String> places() {
            return lookupIn.isEmpty() ? person : lookupIn;
        }

        /** Whether persons are looked up. */
        public boolean looksUp() {
            return Boolean.TRUE.equals(lookup);
        }

        Link orElse(Link fallback) {
            return new Link(
                    person.isEmpty() ? fallback.person : person,
                    matter.isEmpty() ? fallback.matter : matter,
                    lookupIn.isEmpty() ? fallback.lookupIn : lookupIn,
                    or(lookup, fallback.lookup),
                    or(cache, fallback.cache));
        }
    }

    /**
     * How many requests may be sent in a day (UTC).
     *
     * @param perDay at most; 0 for no limit of this service's own
     * @param warnAt percent of the budget, or of the CRM's own limit where it tells, at which a warning comes
     */
    public record Budget(Integer perDay, Integer warnAt) {

        static final Budget NOTHING = new Budget(null, null);

        /** The budget, or 0 for none. */
        public int limit() {
            return perDay == null ? 0 : perDay;
        }

        /** Percent at which a warning comes; more than 100 for never. */
        public int warning() {
            return warnAt == null ? 101 : warnAt;
        }

        Budget orElse(Budget fallback) {
            return new Budget(or(perDay, fallback.perDay), or(warnAt, fallback.warnAt));
        }
    }
}
