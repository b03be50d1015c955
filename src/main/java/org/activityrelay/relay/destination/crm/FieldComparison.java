package org.activityrelay.relay.destination.crm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.activityrelay.relay.destination.Examined;

/** Compares what a mapping makes of records of every kind with what the CRM takes. */
final class FieldComparison {

    /** A text of a record under examination is longer than this; a value as long has not been cut. */
    private static final int UNCUT = 39_000;

    private static final int MOST_NAMED = 8;

    private final Examined destination;
    private final Described described;
    private final Collection<String> createOnly;
    private final Map<String, Mapped> mapped = new TreeMap<>();
    private int records;
    private boolean well = true;

    FieldComparison(Examined destination, Described described) {
        this.destination = destination;
        this.described = described;
        this.createOnly = destination.settings().crm().createOnly();
    }

    /** What a mapping has put into one field. */
    private static final class Mapped {
        private int longest;
        private int records;

        /** Values, each with a disposition of which it was made. */
        private final Map<String, String> values = new LinkedHashMap<>();
    }

    void add(ObjectNode fields, String disposition) {
        records++;
        fields.properties().forEach(field -> {
            Mapped one = mapped.computeIfAbsent(field.getKey(), name -> new Mapped());
            one.records++;
            JsonNode value = field.getValue();
            String text = value.isValueNode() ? value.asText() : "";
            one.longest = Math.max(one.longest, text.length());
            if (text.length() < UNCUT) {
                one.values.putIfAbsent(text, disposition);
            }
        });
    }

    void report() {
        List<String> missing = new ArrayList<>();
        mapped.forEach((name, found) -> {
            Described.Field field = described.fields().get(name);
            if (field == null) {
                missing.add(name);
            } else {
                writable(name, field);
                length(name, found, field);
                values(name, found, field);
            }
        });
        for (String name : missing) {
            problem(
                    "field " + name + " does not exist on " + described.object()
                            + ", or the integration user may not see it",
                    "create it or give access to it; or take it out of the mapping or its table of fields");
        }
        described.fields().forEach((name, field) -> {
            Mapped found = mapped.get(name);
            if (field.demanded() && (found == null || found.records < records)) {
                problem(
                        "field " + name + " of " + described.object() + " is required, and the mapping "
                                + (found == null ? "does not fill it" : "does not always fill it"),
                        "fill it in the mapping, or give it a default in the CRM");
            }
        });
        if (well) {
            destination.ok("the " + mapped.size() + " fields of " + described.object()
                    + " that the mapping fills exist, may be written, and are long enough");
        }
    }

    private void writable(String name, Described.Field field) {
        if (!field.onCreate()) {
            problem(
                    "field " + name + " of " + described.object() + " is not writable for the integration user",
                    "give edit access to it, or take it out of the mapping");
        } else if (!field.onUpdate() && !createOnly.contains(name)) {
            problem(
                    "field " + name + " of " + described.object()
                            + " is taken only with a new record: revisions would be refused",
                    "add it to " + destination.key("crm.create-only") + ", or give edit access to it");
        }
    }

    private void length(String name, Mapped found, Described.Field field) {
        if (field.length() == 0 || field.values() != null || found.longest <= field.length()) {
            return;
        }
        String takes = "field " + name + " of " + described.object() + " takes " + field.length() + " characters";
        if (found.longest > UNCUT) {
            well = false;
            destination.warning(
                    takes + ", and the mapping does not cut it: a longer text would be refused",
                    "write $truncate(…, " + field.length() + ") in the mapping");
        } else {
            problem(
                    takes + ", and the mapping sends up to " + found.longest,
                    "make the field longer, or write $truncate(…, " + field.length() + ") in the mapping");
        }
    }

    private void values(String name, Mapped found, Described.Field field) {
        if (field.values() == null) {
            return;
        }
        Set<String> absent = new LinkedHashSet<>();
        found.values.forEach((value, disposition) -> {
            if (!value.isEmpty() && !field.values().contains(value)) {
                boolean ofDisposition = found.values.size() > 3 && disposition != null;
                absent.add("'" + shown(value) + "'"
                        + (ofDisposition && !disposition.equals(value) ? " (of '" + shown(disposition) + "')" : ""));
            }
        });
        if (absent.isEmpty()) {
            return;
        }
        String what = "field " + name + " of " + described.object() + " has no value "
                + String.join(", ", absent.stream().limit(MOST_NAMED).toList())
                + (absent.size() > MOST_NAMED ? " and " + (absent.size() - MOST_NAMED) + " more" : "");
        String remedy = "add it to the field's values in the CRM, or map another one (for dispositions: in the table"
                + " of dispositions in routes/tables)";
        if (field.strict()) {
            problem(what, remedy);
        } else {
            well = false;
            destination.warning(what + "; it is taken all the same", remedy);
        }
    }

    private static String shown(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }

    private void problem(String what, String remedy) {
        well = false;
        destination.problem(what, remedy);
    }
}
