package org.activityrelay.relay.destination.crm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dataverse's Web API for activities and contacts: ids that the caller chooses, conditional writes, states that are not taken
 * on create, activities that are read-only once completed, links that must exist, lengths and types.
 */
final class FakeDataverse extends FakeCrm {

    private static final Pattern PARTIES =
            Pattern.compile("/api/data/v9\\.2/(\\w+)\\(([0-9a-f-]{36})\\)/(\\w+_activity_parties)");

    private static final Pattern RECORD =
            Pattern.compile("/api/data/v9\\.2/(phonecalls|emails|tasks)\\(([0-9a-f-]{36})\\)");
    private static final Pattern BOUND = Pattern.compile("/(\\w+)\\(([0-9a-f-]{36})\\)");
    private static final Pattern CONDITION = Pattern.compile("(\\w+) eq '((?:[^']|'')*)'");

    private static final Map<String, Integer> TEXT = Map.of(
            "subject",
            200,
            "description",
            2000,
            "phonenumber",
            200,
            "category",
            250,
            "subcategory",
            250,
            "new_order",
            20);
    private static final Set<String> TIMES = Set.of("scheduledstart", "scheduledend", "actualstart", "actualend");
    private static final Map<String, Set<Integer>> COMPLETED =
            Map.of("phonecalls", Set.of(2, 4), "emails", Set.of(2, 3, 4), "tasks", Set.of(5));
    private static final Map<String, Set<Integer>> OPEN =
            Map.of("phonecalls", Set.of(1), "emails", Set.of(1, 8), "tasks", Set.of(2, 3, 4, 7));

    private static final Pattern DEFINITION = Pattern.compile(
            "/api/data/v9\\.2/EntityDefinitions\\(LogicalName='(\\w+)'\\)(?:/Attributes/Microsoft\\.Dynamics\\.CRM\\.(\\w+))?");

    private final Map<String, Integer> text = new java.util.TreeMap<>(TEXT);
    private final Map<String, Set<Integer>> options = new java.util.TreeMap<>();
    private final Set<String> readOnly = new java.util.TreeSet<>();
    private final Map<String, ObjectNode> activities = new LinkedHashMap<>();
    private final Map<String, ObjectNode> contacts = new LinkedHashMap<>();

    /** The application user. */
    private static final String ME = "00000000-aaaa-4bbb-8ccc-000000000001";

    private static final Map<String, String> PRIVILEGES = Map.of(
            "Create", "00000000-1111-4111-8111-000000000001",
            "Read", "00000000-1111-4111-8111-000000000002",
            "Write", "00000000-1111-4111-8111-000000000003",
            "Append", "00000000-1111-4111-8111-000000000004",
            "Delete", "00000000-1111-4111-8111-000000000005");

    private final Set<String> lacking = new java.util.TreeSet<>(Set.of("Delete"));
    private final Map<String, Boolean> users = new LinkedHashMap<>();
    private boolean privilegesAreHidden;

    // ---- for tests

    /** The role of the application user has no such privilege on activities. */
    synchronized void takeAway(String privilege) {
        lacking.add(privilege);
    }

    /** The application user may not see what roles give. */
    synchronized void hidePrivileges() {
        privilegesAreHidden = true;
    }

    synchronized void user(String id, boolean disabled) {
        users.put(id, disabled);
    }

    synchronized List<ObjectNode> activities() {
        return activities.values().stream().map(ObjectNode::deepCopy).toList();
    }

    synchronized String contact(String name, String phone, String email) {
        String id = UUID.randomUUID().toString();
        contacts.put(
                id,
                object().put("contactid", id)
                        .put("fullname", name)
                        .put("mobilephone", phone)
                        .put("emailaddress1", email));
        return id;
    }

    synchronized void edit(String column, String value) {
        activities.values().iterator().next().put(column, value);
    }

    synchronized void drop(String column) {
        text.remove(column);
    }

