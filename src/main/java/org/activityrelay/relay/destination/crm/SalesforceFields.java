package org.activityrelay.relay.destination.crm;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.activityrelay.relay.destination.Examined;

/** What Salesforce tells of an object to the user who asks (REST API Developer Guide, "sObject Describe"). */
final class SalesforceFields {

    private static final int KEY_LENGTH = 36;

    private SalesforceFields() {}

    static Described describe(CrmSession crm, String objects, Examined destination) throws IOException {
        CrmAnswer answer = crm.get(objects + "/describe");
        if (answer.status() == 404) {
            destination.problem(
                    "there is no object " + crm.object() + ", or the integration user may not see it (or there is no"
                            + " version " + crm.settings().version() + " of the API)",
                    "give the user read access to it in a permission set");
            return null;
        }
        if (!answer.isSuccess()) {
            throw new CrmExaminer.Unanswered(answer);
        }
        JsonNode object = answer.body();
        destination.ok(CrmExaminer.login(destination) + ", and " + crm.object() + " is described");
        if (!object.path("createable").asBoolean() || !object.path("updateable").asBoolean()) {
            destination.problem(
                    "the integration user may not " + (object.path("createable").asBoolean() ? "change" : "create")
                            + " records of " + crm.object(),
                    crm.object().equals("Task")
                            ? "tick 'Edit Tasks' in its permission set"
                            : "give it create and edit access in its permission set");
        }
        Map<String, Described.Field> fields = new LinkedHashMap<>();
        for (JsonNode field : object.path("fields")) {
            fields.put(field.path("name").asText(), field(field));
            if (field.path("name").asText().equalsIgnoreCase(crm.settings().keyField())) {
                key(crm, field, destination);
            }
        }
        if (fields.keySet().stream()
                .noneMatch(name -> name.equalsIgnoreCase(crm.settings().keyField()))) {
            destination.problem(
                    "the key field " + crm.settings().keyField() + " does not exist on " + crm.object()
                            + ", or the integration user may not see it",
                    "make it as docs/salesforce.md says, on Activity, and give the user read and edit access to it");
        }
        persons(crm, fields, object, destination);
        return new Described(crm.object(), fields);
    }

    private static Described.Field field(JsonNode field) {
        boolean chosen = field.path("type").asText().equals("picklist");
        Set<String> values = chosen ? new LinkedHashSet<>() : null;
        if (chosen) {
            for (JsonNode value : field.path("picklistValues")) {
                if (value.path("active").asBoolean()) {
                    values.add(value.path("value").asText());
                }
            }
        }
        boolean createable = field.path("createable").asBoolean();
        return new Described.Field(
                createable,
                field.path("updateable").asBoolean(),
                field.path("length").asInt(),
                values,
                field.path("restrictedPicklist").asBoolean(),
                createable
                        && !field.path("nillable").asBoolean(true)
                        && !field.path("defaultedOnCreate").asBoolean()
                        && !field.path("type").asText().equals("boolean"));
    }

    private static void key(CrmSession crm, JsonNode field, Examined destination) {
        String name = "the key field " + crm.settings().keyField() + " of " + crm.object();
        int length = field.path("length").asInt();
        if (!field.path("externalId").asBoolean()) {
            destination.problem(name + " is no external id", "tick 'External ID' in its definition");
        } else if (length > 0 && length < KEY_LENGTH) {
            destination.problem(
                    name + " takes " + length + " characters, and a key has " + KEY_LENGTH,
                    "make it " + KEY_LENGTH + " characters long");
        } else if (!field.path("createable").asBoolean()
                || !field.path("updateable").asBoolean()) {
            destination.problem(name + " is not writable for the integration user", "give edit access to it");
        } else if (!field.path("unique").asBoolean()) {
            destination.warning(
                    name + " is not unique: in a rare race two processes make two records",
                    "tick 'Unique' in its definition");
        } else {
            destination.ok(name + " is a unique external id");
        }
    }

    /** Who is looked up has to be something that the object can be linked to. */
    private static void persons(
            CrmSession crm, Map<String, Described.Field> fields, JsonNode object, Examined destination) {
        if (!fields.containsKey("WhoId") || !crm.settings().link().looksUp()) {
            return;
        }
        Set<String> linkable = new LinkedHashSet<>();
        for (JsonNode field : object.path("fields")) {
            if (field.path("name").asText().equals("WhoId")) {
                field.path("referenceTo").forEach(type -> linkable.add(type.asText()));
            }
        }
        for (String type : crm.settings().link().places()) {
            if (!linkable.isEmpty() && linkable.stream().noneMatch(type::equalsIgnoreCase)) {
                destination.problem(
                        "a " + crm.object() + " cannot be linked to a " + type,
                        "name kinds out of " + String.join(", ", linkable) + " in "
                                + destination.key("crm.link.person"));
            }
        }
    }
}
