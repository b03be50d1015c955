package org.activityrelay.relay.destination.crm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.activityrelay.relay.destination.Examined;

/**
 * Salesforce by its REST API: a record is inserted or updated by the value of an external id field (REST API Developer
 * Guide, "Insert or Update (Upsert) a Record Using an External ID"); persons are found by a parameterised search or by
 * SOQL. Its error codes are in {@link SalesforceErrors}.
 */
final class Salesforce implements Crm {

    private static final Pattern USAGE = Pattern.compile("api-usage=(\\d+)/(\\d+)");

    /** Codes of a refusal by which a first write learns that its record is there: it exists, or it is no longer new. */
    private static final Set<String> GUARD = Set.of("DUPLICATE_VALUE", "DUPLICATE_EXTERNAL_ID");

    private static final String UPDATE_REFUSED = "INVALID_FIELD_FOR_INSERT_UPDATE";

    /** Characters of an id without those that only tell the case. */
    private static final int SHORT_ID = 15;

    @Override
    public String kind() {
        return "salesforce";
    }

    @Override
    public List<Linked> find(CrmSession crm, Contact contact) throws IOException {
        return contact.kind() == Contact.Kind.PHONE ? byPhone(crm, contact) : byEmail(crm, contact);
    }

    /** The search index holds digits in any grouping; SOQL would compare the text as somebody typed it. */
    private List<Linked> byPhone(CrmSession crm, Contact contact) throws IOException {
        StringBuilder query = new StringBuilder(data(crm) + "/parameterizedSearch/?q="
                + CrmSession.encoded(contact.national()) + "&in=PHONE&overallLimit=3");
        for (String type : contact.types()) {
            query.append("&sobject=").append(CrmSession.encoded(type));
            query.append('&').append(CrmSession.encoded(type)).append(".fields=Id,Name");
            if (type.equalsIgnoreCase("Lead")) {
                query.append("&Lead.where=").append(CrmSession.encoded("IsConverted = false"));
            }
        }
        return linked(asked(crm, query.toString()).path("searchRecords"), null);
    }

    private List<Linked> byEmail(CrmSession crm, Contact contact) throws IOException {
        List<Linked> found = new ArrayList<>();
        for (String type : contact.types()) {
            String soql = "SELECT Id, Name FROM " + type + " WHERE Email = '"
                    + contact.value().replace("\\", "\\\\").replace("'", "\\'") + "'"
                    + (type.equalsIgnoreCase("Lead") ? " AND IsConverted = false" : "") + " LIMIT 2";
            JsonNode answer = asked(crm, data(crm) + "/query?q=" + CrmSession.encoded(soql));
            found.addAll(linked(answer.path("records"), type));
        }
        return found;
    }

    private static List<Linked> linked(JsonNode records, String type) {
        List<Linked> found = new ArrayList<>();
        for (JsonNode record : records) {
            String kind = type == null ? record.path("attributes").path("type").asText() : type;
            found.add(new Linked(
                    record.path("Id").asText(),
                    kind.toLowerCase(Locale.ROOT),
                    record.path("Name").asText(null),
                    "lookup"));
        }
        return found;
    }

    private static JsonNode asked(CrmSession crm, String path) throws IOException {
        CrmAnswer answer = crm.get(path);
        if (!answer.isSuccess()) {
            throw SalesforceErrors.of(crm, answer);
        }
        return answer.body();
    }

    @Override
    public Written create(CrmSession crm, ObjectNode fields) throws IOException {
        CrmAnswer answer = crm.send("PATCH", byKey(crm), fields, Map.of());
        if (answer.isSuccess()) {
            return Written.done(id(answer));
        }
        if (answer.status() == 300) {
            throw SalesforceErrors.several(crm);
        }
        return isGuard(crm, answer) ? new Written(Fate.EXISTS, null) : fail(crm, answer);
    }

    /** An upsert does. */
    @Override
    public boolean overwrites() {
        return true;
    }

    /** A field that is taken only with a new record tells that this one is not. */
    private static boolean isGuard(CrmSession crm, CrmAnswer answer) {
        return SalesforceErrors.in(answer).stream()
                .anyMatch(error -> GUARD.contains(error.code())
                        || error.code().equals(UPDATE_REFUSED)
                                && !error.fields().isEmpty()
                                && crm.settings().createOnly().containsAll(error.fields()));
    }

