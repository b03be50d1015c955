package org.activityrelay.relay.destination.crm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.activity.AssociatedObjects;
import org.activityrelay.relay.activity.PersonIdentifiers;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.destination.CrmSettings;
import org.apache.camel.Exchange;

/**
 * Finds which records of the CRM an activity belongs to, and leaves them for the mapping in the variable {@code link}.
 * Nobody is guessed: none or several is none, and says so.
 */
final class LinkStep {

    static final String VARIABLE = "link";

    private static final Set<String> CASES = Set.of("case", "incident", "task", "ticket");

    private final LookupCache cache;
    private final Function<String, String> regionOfTenant;

    /** @param regionOfTenant two letters for phone numbers without a country code, or null */
    LinkStep(LookupCache cache, Function<String, String> regionOfTenant) {
        this.cache = cache;
        this.regionOfTenant = regionOfTenant;
    }

    void run(Exchange exchange, Crm crm, CrmSession session, AttemptEvidence evidence) throws IOException {
        Activity activity = session.claim().activity();
        CrmSettings.Link settings = session.settings().link();
        Choice matter = chosen(activity, settings.matter(), session.claim().part());
        Choice person = chosen(activity, settings.person(), session.claim().part());
        if (person.none() && settings.looksUp() && !settings.person().isEmpty()) {
            person = lookUp(activity, settings, crm, session);
        }
        List<String> notes =
                Stream.of(person.note(), matter.note()).filter(Objects::nonNull).toList();
        notes.forEach(evidence::note);
        Map<String, Object> link = new LinkedHashMap<>();
        person.put("person", link);
        matter.put("matter", link);
        if (!notes.isEmpty()) {
            link.put("note", String.join("; ", notes));
        }
        exchange.setVariable(VARIABLE, link);
        evidence.progress(progress(evidence.progress(), person.linked(), matter.linked()));
    }

    /** What a sender that waits is told: the person, and the matter if it is one that an agent works on. */
    private static ObjectNode progress(JsonNode before, Linked person, Linked matter) {
        ObjectNode progress =
                before instanceof ObjectNode known ? known.deepCopy() : JsonNodeFactory.instance.objectNode();
        ObjectNode linked = progress.putObject("linked");
        if (person != null) {
            linked.put("contact", person.id());
        }
        if (matter != null && CASES.contains(matter.type())) {
            linked.put("case", matter.id());
        }
        return progress;
    }

    /** One record, or why none. */
    private record Choice(Linked linked, String note) {

        private static final Choice NONE = new Choice(null, null);

        boolean none() {
            return linked == null && note == null;
        }

        void put(String name, Map<String, Object> link) {
            if (linked != null) {
                link.put(name, linked.facts());
            }
        }
    }

    /** What the agent chose, or the only one that could be meant. A delivery's part names one of several. */
    private static Choice chosen(Activity activity, List<String> types, String part) {
        AssociatedObjects objects = AssociatedObjects.of(activity.associatedObjects());
        List<Map<?, ?>> ofPart = part.isEmpty()
                ? List.of()
                : objects.list().stream()
                        .filter(object ->
                                AssociatedObjects.hasId(object, part) || part.endsWith("-" + object.get("id")))
                        .toList();
        Choice named = first(ofPart, types);
        if (!named.none()) {
            return named;
        }
        Choice picked = first(objects.selected(), types);
        return picked.none() ? only(objects.list(), types) : picked;
    }

    private static Choice first(List<Map<?, ?>> objects, List<String> types) {
        for (String type : types) {
            List<Map<?, ?>> ofType = objects.stream()
                    .filter(object -> AssociatedObjects.isA(type, object))
                    .toList();
            if (ofType.size() == 1) {
                return new Choice(linked(ofType.get(0), type, "selected"), null);
            }
            if (ofType.size() > 1) {
                return new Choice(
                        null, "not linked to a " + lower(type) + ": " + ofType.size() + " of them are selected");
            }
        }
        return Choice.NONE;
    }

