package org.activityrelay.relay.destination.crm;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.activityrelay.relay.destination.Examined;

/** What Dataverse tells of a table (Web API, "Query table definitions"): columns, lengths, options, and names of links. */
final class DataverseColumns {

    private static final String METADATA = "Microsoft.Dynamics.CRM.";

    /** Types of privileges: making and changing a record, seeing what is there, linking it to another. */
    private static final Set<String> NEEDED = Set.of("Create", "Read", "Write", "Append");

    private DataverseColumns() {}

    /** @param later columns that are sent in a request of their own, after the record is made */
    static Described describe(CrmSession crm, String data, Set<String> later, Examined destination) throws IOException {
        String table = data + "/EntityDefinitions(LogicalName='"
                + CrmSession.encoded(crm.object().replace("'", "''")) + "')";
        CrmAnswer answer = crm.get(table + "?$select=LogicalName,EntitySetName,Privileges&$expand="
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
        privileges(crm, data, answer.body().path("Privileges"), destination);
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

    /**
     * Compares what a delivery does with what the roles of the application user and of its teams give it (Web API, WhoAmI and
     * RetrieveUserPrivileges). How deep they reach is not looked at: for teams the API does not tell.
     */
    private static void privileges(CrmSession crm, String data, JsonNode ofTable, Examined destination)
            throws IOException {
        CrmAnswer me = crm.get(data + "/WhoAmI");
        CrmAnswer held = !me.isSuccess()
                ? me
                : crm.get(data + "/systemusers("
                        + CrmSession.encoded(me.body().path("UserId").asText())
                        + ")/Microsoft.Dynamics.CRM.RetrieveUserPrivileges");
        if (held.status() == 401) {
            throw new CrmExaminer.Unanswered(held);
        }
        if (!held.isSuccess()) {
            destination.warning(
                    "the privileges of the application user cannot be seen: the CRM answers " + held.status(),
                    "compare its security role with docs/dynamics.md; or try one record");
            return;
        }
        Set<String> has = new HashSet<>();
        held.body()
                .path("RolePrivileges")
                .forEach(one -> has.add(one.path("PrivilegeId").asText().toLowerCase(Locale.ROOT)));
        Set<String> lacking = new TreeSet<>();
        for (JsonNode one : ofTable) {
            if (NEEDED.contains(one.path("PrivilegeType").asText())
                    && !has.contains(one.path("PrivilegeId").asText().toLowerCase(Locale.ROOT))) {
                lacking.add(one.path("PrivilegeType").asText() + " ("
                        + one.path("Name").asText() + ")");
            }
        }
        if (lacking.isEmpty()) {
            destination.ok("the application user has the privileges on " + crm.object() + " that deliveries need");
        } else {
            destination.problem(
                    "the application user lacks on " + crm.object() + ": " + String.join(", ", lacking),
                    "give its security role these privileges (table Activity for phone calls, emails and tasks)");
        }
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
