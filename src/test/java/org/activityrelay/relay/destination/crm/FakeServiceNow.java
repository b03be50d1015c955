package org.activityrelay.relay.destination.crm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A ServiceNow instance with a staging table, a transform map that coalesces, and contacts. It answers 201 whatever the
 * transform did, ignores columns it does not have, and takes text only, as the real one does.
 */
final class FakeServiceNow extends FakeCrm {

    static final String KEY = "u_activity_relay_key";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final Map<String, Integer> COLUMNS = Map.ofEntries(
            Map.entry("u_type", 40),
            Map.entry("u_state", 40),
            Map.entry("u_short_description", 160),
            Map.entry("u_work_notes", 4000),
            Map.entry("u_direction", 40),
            Map.entry("u_disposition", 100),
            Map.entry("u_phone_number", 40),
            Map.entry("u_duration_seconds", 40),
            Map.entry("u_opened_at", 40),
            Map.entry("u_closed_at", 40),
            Map.entry("u_contact", 32),
            Map.entry("u_task", 32),
            Map.entry("u_assigned_to", 32),
            Map.entry("u_global_interaction_id", 100),
            Map.entry("u_order_number", 40),
            Map.entry(KEY, 100));
    private static final Map<String, Set<String>> CHOICES = Map.of(
            "u_type", Set.of("phone", "chat", "email"),
            "u_state", Set.of("new", "queued", "work_in_progress", "wrap_up", "closed_complete", "closed_abandoned"));

    private final Map<String, Integer> columns = new java.util.TreeMap<>(COLUMNS);
    private final Map<String, Set<String>> choices = new java.util.TreeMap<>(CHOICES);
    private final Map<String, ObjectNode> interactions = new LinkedHashMap<>();
    private boolean coalesces = true;
    private boolean administrator = true;
    private boolean asleep;
    private final Map<String, ObjectNode> contacts = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final List<ObjectNode> staged = new ArrayList<>();
    private final Map<String, ObjectNode> results = new LinkedHashMap<>();
    private boolean stagingIsReadable = true;
    private final Map<String, Boolean> users = new LinkedHashMap<>();
    private String transform;
    private String transformMessage;
    private int ids;

    // ---- for tests

    synchronized List<ObjectNode> interactions() {
        return interactions.values().stream().map(ObjectNode::deepCopy).toList();
    }

    /** Every entry of the journal, the oldest first. */
    synchronized List<String> notes() {
        return List.copyOf(notes);
    }

    synchronized String contact(String name, String phone, String email) {
        String id = id();
        contacts.put(
                id,
                object().put("sys_id", id).put("name", name).put("phone", phone).put("email", email));
        return id;
    }

    synchronized void user(String id, boolean active) {
        users.put(id, active);
    }

    synchronized void edit(String column, String value) {
        interactions.values().iterator().next().put(column, value);
    }

    synchronized void drop(String column) {
        columns.remove(column);
    }

    synchronized void shorten(String column, int length) {
        columns.put(column, length);
    }

    /** Makes a column one of these values. */
    synchronized void restrict(String column, Set<String> values) {
        choices.put(column, values);
    }

    synchronized void coalesceNot() {
        coalesces = false;
    }

    /** The integration user may not read tables of the system: rows are left out, or the table refused. */
    synchronized void hideSystemTables() {
        administrator = false;
    }

    /** Every request is answered by a page, as an instance does that hibernates. */
    synchronized void sleep() {
        asleep = true;
    }

    /** The integration user may only write the staging table. */
    synchronized void hideStagingTable() {
        stagingIsReadable = false;
    }

    /** The scheduled job that deletes old import sets has run. */
    synchronized void cleanUpStaging() {
        staged.clear();
        results.clear();
    }

    synchronized void delete() {
        interactions.clear();
    }

    /** What the transform map does with the next row. */
    synchronized void transformNext(String status, String message) {
        transform = status;
        transformMessage = message;
    }

