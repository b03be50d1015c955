package org.activityrelay.relay.destination.crm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Salesforce's REST API for tasks, contacts and leads, as strict as the real one where it is known: unknown fields, lengths,
 * picklists, types, references, what may not be updated, sessions, limits.
 */
final class FakeSalesforce extends FakeCrm {

    static final String KEY = "Activity_Relay_Key__c";

    private static final String DATA = "/services/data/v62.0";
    private static final Map<String, Integer> TEXT = Map.of(
            "Subject",
            255,
            "Description",
            32_000,
            "CallDisposition",
            255,
            "CallObject",
            255,
            KEY,
            36,
            "Order_Number__c",
            20);
    private static final Map<String, Set<String>> PICKLISTS = Map.of(
            "Status", Set.of("Not Started", "In Progress", "Completed", "Waiting on someone else", "Deferred"),
            "Priority", Set.of("High", "Normal", "Low"),
            "CallType", Set.of("Internal", "Inbound", "Outbound"),
            "TaskSubtype", Set.of("Task", "Email", "ListEmail", "Call"));
    private static final Set<String> REFERENCES = Set.of("WhoId", "WhatId", "OwnerId");

    private final Map<String, Integer> text = new java.util.TreeMap<>(TEXT);
    private final Map<String, Set<String>> picklists = new java.util.TreeMap<>(PICKLISTS);
    private final Set<String> hidden = new TreeSet<>();
    private final Set<String> readOnly = new TreeSet<>();
    private final Map<String, ObjectNode> tasks = new LinkedHashMap<>();
    private boolean uniqueKey = true;
    private final Map<String, ObjectNode> persons = new LinkedHashMap<>();
    private long used;
    private long allowed = 100_000;
    private int ids;

    private static KeyPair keys;