    synchronized void lock(String column) {
        readOnly.add(column);
    }

    synchronized void shorten(String column, int length) {
        text.put(column, length);
    }

    /** Makes a column one of these options. */
    synchronized void restrict(String column, Set<Integer> values) {
        options.put(column, values);
    }

    synchronized void complete() {
        activities.values().iterator().next().put("statecode", 1);
    }

    synchronized void delete() {
        activities.clear();
    }

    static Reply error(int status, String code, String message) {
        ObjectNode body = object();
        body.putObject("error").put("code", code).put("message", message);
        return Reply.of(status, body);
    }

    // ---- the API

    @Override
    boolean isWrite(Request request) {
        return !request.method().equals("GET");
    }

    @Override
    String tokenPath() {
        return "/tenant/oauth2/v2.0/token";
    }

    @Override
    Reply token(Map<String, String> form, Map<String, String> headers) {
        boolean right = "client_credentials".equals(form.get("grant_type"))
                && "app-id".equals(form.get("client_id"))
                && "secret-1".equals(form.get("client_secret"))
                && (url() + "/.default").equals(form.get("scope"));
        return right
                ? Reply.of(
                        200,
                        object().put("access_token", newToken())
                                .put("expires_in", 3599)
                                .put("token_type", "Bearer"))
                : Reply.of(401, object().put("error", "invalid_client"));
    }

    @Override
    Reply unauthorized() {
        return Reply.empty(401).with("WWW-Authenticate", "Bearer error=invalid_token");
    }

    @Override
    Reply answer(Request request) {
        if (!"4.0".equals(request.headers().get("OData-Version"))) {
            return error(400, "0x80060888", "OData-Version is missing");
        }
        Matcher record = RECORD.matcher(request.path());
        if (record.matches()) {
            String set = record.group(1);
            String id = record.group(2);
            return request.method().equals("GET") ? read(set, id, request.query()) : write(set, id, request);
        }
        Matcher parties = PARTIES.matcher(request.path());
        if (parties.matches() && request.method().equals("PUT")) {
            return parties(parties.group(1), parties.group(2), parties.group(3), request);
        }
        Matcher definition = DEFINITION.matcher(request.path());
        if (definition.matches() && request.method().equals("GET")) {
            return definition(definition.group(1), definition.group(2), request.query());
        }
        if (request.path().equals("/api/data/v9.2/WhoAmI")) {
            return Reply.of(200, object().put("UserId", ME).put("BusinessUnitId", ME));
        }
        if (request.path()
                .equals("/api/data/v9.2/systemusers(" + ME + ")/Microsoft.Dynamics.CRM.RetrieveUserPrivileges")) {
            return privileges();
        }
        if (request.path().equals("/api/data/v9.2/systemusers")) {
            return users(request.query().getOrDefault("$filter", ""));
        }
        if (request.path().equals("/api/data/v9.2/contacts")) {
            return find(request.query());
        }
        if (request.path().equals("/api/data/v9.2/accounts")) {
            ObjectNode none = object();
            none.putArray("value");
            return Reply.of(200, none);
        }
        return error(404, "0x80060888", "Resource not found for the segment");
    }

    private Reply privileges() {
        if (privilegesAreHidden) {
            return error(403, "0x80040220", "Principal user is missing prvReadRole privilege");
        }
        ObjectNode answer = object();
        ArrayNode held = answer.putArray("RolePrivileges");
        PRIVILEGES.forEach((type, id) -> {
            if (!lacking.contains(type)) {
                held.addObject().put("Depth", "Global").put("PrivilegeId", id).put("BusinessUnitId", ME);
            }
        });
        return Reply.of(200, answer);
    }

    private Reply users(String filter) {
        if (!filter.matches("systemuserid eq [0-9a-f-]{36}( or systemuserid eq [0-9a-f-]{36})*")) {
            return error(400, "0x80060888", "Syntax error in the filter");
        }
        ObjectNode answer = object();
        ArrayNode value = answer.putArray("value");
        users.forEach((id, disabled) -> {
            if (filter.contains(id)) {
                value.addObject().put("systemuserid", id).put("isdisabled", disabled);
            }
        });
        return Reply.of(200, answer);
    }