    static Reply error(int status, String message, String detail) {
        ObjectNode body = object();
        body.putObject("error").put("message", message).put("detail", detail);
        return Reply.of(status, body.put("status", "failure"));
    }

    private String id() {
        return "%032x".formatted(0xabcdef0000L + ++ids);
    }

    // ---- the API

    @Override
    boolean isWrite(Request request) {
        return request.method().equals("POST");
    }

    @Override
    String tokenPath() {
        return "/oauth_token.do";
    }

    @Override
    Reply token(Map<String, String> form, Map<String, String> headers) {
        boolean right = "client_credentials".equals(form.get("grant_type"))
                && "relay".equals(form.get("client_id"))
                && "secret-1".equals(form.get("client_secret"));
        return right
                ? Reply.of(
                        200,
                        object().put("access_token", newToken())
                                .put("expires_in", 1799)
                                .put("token_type", "Bearer"))
                : Reply.of(401, object().put("error", "access_denied"));
    }

    @Override
    boolean isKnown(Map<String, String> headers) {
        String basic = Base64.getEncoder().encodeToString("relay:password-1".getBytes(StandardCharsets.UTF_8));
        return ("Basic " + basic).equals(headers.get("Authorization")) || super.isKnown(headers);
    }

    @Override
    Reply unauthorized() {
        return error(401, "User Not Authenticated", "Required to provide Auth information");
    }

    @Override
    Reply answer(Request request) {
        if (asleep) {
            return new Reply(200, null, "<html><body>Hibernating</body></html>", Map.of("Content-Type", "text/html"));
        }
        if (request.method().equals("GET") && request.path().equals("/api/now/table/sys_user")) {
            return users(request.query());
        }
        if (request.method().equals("GET") && request.path().startsWith("/api/now/table/sys_")) {
            return system(request.path().substring("/api/now/table/".length()), request.query());
        }
        if (request.method().equals("GET") && request.path().equals("/api/now/table/u_activity_relay")) {
            return staging(request.query());
        }
        if (request.method().equals("POST") && request.path().equals("/api/now/import/u_activity_relay")) {
            return staged(request.body());
        }
        if (request.method().equals("GET") && request.path().startsWith("/api/now/import/u_activity_relay/")) {
            ObjectNode result = results.get(request.path().substring("/api/now/import/u_activity_relay/".length()));
            return result == null ? error(404, "No Record found", "") : Reply.of(200, result);
        }
        if (request.method().equals("GET") && request.path().equals("/api/now/table/customer_contact")) {
            return table(contacts, request.query(), Set.of("phone", "mobile_phone", "email"));
        }
        if (request.method().equals("GET") && request.path().equals("/api/now/table/interaction")) {
            return table(interactions, request.query(), Set.of(KEY));
        }
        return error(400, "Invalid table " + request.path(), "");
    }

    private Reply users(Map<String, String> query) {
        String asked = query.getOrDefault("sysparm_query", "");
        if (!asked.startsWith("sys_idIN") || !"sys_id,active".equals(query.get("sysparm_fields"))) {
            return error(400, "Invalid query", asked);
        }
        List<String> ids = List.of(asked.substring("sys_idIN".length()).split(","));
        return Reply.of(
                200,
                rows(users.entrySet().stream()
                        .filter(user -> ids.contains(user.getKey()))
                        .map(user ->
                                object().put("sys_id", user.getKey()).put("active", String.valueOf(user.getValue())))
                        .toList()));
    }

    private static ObjectNode rows(List<ObjectNode> rows) {
        ObjectNode answer = object();
        ArrayNode result = answer.putArray("result");
        rows.forEach(result::add);
        return answer;
    }

