package org.activityrelay.relay.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.activityrelay.relay.activity.Activity;

/** Who appears in a record, as hashes. */
final class Persons {

    private final RecordContent content;
    private final PersonHash hash;

    Persons(RecordContent content, PersonHash hash) {
        this.content = content;
        this.hash = hash;
    }

    /** Customers by phone and address, agents by id, login and name. */
    List<byte[]> in(Activity activity) {
        List<byte[]> hashes = new ArrayList<>();
        for (String person : content.persons(activity)) {
            hashes.add(hash.person(person));
        }
        for (String agent : agents(activity)) {
            hashes.add(hash.agent(agent));
        }
        return hashes;
    }

    List<byte[]> phone(String tenant, String asTyped) {
        return content.phone(tenant, asTyped).stream().map(hash::person).toList();
    }

    List<byte[]> email(String asTyped) {
        return content.email(asTyped).stream().map(hash::person).toList();
    }

    byte[] agent(String asTyped) {
        return hash.agent(asTyped);
    }

    private static Set<String> agents(Activity activity) {
        Set<String> names = new TreeSet<>();
        for (String name : new String[] {activity.agentId(), activity.agentLogin(), activity.agentName()}) {
            if (name != null && !name.isBlank()) {
                names.add(InteractionKey.fold(name));
            }
        }
        return names;
    }
}