    /** The whole list is replaced. */
    private Reply parties(String set, String id, String name, Request request) {
        ObjectNode activity = activity(set, id);
        if (activity == null) {
            return missing(set, id);
        }
        if (set.equals("tasks") || !name.equals(set.substring(0, set.length() - 1) + "_activity_parties")) {
            return error(404, "0x80060888", "Resource not found for the segment '" + name + "'.");
        }
        if (activity.path("statecode").asInt() == 1) {
            return error(400, "0x80048408", "The activity is completed and cannot be updated.");
        }
        Reply refusal = parties(request.body().path("value"));
        if (refusal != null) {
            return refusal;
        }
        activity.set(name, request.body().get("value"));
        return Reply.empty(204);
    }

    private Reply definition(String table, String type, Map<String, String> query) {
        if (!Set.of("phonecall", "email", "task").contains(table)) {
            return error(404, "0x80060888", "Could not find an entity with specified entity key values.");
        }
        ObjectNode answer = object();
        if (type == null) {
            return Reply.of(200, table(answer, table));
        }
        ArrayNode value = answer.putArray("value");
        switch (type) {
            case "StringAttributeMetadata", "MemoAttributeMetadata" ->
                text.forEach((name, length) -> {
                    if (isColumn(table + "s", name) && length < 1000 == type.startsWith("String")) {
                        value.addObject().put("LogicalName", name).put("MaxLength", length);
                    }
                });
            case "PicklistAttributeMetadata" -> options.forEach((name, values) -> options(value, name, values));
            case "StatusAttributeMetadata" -> {
                Set<Integer> all = new java.util.TreeSet<>(COMPLETED.get(table + "s"));
                all.addAll(OPEN.get(table + "s"));
                options(value, "statuscode", all);
            }
            default -> {
                return error(400, "0x80060888", "no such type " + type);
            }
        }
        return query.getOrDefault("$select", "").startsWith("LogicalName")
                ? Reply.of(200, answer)
                : error(400, "0x80060888", "metadata is asked for column by column");
    }

    private static void options(ArrayNode value, String name, Set<Integer> values) {
        ArrayNode options = value.addObject()
                .put("LogicalName", name)
                .putObject("OptionSet")
                .putArray("Options");
        values.forEach(option -> options.addObject().put("Value", option));
    }

    private ObjectNode table(ObjectNode answer, String table) {
        answer.put("LogicalName", table).put("EntitySetName", table + "s");
        ArrayNode privileges = answer.putArray("Privileges");
        PRIVILEGES.forEach((type, id) -> privileges
                .addObject()
                .put("Name", "prv" + type + "Activity")
                .put("PrivilegeId", id.toUpperCase(java.util.Locale.ROOT))
                .put("PrivilegeType", type));
        ArrayNode columns = answer.putArray("Attributes");
        for (String name : new java.util.TreeSet<>(List.of(
                "subject",
                "description",
                "phonenumber",
                "category",
                "subcategory",
                "new_order",
                "scheduledstart",
                "scheduledend",
                "actualstart",
                "actualend",
                "actualdurationminutes",
                "directioncode",
                "statecode",
                "statuscode"))) {
            if (isColumn(table + "s", name)) {
                boolean open = !readOnly.contains(name);
                columns.addObject()
                        .put("LogicalName", name)
                        .put("IsValidForCreate", open && !name.equals("statecode"))
                        .put("IsValidForUpdate", open);
            }
        }
        ArrayNode links = answer.putArray("ManyToOneRelationships");
        links.addObject().put("ReferencingEntityNavigationPropertyName", "ownerid");
        for (String kind : List.of("incident", "contact", "account", "lead", "opportunity")) {
            links.addObject().put("ReferencingEntityNavigationPropertyName", "regardingobjectid_" + kind + "_" + table);
        }
        answer.putArray("OneToManyRelationships")
                .addObject()
                .put("ReferencedEntityNavigationPropertyName", table + "_activity_parties");
        return answer;
    }