    private static synchronized KeyPair keys() {
        if (keys != null) {
            return keys;
        }
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            keys = generator.generateKeyPair();
            return keys;
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- for tests

    synchronized List<ObjectNode> tasks() {
        return tasks.values().stream().map(ObjectNode::deepCopy).toList();
    }

    synchronized String person(String type, String name, String phone, String email) {
        String id = (type.equals("Lead") ? "00Q" : "003") + "xx00000" + String.format("%07d", ++ids) + "AAA";
        persons.put(
                id,
                object().put("type", type)
                        .put("Id", id)
                        .put("Name", name)
                        .put("Phone", phone)
                        .put("Email", email));
        return id;
    }

    synchronized void edit(String field, String value) {
        tasks.values().iterator().next().put(field, value);
    }

    synchronized void delete() {
        tasks.clear();
    }

    /** A task that is there already. */
    synchronized void put(String key, String subject) {
        String id = id();
        tasks.put(
                id, object().put("Id", id).put(KEY, key).put("Subject", subject).put("TaskSubtype", "Call"));
    }

    /** A field that the integration user may not see. */
    synchronized void hide(String field) {
        hidden.add(field);
    }

    /** A field that the integration user may see and not write. */
    synchronized void lock(String field) {
        readOnly.add(field);
    }

    synchronized void shorten(String field, int length) {
        text.put(field, length);
    }

    /** Makes a field one of these values. */
    synchronized void restrict(String field, Set<String> values) {
        text.remove(field);
        picklists.put(field, values);
    }

    synchronized void allowSameKeys() {
        uniqueKey = false;
    }

    synchronized void allow(long requests) {
        allowed = requests;
    }

    String privateKey() {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(keys().getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    static Reply error(int status, String code, String message, String... fields) {
        ObjectNode error = object().put("message", message).put("errorCode", code);
        if (fields.length > 0) {
            ArrayNode names = error.putArray("fields");
            for (String field : fields) {
                names.add(field);
            }
        }
        return Reply.of(status, JSON.createArrayNode().add(error));
    }

    // ---- the API

    @Override
    boolean isWrite(Request request) {
        return !request.method().equals("GET");
    }

    @Override
    String tokenPath() {
        return "/services/oauth2/token";
    }

    @Override
    Reply token(Map<String, String> form, Map<String, String> headers) {
        boolean secret = "client_credentials".equals(form.get("grant_type"))
                && "consumer-key".equals(form.get("client_id"))
                && "consumer-secret".equals(form.get("client_secret"));
        boolean assertion = "urn:ietf:params:oauth:grant-type:jwt-bearer".equals(form.get("grant_type"))
                && isSigned(String.valueOf(form.get("assertion")));
        if (!secret && !assertion) {
            return Reply.of(
                    400,
                    object().put("error", "invalid_grant")
                            .put("error_description", "no client credentials user enabled"));
        }
        return Reply.of(
                200,
                object().put("access_token", newToken())
                        .put("instance_url", url())
                        .put("token_type", "Bearer"));
    }

    private boolean isSigned(String assertion) {
        try {
            String[] parts = assertion.split("\\.");
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(keys().getPublic());
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
            long left = claims.path("exp").asLong() - Instant.now().getEpochSecond();
            return signature.verify(Base64.getUrlDecoder().decode(parts[2]))
                    && claims.path("iss").asText().equals("consumer-key")
                    && claims.path("sub").asText().equals("relay@example.com")
                    && claims.path("aud").asText().equals("https://login.salesforce.com")
                    && left > 0
                    && left <= 300;
        } catch (java.security.GeneralSecurityException | java.io.IOException | RuntimeException wrong) {
            return false;
        }
    }

    @Override
    Reply unauthorized() {
        return error(401, "INVALID_SESSION_ID", "Session expired or invalid");
    }

    @Override
    Reply answer(Request request) {
        if (used >= allowed) {
            return error(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
        }
        used++;
        return path(request).with("Sforce-Limit-Info", "api-usage=" + used + "/" + allowed);
    }

    private Reply path(Request request) {
        String path = request.path();
        if (path.startsWith(DATA + "/sobjects/Task/" + KEY + "/")) {
            String key = path.substring((DATA + "/sobjects/Task/" + KEY + "/").length());
            return request.method().equals("GET") ? byKey(key, request.query().get("fields")) : upsert(key, request);
        }
        if (path.startsWith(DATA + "/sobjects/Task/") && request.method().equals("PATCH")) {
            return update(path.substring((DATA + "/sobjects/Task/").length()), request);
        }
        if (path.equals(DATA + "/sobjects/Task/describe") && request.method().equals("GET")) {
            return Reply.of(200, described());
        }
        if (path.equals(DATA + "/parameterizedSearch/")) {
            return search(request.query());
        }
        if (path.equals(DATA + "/query")) {
            return query(request.query().get("q"));
        }
        return error(404, "NOT_FOUND", "The requested resource does not exist");
    }

    /** What the user may see, and what it may do with it. */
    private ObjectNode described() {
        ObjectNode task = object().put("name", "Task").put("createable", true).put("updateable", true);
        ArrayNode fields = task.putArray("fields");
        fields.addObject()
                .put("name", "Id")
                .put("type", "id")
                .put("length", 18)
                .put("nillable", false)
                .put("createable", false)
                .put("updateable", false)
                .put("defaultedOnCreate", true);
        text.forEach((name, length) -> field(fields, name, length > 255 ? "textarea" : "string", length));
        picklists.forEach((name, values) -> {
            ObjectNode field = field(fields, name, "picklist", 255);
            if (field != null) {
                field.put("restrictedPicklist", true);
                ArrayNode listed = field.putArray("picklistValues");
                values.forEach(value -> listed.addObject()
                        .put("value", value)
                        .put("label", value)
                        .put("active", true));
                listed.addObject()
                        .put("value", "Retired")
                        .put("label", "Retired")
                        .put("active", false);
            }
        });
        REFERENCES.forEach(name -> {
            ObjectNode field = field(fields, name, "reference", 18);
            if (field != null && name.equals("WhoId")) {
                field.putArray("referenceTo").add("Contact").add("Lead");
            }
        });
        field(fields, "ActivityDate", "date", 0);
        field(fields, "CallDurationInSeconds", "int", 0);
        return task;
    }

    private ObjectNode field(ArrayNode fields, String name, String type, int length) {
        if (hidden.contains(name)) {
            return null;
        }
        boolean demanded = name.equals("Status") || name.equals("Priority") || name.equals("OwnerId");
        return fields.addObject()
                .put("name", name)
                .put("type", type)
                .put("length", length)
                .put("nillable", !demanded)
                .put("defaultedOnCreate", demanded)
                .put("createable", !readOnly.contains(name))
                .put("updateable", !readOnly.contains(name) && !name.equals("TaskSubtype"))
                .put("externalId", name.equals(KEY))
                .put("unique", name.equals(KEY) && uniqueKey);
    }

    private List<ObjectNode> ofKey(String key) {
        return tasks.values().stream()
                .filter(task -> task.path(KEY).asText().equalsIgnoreCase(key))
                .toList();
    }

    private Reply byKey(String key, String fields) {
        List<ObjectNode> found = ofKey(key);
        if (found.isEmpty()) {
            return error(404, "NOT_FOUND", "Provided external ID field does not exist or is not accessible: " + key);
        }
        ObjectNode answer = object();
        answer.putObject("attributes").put("type", "Task");
        for (String field : fields.split(",")) {
            if (!isField(field) && !field.equals("Id")) {
                return error(400, "INVALID_FIELD", "No such column '" + field + "' on entity 'Task'.");
            }
            answer.set(field, found.get(0).get(field));
        }
        return Reply.of(200, answer);
    }

    private Reply upsert(String key, Request request) {
        List<ObjectNode> found = ofKey(key);
        if (found.size() > 1) {
            return Reply.of(300, JSON.createArrayNode());
        }
        if (request.body().has(KEY) || request.body().has("Id")) {
            return error(400, "INVALID_FIELD", "The " + KEY + " field should not be specified in the sobject data.");
        }
        Reply refusal = refusal((ObjectNode) request.body(), !found.isEmpty());
        if (refusal != null) {
            return refusal;
        }
        boolean created = found.isEmpty();
        ObjectNode task = created ? object() : found.get(0);
        if (created) {
            task.put("Id", id()).put(KEY, key).put("Priority", "Normal").put("OwnerId", "005xx0000000001AAA");
            tasks.put(task.get("Id").asText(), task);
        }
        set(task, request.body());
        ObjectNode answer = object().put("id", task.get("Id").asText()).put("success", true);
        answer.putArray("errors");
        return Reply.of(created ? 201 : 200, answer.put("created", created));
    }

    private String id() {
        return "00Txx0000" + String.format("%06d", ++ids) + "AAA";
    }

    private Reply update(String id, Request request) {
        ObjectNode task = tasks.get(id);
        if (task == null) {
            return error(404, "NOT_FOUND", "The requested resource does not exist");
        }
        Reply refusal = refusal((ObjectNode) request.body(), true);
        if (refusal != null) {
            return refusal;
        }
        set(task, request.body());
        return Reply.empty(204);
    }

    private static void set(ObjectNode task, JsonNode body) {
        body.fields().forEachRemaining(field -> {
            if (field.getValue().isNull()) {
                task.remove(field.getKey());
            } else {
                task.set(field.getKey(), field.getValue());
            }
        });
    }

    private boolean isField(String name) {
        return !hidden.contains(name)
                && (text.containsKey(name)
                        || picklists.containsKey(name)
                        || REFERENCES.contains(name)
                        || name.equals("ActivityDate")
                        || name.equals("CallDurationInSeconds"));
    }

    private Reply refusal(ObjectNode body, boolean update) {
        for (String name : new TreeSet<>(names(body))) {
            JsonNode value = body.get(name);
            if (!isField(name)) {
                return error(400, "INVALID_FIELD", "No such column '" + name + "' on sobject of type Task");
            }
            if (update && name.equals("TaskSubtype") || readOnly.contains(name)) {
                return error(
                        400,
                        "INVALID_FIELD_FOR_INSERT_UPDATE",
                        "Unable to create/update fields: " + name
                                + ". Please check the security settings of this field.",
                        name);
            }
            Reply refusal = value.isNull() ? null : refusal(name, value);
            if (refusal != null) {
                return refusal;
            }
        }
        boolean lead = body.path("WhoId").asText().startsWith("00Q");
        return lead && body.hasNonNull("WhatId")
                ? error(400, "FIELD_INTEGRITY_EXCEPTION", "You cannot specify WhatId with a Lead", "WhatId")
                : null;
    }

    private Reply refusal(String name, JsonNode value) {
        if (text.containsKey(name)) {
            if (!value.isTextual()) {
                return error(400, "JSON_PARSER_ERROR", "Cannot deserialize instance of string");
            }
            return value.asText().length() > text.get(name)
                    ? error(
                            400,
                            "STRING_TOO_LONG",
                            name + ": data value too large (max length=" + text.get(name) + ")",
                            name)
                    : null;
        }
        if (picklists.containsKey(name)) {
            return picklists.get(name).contains(value.asText())
                    ? null
                    : error(
                            400,
                            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                            "bad value for restricted picklist field",
                            name);
        }
        if (REFERENCES.contains(name)) {
            String id = value.asText();
            boolean known = name.equals("WhoId")
                    ? persons.containsKey(id)
                    : id.matches(name.equals("OwnerId") ? "00[5G]\\w{12}(\\w{3})?" : "(500|006|001)\\w{12}(\\w{3})?");
            return known ? null : error(400, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", name);
        }
        if (name.equals("ActivityDate")) {
            try {
                LocalDate.parse(value.asText());
                return null;
            } catch (DateTimeParseException wrong) {
                return error(400, "JSON_PARSER_ERROR", "Cannot deserialize instance of date");
            }
        }
        return value.isIntegralNumber() && value.asLong() >= 0 && value.asLong() < 100_000_000
                ? null
                : error(400, "JSON_PARSER_ERROR", "Cannot deserialize instance of int");
    }

    private static List<String> names(ObjectNode body) {
        List<String> names = new ArrayList<>();
        body.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private Reply search(Map<String, String> query) {
        if (!"PHONE".equals(query.get("in"))
                || query.get("q") == null
                || query.get("q").length() < 2) {
            return error(400, "MALFORMED_SEARCH", "search term must be longer than one character");
        }
        List<String> types = List.of(query.getOrDefault("sobject", "").split(","));
        ObjectNode answer = object();
        ArrayNode records = answer.putArray("searchRecords");
        persons.values().stream()
                .filter(person -> types.contains(person.get("type").asText()))
                .filter(person ->
                        person.path("Phone").asText().replaceAll("\\D", "").endsWith(query.get("q")))
                .forEach(person -> records.add(record(person)));
        return Reply.of(200, answer);
    }

    private static ObjectNode record(ObjectNode person) {
        ObjectNode record = object();
        record.putObject("attributes").put("type", person.get("type").asText());
        record.set("Id", person.get("Id"));
        record.set("Name", person.get("Name"));
        return record;
    }

    private static final Pattern OWNERS = Pattern.compile(
            "SELECT Id(?:, IsActive)? FROM (User|Group) WHERE (?:Type = 'Queue' AND )?Id IN \\((.*)\\)");

    private final Map<String, Boolean> users = new LinkedHashMap<>();

    /** A user, or a queue by its id. */
    synchronized void user(String id, boolean active) {
        users.put(id, active);
    }

    private Reply owners(String object, String ids) {
        ObjectNode answer = object();
        ArrayNode records = answer.putArray("records");
        users.forEach((id, active) -> {
            boolean meant = id.startsWith(object.equals("User") ? "005" : "00G");
            // Without the three characters that only tell the case it is the same id.
            if (meant && ids.matches(".*'" + id.substring(0, 15) + "\\w{0,3}'.*")) {
                ObjectNode record = records.addObject().put("Id", id);
                if (object.equals("User")) {
                    record.put("IsActive", active);
                }
            }
        });
        return Reply.of(200, answer.put("totalSize", records.size()).put("done", true));
    }

    private static final Pattern SOQL = Pattern.compile(
            "SELECT Id, Name FROM (\\w+) WHERE Email = '((?:[^'\\\\]|\\\\.)*)'(?: AND IsConverted = false)? LIMIT 2");

    private Reply query(String soql) {
        Matcher owners = OWNERS.matcher(String.valueOf(soql));
        if (owners.matches()) {
            return owners(owners.group(1), owners.group(2));
        }
        Matcher parsed = SOQL.matcher(String.valueOf(soql));
        if (!parsed.matches()) {
            return error(400, "MALFORMED_QUERY", "unexpected token");
        }
        String email = parsed.group(2).replaceAll("\\\\(.)", "$1");
        ObjectNode answer = object();
        ArrayNode records = answer.putArray("records");
        persons.values().stream()
                .filter(person -> person.get("type").asText().equals(parsed.group(1)))
                .filter(person -> person.path("Email").asText().equalsIgnoreCase(email))
                .forEach(person -> records.add(record(person)));
        return Reply.of(200, answer.put("totalSize", records.size()).put("done", true));
    }
}
