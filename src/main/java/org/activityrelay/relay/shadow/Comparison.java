package org.activityrelay.relay.shadow;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;

/**
 * How decisions differ.
 *
 * @param records that were compared
 * @param different of which something differs
 * @param setAside of which no rule was asked
 * @param groups of equal changes, the largest first
 */
public record Comparison(long records, long different, long setAside, List<Group> groups) {

    /**
     * One kind of change.
     *
     * @param kind added, removed, arguments, content, unrouted or routed
     * @param delivery destination and part, or null
     * @param before the rule, or for content the field, or the reason why it was unrouted; null for none
     * @param after the same
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Change(String kind, String delivery, String before, String after) {}

    /** @param before what was sent, as JSON, where contents differ */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Example(String id, int revision, String type, String disposition, String before, String after) {}

    /** Equal changes of several records. */
    public static final class Group {

        private static final int EXAMPLES = 3;

        @JsonProperty
        private final Change change;

        @JsonProperty
        private final List<Example> examples = new ArrayList<>();

        @JsonProperty
        private long count;

        Group(Change change) {
            this.change = change;
        }

        void add(Example example) {
            count++;
            if (examples.size() < EXAMPLES) {
                examples.add(example);
            }
        }

        @JsonIgnore
        public Change change() {
            return change;
        }

        @JsonIgnore
        public List<Example> examples() {
            return examples;
        }

        @JsonIgnore
        public long count() {
            return count;
        }
    }
}