    private static Written fail(CrmSession crm, CrmAnswer answer) throws IOException {
        throw SalesforceErrors.of(crm, answer);
    }

    @Override
    public Optional<Existing> read(CrmSession crm, Collection<String> fields) throws IOException {
        Set<String> wanted = new LinkedHashSet<>(List.of("Id"));
        wanted.addAll(fields);
        CrmAnswer answer = crm.get(byKey(crm) + "?fields=" + CrmSession.encoded(String.join(",", wanted)));
        if (answer.status() == 404) {
            return Optional.empty();
        }
        if (answer.status() == 300) {
            throw SalesforceErrors.several(crm);
        }
        if (!answer.isSuccess()) {
            throw SalesforceErrors.of(crm, answer);
        }
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        fields.forEach(field -> {
            if (answer.body().hasNonNull(field)) {
                values.set(field, answer.body().get(field));
            }
        });
        return Optional.of(new Existing(answer.body().path("Id").asText(null), values));
    }

    @Override
    public Written update(CrmSession crm, String id, ObjectNode changes, ObjectNode fields) throws IOException {
        CrmAnswer answer = crm.send("PATCH", objects(crm) + "/" + CrmSession.encoded(id), changes, Map.of());
        if (answer.isSuccess()) {
            return Written.done(id);
        }
        return answer.status() == 404 ? new Written(Fate.MISSING, id) : fail(crm, answer);
    }

    @Override
    public Described describe(CrmSession crm, Examined examined) throws IOException {
        return SalesforceFields.describe(crm, objects(crm), examined);
    }

    @Override
    public String url(CrmSession crm, String id) {
        return crm.base() + "/lightning/r/" + crm.object() + "/" + CrmSession.encoded(id) + "/view";
    }

    @Override
    public Allowance allowance(CrmAnswer answer) {
        String usage = answer.header("Sforce-Limit-Info");
        Matcher counts = usage == null ? null : USAGE.matcher(usage);
        return counts == null || !counts.find()
                ? null
                : new Allowance(Long.parseLong(counts.group(1)), Long.parseLong(counts.group(2)));
    }

    private static String id(CrmAnswer answer) {
        return answer.body().path("id").asText(null);
    }

    @Override
    public String owner(ObjectNode fields) {
        return fields.path("OwnerId").asText(null);
    }

    /** A user by the ids that begin with 005, a queue by those with 00G. */
    @Override
    public Map<String, String> unfit(CrmSession crm, Collection<String> owners) throws IOException {
        return Owners.unfit(owners, some -> {
            Map<String, Boolean> active = new HashMap<>();
            users(crm, some, "SELECT Id, IsActive FROM User WHERE Id IN (", "005", active);
            users(crm, some, "SELECT Id FROM Group WHERE Type = 'Queue' AND Id IN (", "00G", active);
            return active;
        });
    }

    /** An id has 15 characters, and may have three more, which say the case of the others. */
    private static void users(
            CrmSession crm, List<String> some, String question, String prefix, Map<String, Boolean> active)
            throws IOException {
        List<String> asked = some.stream()
                .filter(id -> id.startsWith(prefix) && id.matches("[a-zA-Z0-9]{15}|[a-zA-Z0-9]{18}"))
                .toList();
        if (asked.isEmpty()) {
            return;
        }
        String soql = question + asked.stream().map(id -> "'" + id + "'").collect(Collectors.joining(", ")) + ")";
        JsonNode answer = CrmExaminer.asked(crm, data(crm) + "/query?q=" + CrmSession.encoded(soql))
                .body();
        for (JsonNode row : answer.path("records")) {
            String found = row.path("Id").asText();
            some.stream()
                    .filter(id -> id.length() >= SHORT_ID && found.startsWith(id.substring(0, SHORT_ID)))
                    .forEach(id -> active.put(
                            id.toLowerCase(Locale.ROOT), row.path("IsActive").asBoolean(true)));
        }
    }

    private static String data(CrmSession crm) {
        return "/services/data/" + crm.settings().version();
    }

    private static String objects(CrmSession crm) {
        return data(crm) + "/sobjects/" + crm.object();
    }

    private static String byKey(CrmSession crm) {
        return objects(crm) + "/" + crm.settings().keyField() + "/" + CrmSession.encoded(crm.key());
    }
}
