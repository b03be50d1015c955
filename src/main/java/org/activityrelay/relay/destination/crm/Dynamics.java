package org.activityrelay.relay.destination.crm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.activityrelay.relay.delivery.Reason;
import org.activityrelay.relay.destination.Examined;

/**
 * Dynamics 365 by Dataverse's Web API. An activity's id is the record key, so that writing it again finds it; the first write
 * is guarded by {@code If-None-Match: *}, later ones by {@code If-Match: *}. Who took part is put in a request of its own,
 * since a PATCH may not carry it ("Deep update of navigation properties is not allowed"; Web API, "Associate table rows on
 * update using collection-valued navigation property"). An activity is open when it is made and read-only once it is
 * completed, so that a change opens it, writes, and completes it again; each of these may be repeated.
 */
final class Dynamics implements Crm {

    /** Not taken with a new record. */
    private static final Set<String> STATE = Set.of("statecode", "statuscode");

    /** The end of the name of who took part. */
    private static final String PARTIES = "_activity_parties";

    /** What "open" is called where it has several words; elsewhere Dataverse knows. */
    private static final Map<String, Integer> OPEN = Map.of("phonecall", 1, "email", 1, "task", 2);

    private static final Map<String, String> FIRST = Map.of("If-None-Match", "*");
    private static final Map<String, String> LATER = Map.of("If-Match", "*");

    private static final Pattern UNKNOWN_PROPERTY = Pattern.compile(
            "(?i)(?:property(?: named)?|navigation property) '([\\w.@]{1,100})'|undeclared property '([\\w.@]{1,100})'");
    private static final Pattern TOO_LONG = Pattern.compile("(?i)length of the '(\\w{1,100})' attribute");
    private static final String GUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
    private static final Pattern USER = Pattern.compile("/systemusers\\((.*)\\)");
    private static final Pattern READ_ONLY = Pattern.compile("(?i)read-?only|cannot be (?:updated|edited|modified)");

    @Override
    public String kind() {
        return "dynamics";
    }

    @Override
    public List<Linked> find(CrmSession crm, Contact contact) throws IOException {
        List<String> columns =
                contact.kind() == Contact.Kind.PHONE ? List.of("telephone1", "mobilephone") : List.of("emailaddress1");
        String filter = columns.stream()
                .flatMap(column -> contact.spellings().stream()
                        .map(spelling -> column + " eq '" + spelling.replace("'", "''") + "'"))
                .collect(Collectors.joining(" or "));
        List<Linked> found = new ArrayList<>();
        for (String type : contact.types()) {
            String table = type.toLowerCase(Locale.ROOT);
            String name = table.equals("account") ? "name" : "fullname";
            boolean account = table.equals("account") && contact.kind() == Contact.Kind.PHONE;
            String asked = account ? filter.replace("mobilephone", "telephone2") : filter;
            CrmAnswer answer = crm.get(data(crm) + "/" + set(table) + "?$select=" + table + "id," + name
                    + "&$top=3&$filter=" + CrmSession.encoded("statecode eq 0 and (" + asked + ")"));
            if (!answer.isSuccess()) {
                throw failure(crm, answer);
            }
            for (JsonNode person : answer.body().path("value")) {
                found.add(new Linked(
                        person.path(table + "id").asText(),
                        table,
                        person.path(name).asText(null),
                        "lookup"));
            }
        }
        return found;
    }

    @Override
    public Written create(CrmSession crm, ObjectNode fields) throws IOException {
        CrmAnswer answer = crm.send("PATCH", record(crm), content(fields), FIRST);
        if (answer.status() == 412) {
            return new Written(Fate.EXISTS, id(crm));
        }
        if (!answer.isSuccess()) {
            throw failure(crm, answer);
        }
        return Written.done(id(crm));
    }

    @Override
    public ObjectNode created(ObjectNode fields) {
        return content(fields);
    }

    @Override
    public void complete(CrmSession crm, String id, ObjectNode fields) throws IOException {
        putParties(crm, fields);
        close(crm, fields);
    }

