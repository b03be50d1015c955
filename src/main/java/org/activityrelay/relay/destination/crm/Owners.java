package org.activityrelay.relay.destination.crm;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.activityrelay.relay.destination.Examined;

/** Looks at those who are to own records: a table of agents outlives many a user of the CRM. */
final class Owners {

    static final String GONE = "does not exist";
    static final String INACTIVE = "is not active";

    /** So many ids are asked for at a time: an address has no room for more. */
    static final int AT_ONCE = 40;

    private static final int MOST_NAMED = 8;

    private final Map<String, String> agents = new LinkedHashMap<>();

    /** @param agent of the record of which the fields were made */
    void add(String owner, String agent) {
        if (owner != null && !owner.isBlank()) {
            agents.putIfAbsent(owner, agent);
        }
    }

    void report(Crm crm, CrmSession session, Examined destination) throws IOException {
        if (agents.isEmpty()) {
            return;
        }
        Map<String, String> unfit;
        try {
            unfit = crm.unfit(session, agents.keySet());
        } catch (CrmExaminer.Unanswered refused) {
            destination.warning(
                    "whether the owners of records are users cannot be seen: the CRM answers "
                            + refused.answer().status(),
                    "give the integration user the right to read users");
            return;
        }
        if (unfit.isEmpty()) {
            destination.ok("the owners that agents are mapped to (" + agents.size() + ") exist, and are active");
            return;
        }
        List<String> named = new ArrayList<>();
        unfit.forEach((owner, why) -> named.add(owner + " (of agent " + agents.get(owner) + ") " + why));
        destination.problem(
                "owner " + String.join(", ", named.stream().limit(MOST_NAMED).toList())
                        + (named.size() > MOST_NAMED ? " and " + (named.size() - MOST_NAMED) + " more" : ""),
                "records of that agent would be refused: correct the table of owners in routes/tables, or take the line"
                        + " out, and they belong to the integration user");
    }

    /** Asks for them, some at a time. */
    static Map<String, String> unfit(Collection<String> owners, Asking asking) throws IOException {
        List<String> all = List.copyOf(owners);
        Map<String, String> unfit = new LinkedHashMap<>();
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<String> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
            Map<String, Boolean> active = asking.active(some);
            for (String owner : some) {
                Boolean found = active.get(owner.toLowerCase(Locale.ROOT));
                if (found == null || !found) {
                    unfit.put(owner, found == null ? GONE : INACTIVE);
                }
            }
        }
        return unfit;
    }

    /** Of rows that the CRM answers. */
    static void read(
            JsonNode rows,
            Function<JsonNode, String> id,
            Function<JsonNode, Boolean> active,
            Map<String, Boolean> into) {
        rows.forEach(row -> into.put(id.apply(row).toLowerCase(Locale.ROOT), active.apply(row)));
    }

    /** One question. */
    @FunctionalInterface
    interface Asking {
        /** Whether they are active, by id in lower case; who is not there is left out. */
        Map<String, Boolean> active(List<String> some) throws IOException;
    }
}