    private Reply system(String table, Map<String, String> query) {
        String asked = query.getOrDefault("sysparm_query", "");
        List<ObjectNode> rows = new ArrayList<>();
        switch (table) {
            case "sys_dictionary" -> {
                if (asked.equals("name=u_activity_relay^elementISNOTEMPTY") && administrator) {
                    columns.forEach((name, length) -> rows.add(object().put("element", name)
                            .put("max_length", String.valueOf(length))
                            .put("read_only", "false")
                            .put("mandatory", "false")));
                }
            }
            case "sys_transform_map" -> {
                if (!administrator) {
                    return error(403, "User Not Authorized", "Failed API level ACL Validation");
                }
                if (asked.equals("source_table=u_activity_relay^target_table=interaction^active=true")) {
                    rows.add(object().put("sys_id", "0123456789abcdef0123456789abcdef")
                            .put("name", "Activity Relay"));
                }
            }
            case "sys_transform_entry" -> {
                if (asked.equals("map=0123456789abcdef0123456789abcdef")) {
                    columns.keySet()
                            .forEach(name -> rows.add(object().put("source_field", name)
                                    .put("target_field", name.equals(KEY) ? KEY : name.substring(2))
                                    .put("coalesce", String.valueOf(coalesces && name.equals(KEY)))));
                }
            }
            case "sys_choice" -> {
                if (!asked.startsWith("name=interaction^elementIN") || !asked.endsWith("^inactive=false")) {
                    return error(400, "Invalid query", asked);
                }
                choices.forEach((name, values) -> values.forEach(value ->
                        rows.add(object().put("element", name.substring(2)).put("value", value))));
            }
            default -> {
                return error(400, "Invalid table " + table, "");
            }
        }
        return Reply.of(200, rows(rows));
    }

    private Reply table(Map<String, ObjectNode> rows, Map<String, String> query, Set<String> columns) {
        ObjectNode answer = object();
        ArrayNode result = answer.putArray("result");
        for (ObjectNode row : rows.values()) {
            boolean meets = false;
            for (String condition : query.get("sysparm_query").split("\\^OR")) {
                int equals = condition.indexOf('=');
                String column = condition.substring(0, equals);
                if (!columns.contains(column) || condition.contains("^")) {
                    return error(400, "Invalid query", condition);
                }
                meets |= row.path(column).asText("").equalsIgnoreCase(condition.substring(equals + 1));
            }
            if (meets && result.size() < Integer.parseInt(query.get("sysparm_limit"))) {
                ObjectNode shown = result.addObject();
                for (String field : query.get("sysparm_fields").split(",")) {
                    shown.set(field, row.get(field));
                }
            }
        }
        return Reply.of(200, answer);
    }

    private Reply staging(Map<String, String> query) {
        if (!stagingIsReadable) {
            return error(403, "User Not Authorized", "Failed API level ACL Validation");
        }
        String asked = query.get("sysparm_query");
        if (asked == null || asked.isEmpty()) {
            return Reply.of(200, rows(List.of()));
        }
        String end = "^ORDERBYDESCsys_created_on";
        if (!asked.startsWith(KEY + "=") || !asked.endsWith(end)) {
            return error(400, "Invalid query", asked);
        }
        String key = asked.substring(KEY.length() + 1, asked.length() - end.length());
        List<ObjectNode> newestFirst = new ArrayList<>(staged);
        java.util.Collections.reverse(newestFirst);
        List<ObjectNode> found = newestFirst.stream()
                .filter(row -> row.path(KEY).asText().equals(key))
                .limit(Integer.parseInt(query.get("sysparm_limit")))
                .map(row -> row.deepCopy().retain(query.get("sysparm_fields").split(",")))
                .toList();
        return Reply.of(200, rows(found));
    }

