package org.activityrelay.relay.destination.crm;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.activityrelay.relay.destination.Examined;

/** What Dataverse tells of a table (Web API, "Query table definitions"): columns, lengths, options, and names of links. */
final class DataverseColumns {

    private static final String METADATA = "Microsoft.Dynamics.CRM.";

    private DataverseColumns() {}

    /** @param later columns that are sent in a request of their own, after the record is made */
    static Described describe(CrmSession crm, String data, Set<String> later, Examined destination) throws IOException {
        String table = data + "/EntityDefinitions(LogicalName='"
                + CrmSession.encoded(crm.object().replace("'", "''")) + "')";
        CrmAnswer answer = crm.get(table + "?$select=LogicalName,EntitySetName&$expand="
                + "Attributes($select=LogicalName,AttributeType,IsValidForCreate,IsValidForUpdate),"
                + "ManyToOneRelationships($select=ReferencingEntityNavigationPropertyName),"
                + "OneToManyRelationships($select=ReferencedEntityNavigationPropertyName)");
        if (answer.status() == 404) {
            destination.problem(
                    "there is no table " + crm.object(),
                    "names are logical names, such as phonecall; correct the mapping or "
                            + destination.key("crm.object"));
            return null;
        }
        if (!answer.isSuccess()) {
            throw new CrmExaminer.Unanswered(answer);
        }
        destination.ok(CrmExaminer.login(destination) + ", and " + crm.object() + " is described");
        Map<String, Integer> lengths = new HashMap<>();
        for (String type : new String[] {"StringAttributeMetadata", "MemoAttributeMetadata"}) {
            for (JsonNode column :
                    values(crm, table + "/Attributes/" + METADATA + type + "?$select=LogicalName,MaxLength")) {
                lengths.put(
                        column.path("LogicalName").asText(),
                        column.path("MaxLength").asInt());
            }
        }
        Map<String, Set<String>> options = new HashMap<>();
        options(
                crm,
                table,
                "PicklistAttributeMetadata",
                "OptionSet($select=Options),GlobalOptionSet($select=Options)",
                options);
        options(crm, table, "StatusAttributeMetadata", "OptionSet($select=Options)", options);
        return new Described(crm.object(), fields(answer.body(), later, lengths, options));
    }

    private static Map<String, Described.Field> fields(
            JsonNode table, Set<String> later, Map<String, Integer> lengths, Map<String, Set<String>> options) {
        Map<String, Described.Field> fields = new LinkedHashMap<>();
        for (JsonNode column : table.path("Attributes")) {
            String name = column.path("LogicalName").asText();
            boolean onUpdate = column.path("IsValidForUpdate").asBoolean();
            fields.put(
                    name,
                    new Described.Field(
                            later.contains(name)
                                    ? onUpdate
                                    : column.path("IsValidForCreate").asBoolean(),
                            onUpdate,
                            lengths.getOrDefault(name, 0),
                            options.get(name),
                            true,
                            false));
        }
        for (JsonNode link : table.path("ManyToOneRelationships")) {
            fields.put(
                    link.path("ReferencingEntityNavigationPropertyName").asText() + "@odata.bind",
                    Described.Field.any());
        }
        for (JsonNode list : table.path("OneToManyRelationships")) {
            fields.put(list.path("ReferencedEntityNavigationPropertyName").asText(), Described.Field.any());
        }
        return fields;
    }

    private static void options(
            CrmSession crm, String table, String type, String expand, Map<String, Set<String>> options)
            throws IOException {
        for (JsonNode column :
                values(crm, table + "/Attributes/" + METADATA + type + "?$select=LogicalName&$expand=" + expand)) {
            Set<String> values = new LinkedHashSet<>();
            for (String set : new String[] {"OptionSet", "GlobalOptionSet"}) {
                column.path(set)
                        .path("Options")
                        .forEach(option -> values.add(option.path("Value").asText()));
            }
            if (!values.isEmpty()) {
                options.put(column.path("LogicalName").asText(), values);
            }
        }
    }

    private static JsonNode values(CrmSession crm, String path) throws IOException {
        return CrmExaminer.asked(crm, path).body().path("value");
    }
}