    private static Choice only(List<Map<?, ?>> objects, List<String> types) {
        List<Linked> all = new ArrayList<>();
        for (Map<?, ?> object : objects) {
            types.stream()
                    .filter(type -> AssociatedObjects.isA(type, object))
                    .findFirst()
                    .ifPresent(type -> all.add(linked(object, type, "listed")));
        }
        if (all.size() > 1) {
            return new Choice(
                    null,
                    "not linked to a " + lower(types.get(0)) + ": " + all.size() + " are listed and none is selected");
        }
        return all.isEmpty() ? Choice.NONE : new Choice(all.get(0), null);
    }

    private static Linked linked(Map<?, ?> object, String type, String by) {
        Object name = object.get("displayName");
        return new Linked(
                String.valueOf(object.get("id")), lower(type), name == null ? null : String.valueOf(name), by);
    }

    private Choice lookUp(Activity activity, CrmSettings.Link settings, Crm crm, CrmSession session)
            throws IOException {
        List<Contact> ways = ways(activity, settings.places());
        String what = "not linked to a " + lower(settings.person().get(0)) + ": ";
        if (ways.isEmpty()) {
            return new Choice(null, what + "there is no phone number or email address to look one up by");
        }
        for (Contact way : ways) {
            List<Linked> found = find(way, settings, crm, session);
            if (found.size() == 1) {
                return new Choice(found.get(0), null);
            }
            if (found.size() > 1) {
                return new Choice(null, what + "more than one has this " + way.kind());
            }
        }
        String asked = String.join(
                " or ", ways.stream().map(way -> way.kind().toString()).toList());
        return new Choice(
                null, session.isRecording() ? "would be looked up by " + asked : what + "none has this " + asked);
    }

    private List<Linked> find(Contact way, CrmSettings.Link settings, Crm crm, CrmSession session) throws IOException {
        if (session.isRecording()) {
            return crm.find(session, way); // what a case answers, or nothing
        }
        LookupCache.Key key = new LookupCache.Key(session.claim().destination(), way);
        List<Linked> known = cache.get(key, settings.cache());
        if (known != null) {
            return known;
        }
        List<Linked> found = crm.find(session, way);
        cache.put(key, found);
        return found;
    }

    /** The way the conversation went first. */
    private List<Contact> ways(Activity activity, List<String> types) {
        String region = regionOfTenant.apply(activity.tenant());
        String number = Stream.of(
                        activity.phoneNumber(),
                        "inbound".equals(activity.callDirection()) ? activity.ANI() : activity.DNIS())
                .filter(written -> written != null && !written.isBlank())
                .findFirst()
                .orElse(null);
        String phone = number == null ? null : PersonIdentifiers.phone(number, region);
        String email = activity.email() == null ? null : PersonIdentifiers.email(activity.email());
        List<Contact> ways = new ArrayList<>();
        if (phone != null) {
            ways.add(new Contact(
                    Contact.Kind.PHONE, phone, PersonIdentifiers.nationalNumber(phone), spellings(phone), types));
        }
        if (email != null) {
            ways.add(
                    "email".equals(activity.type()) ? 0 : ways.size(),
                    new Contact(Contact.Kind.EMAIL, email, null, List.of(email), types));
        }
        return ways;
    }

    private static List<String> spellings(String phone) {
        Set<String> spellings = new LinkedHashSet<>(List.of(phone));
        PhoneNumberUtil library = PhoneNumberUtil.getInstance();
        try {
            PhoneNumber number = library.parse(phone, "ZZ");
            spellings.add(phone.substring(1));
            spellings.add(library.getNationalSignificantNumber(number));
            spellings.add(library.format(number, PhoneNumberFormat.NATIONAL));
            spellings.add(library.format(number, PhoneNumberFormat.INTERNATIONAL));
        } catch (NumberParseException onlyDigits) {
            // an extension, or a number nobody understands: as it is
        }
        return List.copyOf(spellings);
    }

    private static String lower(String type) {
        return type.toLowerCase(Locale.ROOT);
    }
}
