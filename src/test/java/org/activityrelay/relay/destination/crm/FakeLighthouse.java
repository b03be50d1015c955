package org.activityrelay.relay.destination.crm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The made-up CRM of docs/any-crm.md: strict about fields, their types and lengths, and unique references. */
final class FakeLighthouse extends FakeCrm {

    private static final Map<String, Integer> TEXTS = Map.of(
            "reference", 36, "title", 120, "notes", 4000, "outcome", 40, "startedAt", 30, "personId", 20, "caseId", 40);
    private static final Set<String> CHANNELS = Set.of("phone", "mail", "chat");

    private final Map<String, ObjectNode> activities = new LinkedHashMap<>();
    private final List<ObjectNode> people = new ArrayList<>();
    private boolean unguarded;
    private int made;

    /** From now on it takes a second record of the same reference. */
    void removeGuard() {
        unguarded = true;
    }

    synchronized List<ObjectNode> activities() {
        return List.copyOf(activities.values());
    }

    synchronized String person(String name, String phone, String email) {
        String id = "p-" + (people.size() + 1);
        people.add(object().put("personId", id)
                .put("displayName", name)
                .put("phone", phone)
                .put("email", email));
        return id;
    }

    synchronized void edit(String field, String value) {
        activities.values().iterator().next().put(field, value);
    }

    synchronized void delete() {
        activities.clear();
    }

    static Reply error(int status, String code, String field) {
        ObjectNode body = object();
        body.putObject("error").put("code", code).put("field", field);
        return Reply.of(status, body);
    }

    @Override
    boolean isWrite(Request request) {
        return !request.method().equals("GET") && !request.path().equals("/api/search");
    }

    @Override
    String tokenPath() {
        return "/oauth/token";
    }

    @Override
    Reply token(Map<String, String> form, Map<String, String> headers) {
        String basic = Base64.getEncoder().encodeToString("activity-relay:secret-1".getBytes(StandardCharsets.UTF_8));
        boolean right = "client_credentials".equals(form.get("grant_type"))
                && ("Basic " + basic).equals(headers.get("Authorization"));
        return right
                ? Reply.of(200, object().put("access_token", newToken()).put("expires_in", 3600))
                : Reply.of(401, object().put("error", "invalid_client"));
    }

    @Override
    Reply unauthorized() {
        return Reply.empty(401);
    }

    @Override
    Reply answer(Request request) {
        String path = request.path();
        if (path.equals("/api/people") && request.method().equals("GET")) {
            return people(request.query().get("phone"), request.query().get("email"));
        }
        if (path.equals("/api/search") && request.method().equals("POST")) {
            return people(request.body().at("/filter/phone").asText(null), null);
        }
        if (path.equals("/api/activities")) {
            return request.method().equals("GET") ? find(request.query().get("reference")) : create(request);
        }
        ObjectNode activity = path.startsWith("/api/activities/")
                ? activities.get(path.substring("/api/activities/".length()))
                : null;
        if (activity == null || !request.method().equals("PATCH")) {
            return error(404, "not_found", null);
        }
        Reply wrong = wrong(request.body());
        if (wrong != null) {
            return wrong;
        }
        put(request.body(), activity);
        return Reply.of(200, activity);
    }

    private Reply people(String phone, String email) {
        ObjectNode answer = object();
        ArrayNode found = answer.putArray("people");
        for (ObjectNode person : people) {
            boolean byPhone =
                    phone != null && digits(person.path("phone").asText("")).endsWith(digits(phone));
            boolean byEmail =
                    email != null && email.equalsIgnoreCase(person.path("email").asText(""));
            if (byPhone || byEmail) {
                found.add(person);
            }
        }
        return Reply.of(200, answer);
    }

    private static String digits(String text) {
        return text.replaceAll("\\D", "");
    }

    private Reply find(String reference) {
        ObjectNode answer = object();
        ArrayNode found = answer.putArray("activities");
        activities.values().stream()
                .filter(activity -> activity.path("reference").asText().equals(reference))
                .forEach(found::add);
        return Reply.of(200, answer);
    }

    private Reply create(Request request) {
        return create(request.body());
    }

    Reply create(JsonNode body) {
        Reply wrong = wrong(body);
        if (wrong != null) {
            return wrong;
        }
        String reference = body.path("reference").asText("");
        if (reference.isEmpty()) {
            return error(422, "required", "reference");
        }
        boolean there = activities.values().stream()
                .anyMatch(activity -> activity.path("reference").asText().equals(reference));
        if (there && !unguarded) {
            return error(409, "duplicate_reference", "reference");
        }
        String id = "a-" + ++made;
        ObjectNode activity = object().put("activityId", id);
        put(body, activity);
        activities.put(id, activity);
        return Reply.of(201, object().put("activityId", id));
    }

    private static void put(JsonNode body, ObjectNode activity) {
        body.fields().forEachRemaining(field -> {
            if (field.getValue().isNull()) {
                activity.remove(field.getKey());
            } else {
                activity.set(field.getKey(), field.getValue());
            }
        });
    }

    private static Reply wrong(JsonNode body) {
        for (var field : body.properties()) {
            JsonNode value = field.getValue();
            String name = field.getKey();
            boolean known = TEXTS.containsKey(name) || name.equals("channel") || name.equals("minutes");
            if (!known) {
                return error(422, "unknown_field", name);
            }
            boolean right = value.isNull()
                    || (name.equals("minutes")
                            ? value.isInt()
                            : name.equals("channel")
                                    ? CHANNELS.contains(value.asText())
                                    : value.isTextual() && value.asText().length() <= TEXTS.get(name));
            if (!right) {
                return error(422, "wrong_value", name);
            }
        }
        return null;
    }
}
