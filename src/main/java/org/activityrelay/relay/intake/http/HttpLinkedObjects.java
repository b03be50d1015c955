package org.activityrelay.relay.intake.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/**
 * The case and the contact that a record is about: the first selected associated objects of that kind. Pages mark the kind
 * by the object's type or by a custom field such as {@code isCase: "true"}.
 */
final class HttpLinkedObjects {

    private static final List<String> CASES = List.of("case", "task", "ticket", "incident");
    private static final List<String> CONTACTS = List.of("contact");

    private HttpLinkedObjects() {}

    static String caseId(ObjectNode canonical) {
        return first(canonical, CASES, List.of("isCase", "isTask"));
    }

    static String contactId(ObjectNode canonical) {
        return first(canonical, CONTACTS, List.of("isContact", "isServiceNowContact"));
    }

    private static String first(ObjectNode canonical, List<String> types, List<String> marks) {
        JsonNode objects = canonical.path("associatedObjects");
        for (JsonNode selected : objects.path("selected")) {
            for (JsonNode object : objects.path("list")) {
                if (object.path("id").asText().equals(selected.asText()) && isOf(object, types, marks)) {
                    return selected.asText();
                }
            }
        }
        return null;
    }

    private static boolean isOf(JsonNode object, List<String> types, List<String> marks) {
        JsonNode fields = object.path("customFields");
        return types.contains(object.path("type").asText().toLowerCase(Locale.ROOT))
                || types.contains(object.path("displayType").asText().toLowerCase(Locale.ROOT))
                || marks.stream().anyMatch(mark -> fields.path(mark).asText().equalsIgnoreCase("true"));
    }
}