    private static Reply missing(String set, String id) {
        return error(404, "0x80040217", set.substring(0, set.length() - 1) + " With Id = " + id + " Does Not Exist");
    }

    private ObjectNode activity(String set, String id) {
        ObjectNode activity = activities.get(id);
        return activity != null && activity.path("set").asText().equals(set) ? activity : null;
    }

    private Reply read(String set, String id, Map<String, String> query) {
        ObjectNode activity = activity(set, id);
        if (activity == null) {
            return missing(set, id);
        }
        ObjectNode answer = object();
        for (String name : query.get("$select").split(",")) {
            if (!isColumn(set, name) && !name.equals("activityid")) {
                return error(400, "0x80060888", "Could not find a property named '" + name + "' on type 'x'.");
            }
            answer.set(name, activity.get(name));
        }
        return Reply.of(200, answer);
    }

    private Reply write(String set, String id, Request request) {
        ObjectNode body = (ObjectNode) request.body();
        ObjectNode activity = activity(set, id);
        boolean first = "*".equals(request.headers().get("If-None-Match"));
        boolean later = "*".equals(request.headers().get("If-Match"));
        if (first == later) {
            return error(428, "0x0", "a test demands that every write is conditional");
        }
        if (first && activity != null) {
            return error(412, "0x80040237", "A record with matching key values already exists.");
        }
        if (later && activity == null) {
            return missing(set, id);
        }
        if (first && (body.has("statecode") || body.has("statuscode"))) {
            return error(400, "0x80040203", "statecode cannot be set on create");
        }
        boolean reopens = body.path("statecode").asInt(-1) == 0;
        if (later && activity.path("statecode").asInt() == 1 && !reopens && !onlyState(body)) {
            return error(400, "0x80048408", "The activity is completed and cannot be updated.");
        }
        Reply refusal = refusal(set, body);
        if (refusal != null) {
            return refusal;
        }
        if (first) {
            activity = object().put("activityid", id)
                    .put("set", set)
                    .put("statecode", 0)
                    .put("statuscode", 1);
            activities.put(id, activity);
        }
        set(activity, body);
        return Reply.empty(204)
                .with("OData-Version", "4.0")
                .with("OData-EntityId", url() + "/api/data/v9.2/" + set + "(" + id + ")");
    }

    private static boolean onlyState(ObjectNode body) {
        return body.deepCopy().remove(List.of("statecode", "statuscode")).isEmpty();
    }

    private static void set(ObjectNode activity, ObjectNode body) {
        body.fields().forEachRemaining(field -> {
            if (field.getValue().isNull()) {
                activity.remove(field.getKey());
            } else {
                activity.set(field.getKey(), field.getValue());
            }
        });
    }

    private boolean isColumn(String set, String name) {
        boolean shared = text.containsKey(name) && !name.equals("phonenumber")
                || TIMES.contains(name)
                || name.equals("actualdurationminutes")
                || name.equals("statecode")
                || name.equals("statuscode");
        boolean call = name.equals("phonenumber") && set.equals("phonecalls");
        return shared || call || name.equals("directioncode") && !set.equals("tasks");
    }