    /** One that is completed already is read-only, and has all of it. */
    @Override
    public void resume(CrmSession crm, String id, ObjectNode fields) throws IOException {
        if (fields.has("statecode")) {
            CrmAnswer answer = crm.get(record(crm) + "?$select=statecode");
            if (!answer.isSuccess()) {
                throw failure(crm, answer);
            }
            if (answer.body().path("statecode").asInt(-1)
                    == fields.get("statecode").asInt()) {
                return;
            }
        }
        complete(crm, id, fields);
    }

    /** Replaces who took part, so that it may be repeated. */
    private static void putParties(CrmSession crm, ObjectNode fields) throws IOException {
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            if (field.getKey().endsWith(PARTIES)) {
                ObjectNode list = JsonNodeFactory.instance.objectNode();
                list.set("value", field.getValue().isArray() ? field.getValue() : list.arrayNode());
                CrmAnswer answer = crm.send("PUT", record(crm) + "/" + field.getKey(), list, Map.of());
                if (!answer.isSuccess()) {
                    throw failure(crm, answer);
                }
            }
        }
    }

    private static void close(CrmSession crm, ObjectNode fields) throws IOException {
        ObjectNode state = fields.deepCopy().retain(STATE);
        if (!state.isEmpty()) {
            CrmAnswer answer = crm.send("PATCH", record(crm), state, LATER);
            if (!answer.isSuccess()) {
                throw failure(crm, answer);
            }
        }
    }

    @Override
    public Optional<Existing> read(CrmSession crm, Collection<String> fields) throws IOException {
        Set<String> wanted = new LinkedHashSet<>(List.of("activityid"));
        wanted.addAll(fields);
        CrmAnswer answer = crm.get(record(crm) + "?$select=" + CrmSession.encoded(String.join(",", wanted)));
        if (answer.status() == 404) {
            return Optional.empty();
        }
        if (!answer.isSuccess()) {
            throw failure(crm, answer);
        }
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        fields.forEach(field -> {
            if (answer.body().hasNonNull(field)) {
                values.set(field, answer.body().get(field));
            }
        });
        return Optional.of(new Existing(id(crm), values));
    }

    /** Neither is a link, which is read under another name, nor what only the order of the steps decides. */
    @Override
    public boolean isReadable(String field) {
        return !field.contains("@") && !field.endsWith(PARTIES) && !STATE.contains(field);
    }

    @Override
    public Written update(CrmSession crm, String id, ObjectNode changes, ObjectNode fields) throws IOException {
        ObjectNode content = content(changes);
        boolean completes = fields.has("statecode") || fields.has("statuscode");
        boolean isOpened = completes && changes.deepCopy().remove(STATE).size() > 0;
        if (isOpened) {
            ObjectNode open = JsonNodeFactory.instance.objectNode().put("statecode", 0);
            if (OPEN.containsKey(crm.object())) {
                open.put("statuscode", OPEN.get(crm.object()));
            }
            if (isMissing(crm, crm.send("PATCH", record(crm), open, LATER))) {
                return new Written(Fate.MISSING, id);
            }
        }
        if (!content.isEmpty() && isMissing(crm, crm.send("PATCH", record(crm), content, LATER))) {
            return new Written(Fate.MISSING, id);
        }
        putParties(crm, changes);
        close(crm, fields);
        return Written.done(id);
    }

    private static boolean isMissing(CrmSession crm, CrmAnswer answer) throws IOException {
        if (answer.status() == 404 && isOfRecord(crm, answer) || answer.status() == 412) {
            return true;
        }
        if (!answer.isSuccess()) {
            throw failure(crm, answer);
        }
        return false;
    }

    /** A record that something is linked to may be missing, too; its message names that one. */
    private static boolean isOfRecord(CrmSession crm, CrmAnswer answer) {
        String message = answer.body().path("error").path("message").asText("").toLowerCase(Locale.ROOT);
        return message.isEmpty() || message.contains(id(crm));
    }

    /** What a PATCH may carry. */
    private static ObjectNode content(ObjectNode fields) {
        ObjectNode content = fields.deepCopy().remove(STATE);
        List<String> parties = new ArrayList<>();
        content.fieldNames().forEachRemaining(name -> {
            if (name.endsWith(PARTIES)) {
                parties.add(name);
            }
        });
        return content.remove(parties);
    }

    @Override
    public Map<String, String> headers() {
        return Map.of("OData-MaxVersion", "4.0", "OData-Version", "4.0");
    }

    @Override
    public Described describe(CrmSession crm, Examined examined) throws IOException {
        return DataverseColumns.describe(crm, data(crm), STATE, examined);
    }

    @Override
    public String owner(ObjectNode fields) {
        Matcher user = USER.matcher(fields.path("ownerid@odata.bind").asText(""));
        return user.matches() ? user.group(1) : null;
    }

    @Override
    public Map<String, String> unfit(CrmSession crm, Collection<String> owners) throws IOException {
        return Owners.unfit(owners, some -> {
            Map<String, Boolean> active = new HashMap<>();
            String filter = some.stream()
                    .filter(id -> id.matches(GUID))
                    .map(id -> "systemuserid eq " + id)
                    .collect(Collectors.joining(" or "));
            if (!filter.isEmpty()) {
                CrmAnswer answer = CrmExaminer.asked(
                        crm,
                        data(crm) + "/systemusers?$select=systemuserid,isdisabled&$filter="
                                + CrmSession.encoded(filter));
                Owners.read(
                        answer.body().path("value"),
                        user -> user.path("systemuserid").asText(),
                        user -> !user.path("isdisabled").asBoolean(),
                        active);
            }
            return active;
        });
    }

    @Override
    public String url(CrmSession crm, String id) {
        return crm.base() + "/main.aspx?etn=" + CrmSession.encoded(crm.object()) + "&pagetype=entityrecord&id=" + id;
    }

    /** The record key is a UUID; of any other key one is made that is always the same. */
    private static String id(CrmSession crm) {
        String key = crm.key();
        return key.matches(GUID)
                ? key.toLowerCase(Locale.ROOT)
                : UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static String data(CrmSession crm) {
        return "/api/data/" + crm.settings().version();
    }

    private static String record(CrmSession crm) {
        return data(crm) + "/" + set(crm.object()) + "(" + id(crm) + ")";
    }

    /** The plural that Dataverse gives to a table's name. */
    private static String set(String table) {
        if (table.endsWith("y")) {
            return table.substring(0, table.length() - 1) + "ies";
        }
        return table.matches(".*(s|x|z|ch|sh)") ? table + "es" : table + "s";
    }

    /** Never returns normally when its own words say more than the status. */
    private static IOException failure(CrmSession crm, CrmAnswer answer) {
        String message = answer.body().path("error").path("message").asText("");
        Matcher unknown = UNKNOWN_PROPERTY.matcher(message);
        Matcher tooLong = TOO_LONG.matcher(message);
        if (answer.status() == 400 && unknown.find()) {
            String name = unknown.group(1) == null ? unknown.group(2) : unknown.group(1);
            throw CrmRefusal.rejected(
                    Reason.FIELD_REFUSED,
                    "field " + name + " does not exist on " + crm.object()
                            + "; names are those of the schema, in their case");
        }
        if (answer.status() == 400 && tooLong.find()) {
            throw CrmRefusal.rejected(
                    Reason.FIELD_REFUSED,
                    "field " + tooLong.group(1) + " of " + crm.object() + " is shorter than its value; use $truncate");
        }
        if (answer.status() / 100 == 4
                && answer.status() != 401
                && READ_ONLY.matcher(message).find()) {
            throw CrmRefusal.retry(
                    Reason.CONFLICT, "somebody completed the " + crm.object() + " meanwhile, which makes it read-only");
        }
        if (answer.status() == 403) {
            throw CrmRefusal.rejected(
                    Reason.FORBIDDEN,
                    "a security role of the application user lacks a privilege on " + crm.object()
                            + " or on a record that it is linked to");
        }
        if (answer.status() == 404) {
            throw CrmRefusal.rejected(
                    Reason.NOT_FOUND,
                    "a record that the " + crm.object() + " is linked to, or a table, does not exist");
        }
        return crm.refused(answer);
    }
}