    /** Every row is kept with what became of it, each in a second of its own. */
    private Reply staged(JsonNode row) {
        Reply reply = imported(row);
        if (reply.body() instanceof ObjectNode answer && answer.has("import_set")) {
            ObjectNode kept = object();
            row.properties().forEach(field -> {
                if (columns.containsKey(field.getKey())) {
                    kept.set(field.getKey(), field.getValue());
                }
            });
            kept.put("sys_id", id());
            kept.put(
                    "sys_created_on",
                    TIME.format(LocalDateTime.of(2026, 11, 21, 10, 0).plusSeconds(staged.size())));
            staged.add(kept);
            results.put(kept.get("sys_id").asText(), answer.deepCopy());
        }
        return reply;
    }

    private Reply imported(JsonNode row) {
        ObjectNode answer = object().put("import_set", "ISET0010001").put("staging_table", "u_activity_relay");
        ObjectNode result = answer.putArray("result").addObject();
        result.put("transform_map", "Activity Relay").put("table", "interaction");
        for (JsonNode value : row) {
            if (!value.isTextual()) {
                return error(400, "Invalid value", "a staging table takes text");
            }
        }
        if (transform != null) {
            result.put("status", transform).put("status_message", transformMessage);
            transform = null;
            return Reply.of(201, answer);
        }
        String refusal = refusal((ObjectNode) row);
        if (refusal != null) {
            result.put("status", "error").put("status_message", refusal);
            return Reply.of(201, answer);
        }
        if (row.path(KEY).asText().isEmpty()) {
            result.put("status", "skipped").put("status_message", "Coalesce field is empty");
            return Reply.of(201, answer);
        }
        return Reply.of(201, transformed((ObjectNode) row, answer, result));
    }

    private ObjectNode transformed(ObjectNode row, ObjectNode answer, ObjectNode result) {
        ObjectNode found = interactions.values().stream()
                .filter(interaction ->
                        interaction.path(KEY).asText().equals(row.path(KEY).asText()))
                .findFirst()
                .orElse(null);
        ObjectNode interaction = found == null ? object().put("sys_id", id()) : found;
        interactions.put(interaction.get("sys_id").asText(), interaction);
        boolean[] changed = {found == null};
        row.fields().forEachRemaining(field -> {
            boolean known = columns.containsKey(field.getKey());
            // A journal takes every entry, also one that it has already.
            boolean journal = field.getKey().equals("u_work_notes");
            if (known
                    && (journal
                            || !field.getValue()
                                    .asText()
                                    .equals(interaction.path(field.getKey()).asText("")))) {
                interaction.set(field.getKey(), field.getValue());
                changed[0] = true;
                if (field.getKey().equals("u_work_notes")) {
                    notes.add(field.getValue().asText());
                }
            }
        });
        String id = interaction.get("sys_id").asText();
        result.put("display_name", "number")
                .put("display_value", "IMS0000001")
                .put("record_link", url() + "/api/now/table/interaction/" + id)
                .put("sys_id", id);
        result.put("status", found == null ? "inserted" : changed[0] ? "updated" : "ignored");
        if (!changed[0]) {
            result.put("status_message", "No field values changed");
        }
        return answer;
    }

    private String refusal(ObjectNode row) {
        for (Map.Entry<String, JsonNode> field : row.properties()) {
            String name = field.getKey();
            String value = field.getValue().asText();
            if (value.isEmpty() || !columns.containsKey(name)) {
                continue;
            }
            if (value.length() > columns.get(name)) {
                return "Value of " + name + " is too long";
            }
            if (choices.containsKey(name) && !choices.get(name).contains(value)) {
                return "Invalid choice for " + name;
            }
            if (name.endsWith("_at") && !isTime(value)) {
                return "Unparseable date in " + name;
            }
            if (name.equals("u_contact") && !contacts.containsKey(value)) {
                return "Reference not found: " + name;
            }
            if (name.equals("u_duration_seconds") && !value.matches("\\d+")) {
                return "Not a number: " + name;
            }
        }
        return null;
    }

    private static boolean isTime(String value) {
        try {
            LocalDateTime.parse(value, TIME);
            return true;
        } catch (DateTimeParseException wrong) {
            return false;
        }
    }
}