    private Reply refusal(String set, ObjectNode body) {
        String table = set.substring(0, set.length() - 1);
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            Reply refusal;
            if (name.endsWith("_activity_parties")) {
                refusal = error(400, "0x80060888", "Deep update of navigation properties is not allowed.");
            } else if (name.equals("ownerid@odata.bind")
                    || name.matches("regardingobjectid_(incident|contact|account|lead|opportunity)_" + table
                            + "@odata\\.bind")) {
                refusal = value.isNull() ? null : bound(value);
            } else if (!isColumn(set, name)) {
                refusal = error(
                        400,
                        "0x80048d19",
                        "Error identified in Payload provided by the user for Entity :'" + table
                                + "', InnerException : Microsoft.OData.ODataException: An undeclared property '" + name
                                + "' which only has property annotations in the payload but no property value was found");
            } else {
                refusal = value.isNull() ? null : value(set, name, value);
            }
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    private Reply value(String set, String name, JsonNode value) {
        if (text.containsKey(name)) {
            if (!value.isTextual()) {
                return error(400, "0x80048d19", "Cannot convert a value to target type 'Edm.String'");
            }
            return value.asText().length() > text.get(name)
                    ? error(
                            400,
                            "0x80044331",
                            "A validation error occurred. The length of the '" + name
                                    + "' attribute of the 'phonecall' entity exceeded the maximum allowed length of '"
                                    + text.get(name) + "'.")
                    : null;
        }
        if (TIMES.contains(name)) {
            try {
                OffsetDateTime.parse(value.asText());
                return null;
            } catch (DateTimeParseException wrong) {
                return error(400, "0x80048d19", "Cannot convert the literal to 'Edm.DateTimeOffset'");
            }
        }
        if (name.equals("directioncode")) {
            return value.isBoolean() ? null : error(400, "0x80048d19", "Cannot convert to 'Edm.Boolean'");
        }
        if (!value.isIntegralNumber()) {
            return error(400, "0x80048d19", "Cannot convert to 'Edm.Int32'");
        }
        boolean state = !name.equals("statuscode")
                || COMPLETED.get(set).contains(value.asInt())
                || OPEN.get(set).contains(value.asInt());
        return state ? null : error(400, "0x80040203", value + " is not a valid status code");
    }

    private Reply parties(JsonNode parties) {
        if (!parties.isArray()) {
            return error(400, "0x80048d19", "a collection is expected");
        }
        for (JsonNode party : parties) {
            if (!party.path("participationtypemask").isIntegralNumber()) {
                return error(400, "0x80048d19", "participationtypemask is missing");
            }
            for (Map.Entry<String, JsonNode> field : party.properties()) {
                if (field.getKey().endsWith("@odata.bind")) {
                    Reply refusal = bound(field.getValue());
                    if (refusal != null) {
                        return refusal;
                    }
                }
            }
        }
        return null;
    }

    private Reply bound(JsonNode link) {
        Matcher bound = BOUND.matcher(link.asText());
        if (!bound.matches()) {
            return error(400, "0x80048d19", "Invalid link");
        }
        return bound.group(1).equals("contacts") && !contacts.containsKey(bound.group(2))
                ? missing("contacts", bound.group(2))
                : null;
    }

    private Reply find(Map<String, String> query) {
        String filter = query.get("$filter");
        Matcher condition = CONDITION.matcher(filter);
        ObjectNode answer = object();
        ArrayNode value = answer.putArray("value");
        Set<ObjectNode> found = new java.util.LinkedHashSet<>();
        while (condition.find()) {
            String column = condition.group(1);
            if (!Set.of("telephone1", "mobilephone", "emailaddress1").contains(column)) {
                return error(400, "0x80060888", "Could not find a property named '" + column + "' on type 'contact'.");
            }
            String wanted = condition.group(2).replace("''", "'");
            contacts.values().stream()
                    .filter(contact -> contact.path(column).asText("").equalsIgnoreCase(wanted))
                    .forEach(found::add);
        }
        if (!filter.startsWith("statecode eq 0 and (") || found.isEmpty() && !filter.contains("eq '")) {
            return error(400, "0x80060888", "Syntax error in filter");
        }
        found.stream().limit(3).forEach(contact -> value.addObject()
                .put("contactid", contact.get("contactid").asText())
                .put("fullname", contact.get("fullname").asText()));
        return Reply.of(200, answer);
    }
}
