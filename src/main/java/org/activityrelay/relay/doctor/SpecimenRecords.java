package org.activityrelay.relay.doctor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.activity.Dispositions;
import org.activityrelay.relay.configuration.Snapshot;
import org.activityrelay.relay.destination.DestinationSettings;

/**
 * Made-up records of every kind that a destination may get: each type and direction, linked in every way, with each
 * disposition that is known, of each agent that is mapped, with texts longer than any field, and with what its tables of fields name.
 */
final class SpecimenRecords {

    private static final int LONGER_THAN_ANY = 40_000;
    private static final int MOST_OF_ALL_TYPES = 100;
    private static final int MOST_AGENTS = 500;
    private static final Pattern MAPPING = Pattern.compile("mappings/[\\w.-]+\\.jsonata");
    private static final Pattern TABLE = Pattern.compile("\\$(table|fields)\\(\"([\\w-]+)\"(?:,([^)]*))?\\)");

    private final Snapshot snapshot;
    private final String tenant;
    private final List<String> mappings;

    SpecimenRecords(Snapshot snapshot, String destination, String tenant) {
        this.snapshot = snapshot;
        this.tenant = tenant;
        this.mappings = mappings(snapshot, destination);
    }

    /** The mappings that a destination's route file names. */
    private static List<String> mappings(Snapshot snapshot, String destination) {
        List<String> texts = new ArrayList<>();
        Pattern route = Pattern.compile("activity:destination/" + Pattern.quote(destination) + "(?![\\w-])");
        for (String path : snapshot.paths()) {
            String text = path.endsWith(".camel.yaml") ? snapshot.text(path).orElse("") : "";
            if (route.matcher(text).find()) {
                Matcher mapping = MAPPING.matcher(text.replaceAll("(?m)^\\s*#.*$", ""));
                while (mapping.find()) {
                    snapshot.text(Snapshot.ROUTES + mapping.group()).ifPresent(texts::add);
                }
            }
        }
        return texts;
    }

    List<Activity> all(DestinationSettings settings) {
        List<String> persons = settings.crm().link().person();
        List<String> matters = settings.crm().link().matter();
        List<Activity> all = new ArrayList<>();
        for (String type : List.of("voice", "email", "chat")) {
            for (String direction : List.of("inbound", "outbound")) {
                all.add(of(full(type, direction, null), null, null));
                for (String person : persons) {
                    all.add(of(full(type, direction, null), person, null));
                }
                for (String matter : matters) {
                    all.add(of(full(type, direction, null), persons.isEmpty() ? null : persons.get(0), matter));
                }
            }
        }
        keys("table", "agent").stream().skip(1).limit(MOST_AGENTS).forEach(agent -> {
            all.add(of(full("voice", "inbound", null).put("agentId", agent), null, null));
        });
        Set<String> dispositions = dispositions();
        for (String disposition : dispositions) {
            for (String type : List.of("voice", "email", "chat")) {
                if (type.equals("voice") || dispositions.size() <= MOST_OF_ALL_TYPES) {
                    all.add(of(full(type, "inbound", disposition), null, null));
                }
            }
        }
        return all;
    }

    /** Those in the tables that the mapping looks dispositions up in, and those of the site. */
    private Set<String> dispositions() {
        Set<String> known = new LinkedHashSet<>(keys("table", "disposition"));
        snapshot.bytes(Snapshot.DISPOSITIONS).map(Dispositions::parse).ifPresent(listed -> listed.listed()
                .forEach(one -> {
                    if (one.name() != null) {
                        known.add(one.name());
                    }
                }));
        return known;
    }

    private ObjectNode full(String type, String direction, String disposition) {
        String text = "x".repeat(LONGER_THAN_ANY);
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        record.put("tenant", tenant)
                .put("kind", "interaction")
                .put("interactionId", "00000000-0000-4000-8000-000000000001")
                .put("globalInteractionId", "00000000-0000-4000-8000-000000000002")
                .put("type", type)
                .put("state", "COMPLETED")
                .put("callDirection", direction)
                .put("subject", text)
                .put("description", text)
                .put("service", "s".repeat(100))
                .put("phoneNumber", "+14155550123")
                .put("ANI", "+14155550123")
                .put("DNIS", "+14155550199")
                .put("email", "somebody@example.com")
                .put("contactName", "c".repeat(80))
                .put("agentId", first(keys("table", "agent"), "agent"))
                .put("agentLogin", "agent@example.com")
                .put("agentName", "a".repeat(80))
                .put("startTime", 1_750_000_000_000L)
                .put("endTime", 1_750_000_095_000L)
                .put("duration", 95)
                .put("playbackUrl", "https://contact-centre.example.com/playback/1")
                .put("recordingUrl", "https://contact-centre.example.com/recording/1");
        if (disposition != null) {
            record.put("disposition", disposition);
        }
        record.putObject("attachedData");
        record.putObject("formValues");
        keys("fields", "").forEach(path -> put(record, path));
        return record;
    }

    private static String first(Set<String> values, String otherwise) {
        return values.isEmpty() ? otherwise : values.iterator().next();
    }

    /** Puts something where a table of fields takes a value from. */
    private static void put(ObjectNode record, String path) {
        String[] names = path.split("\\.");
        ObjectNode at = record;
        for (int i = 0; i < names.length - 1; i++) {
            at = at.get(names[i]) instanceof ObjectNode inner ? inner : at.putObject(names[i]);
        }
        if (!at.has(names[names.length - 1])) {
            at.put(names[names.length - 1], "1");
        }
    }

    private static Activity of(ObjectNode record, String person, String matter) {
        ObjectNode associated = JsonNodeFactory.instance.objectNode();
        associated.putArray("list");
        associated.putArray("selected");
        add(associated, person, "003000000000000AAA");
        add(associated, matter, "500000000000000AAA");
        record.set("associatedObjects", associated);
        return Activity.of(record);
    }

    private static void add(ObjectNode associated, String type, String id) {
        if (type != null) {
            associated
                    .withArray("list")
                    .addObject()
                    .put("id", id)
                    .put("type", type)
                    .put("displayName", "Somebody");
            associated.withArray("selected").add(id);
        }
    }

    /**
     * First columns of the tables that the mappings use.
     *
     * @param function table or fields
     * @param looked part of what is looked up in it
     */
    private Set<String> keys(String function, String looked) {
        Set<String> keys = new LinkedHashSet<>();
        for (String mapping : mappings) {
            Matcher table = TABLE.matcher(mapping);
            while (table.find()) {
                boolean meant = table.group(1).equals(function)
                        && String.valueOf(table.group(3)).contains(looked.isEmpty() ? "" : looked);
                if (meant) {
                    snapshot.text(Snapshot.ROUTES + "tables/" + table.group(2) + ".csv")
                            .ifPresent(text -> text.replace("\uFEFF", "")
                                    .lines()
                                    .filter(line -> !line.isBlank()
                                            && !line.stripLeading().startsWith("#"))
                                    .forEach(line -> keys.add(first(line))));
                }
            }
        }
        return keys;
    }

    private static String first(String line) {
        String text = line.strip();
        if (text.startsWith("\"")) {
            int end = text.indexOf('"', 1);
            return end < 0 ? text : text.substring(1, end);
        }
        return text.split("[,;]", 2)[0].strip();
    }
}
