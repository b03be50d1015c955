package org.activityrelay.relay.destination.crm;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.activityrelay.relay.destination.Examined;

/**
 * What a ServiceNow instance tells of the staging table, the transform map and the choices behind it, by the Table API: from
 * the tables sys_dictionary, sys_transform_map, sys_transform_entry and sys_choice. A user who may not read one of these
 * gets 403, or an answer without rows.
 */
final class ServiceNowColumns {

    private static final String ROLES =
            "give the integration user read access to sys_dictionary, sys_transform_map, sys_transform_entry and sys_choice"
                    + " for the time of the examination; or try one record";

    private ServiceNowColumns() {}

    static Described describe(CrmSession crm, Examined destination) throws IOException {
        String staging = crm.settings().staging();
        if (!isThere(crm, staging, destination)) {
            return null;
        }
        List<JsonNode> columns = rows(
                crm,
                "sys_dictionary",
                "name=" + staging + "^elementISNOTEMPTY",
                "element,max_length,read_only,mandatory",
                destination);
        if (columns.isEmpty()) {
            destination.warning("the columns of " + staging + " cannot be seen", ROLES);
            return null;
        }
        Map<String, Described.Field> fields = new LinkedHashMap<>();
        for (JsonNode column : columns) {
            boolean open = !column.path("read_only").asText().equals("true");
            fields.put(
                    column.path("element").asText(),
                    new Described.Field(open, open, column.path("max_length").asInt(), null, false, false));
        }
        String key = crm.settings().keyField();
        if (!fields.containsKey(key)) {
            destination.problem(
                    "the staging table " + staging + " has no column " + key,
                    "add it as docs/servicenow.md says, text of 40 characters or more");
        }
        choices(crm, fields, transformed(crm, destination), destination);
        return new Described(staging, fields);
    }

    private static boolean isThere(CrmSession crm, String staging, Examined destination) throws IOException {
        CrmAnswer answer = crm.get(path(staging, "", "sys_id", 1));
        if (answer.status() == 400 || answer.status() == 404) {
            destination.problem(
                    "there is no staging table " + staging + ", or the integration user may not see it",
                    "make it as docs/servicenow.md says, or correct " + destination.key("crm.staging"));
            return false;
        }
        if (answer.status() == 403) {
            destination.ok(CrmExaminer.login(destination));
            destination.warning("the integration user may not read " + staging + ": " + said(answer), ROLES);
            return false;
        }
        if (!answer.isSuccess()) {
            throw new CrmExaminer.Unanswered(answer);
        }
        destination.ok(CrmExaminer.login(destination) + ", and the staging table " + staging + " is there");
        return true;
    }

    /** Columns of the target table by column of the staging table. */
    private static Map<String, String> transformed(CrmSession crm, Examined destination) throws IOException {
        String staging = crm.settings().staging();
        Map<String, String> targets = new TreeMap<>();
        List<JsonNode> maps = rows(
                crm,
                "sys_transform_map",
                "source_table=" + staging + "^target_table=" + crm.object() + "^active=true",
                "sys_id,name",
                destination);
        if (maps.isEmpty()) {
            destination.warning(
                    "no active transform map from " + staging + " to " + crm.object() + " can be seen",
                    "make one as docs/servicenow.md says; if there is one: " + ROLES);
            return targets;
        }
        String key = crm.settings().keyField();
        boolean coalesces = false;
        boolean seen = false;
        for (JsonNode map : maps) {
            for (JsonNode entry : rows(
                    crm,
                    "sys_transform_entry",
                    "map=" + map.path("sys_id").asText(),
                    "source_field,target_field,coalesce",
                    destination)) {
                seen = true;
                targets.put(
                        entry.path("source_field").asText(),
                        entry.path("target_field").asText());
                coalesces |= entry.path("source_field").asText().equals(key)
                        && entry.path("coalesce").asText().equals("true");
            }
        }
        if (!seen) {
            destination.warning("the field maps of the transform map cannot be seen", ROLES);
        } else if (coalesces) {
            destination.ok("the transform map to " + crm.object() + " coalesces on " + key);
        } else {
            destination.problem(
                    "the transform map to " + crm.object() + " does not coalesce on " + key
                            + ": a repetition would make a second record",
                    "set Coalesce to true in its field map of " + key);
        }
        return targets;
    }

    /** A choice of the target column is what the staging column may hold. */
    private static void choices(
            CrmSession crm, Map<String, Described.Field> fields, Map<String, String> targets, Examined destination)
            throws IOException {
        if (targets.isEmpty()) {
            return;
        }
        Map<String, Set<String>> choices = new TreeMap<>();
        for (JsonNode choice : rows(
                crm,
                "sys_choice",
                "name=" + crm.object() + "^elementIN" + String.join(",", new LinkedHashSet<>(targets.values()))
                        + "^inactive=false",
                "element,value",
                destination)) {
            choices.computeIfAbsent(choice.path("element").asText(), element -> new LinkedHashSet<>())
                    .add(choice.path("value").asText());
        }
        targets.forEach((source, target) -> {
            Described.Field column = fields.get(source);
            if (column != null && choices.containsKey(target)) {
                fields.put(
                        source,
                        new Described.Field(
                                column.onCreate(),
                                column.onUpdate(),
                                column.length(),
                                choices.get(target),
                                true,
                                column.demanded()));
            }
        });
    }

    private static List<JsonNode> rows(CrmSession crm, String table, String query, String fields, Examined destination)
            throws IOException {
        CrmAnswer answer = crm.get(path(table, query, fields, 1_000));
        if (answer.status() == 403) {
            return List.of();
        }
        if (!answer.isSuccess()) {
            throw new CrmExaminer.Unanswered(answer);
        }
        List<JsonNode> rows = new java.util.ArrayList<>();
        answer.body().path("result").forEach(rows::add);
        return rows;
    }

    private static String path(String table, String query, String fields, int limit) {
        return "/api/now/table/" + CrmSession.encoded(table) + "?sysparm_query=" + CrmSession.encoded(query)
                + "&sysparm_fields=" + fields + "&sysparm_limit=" + limit + "&sysparm_exclude_reference_link=true";
    }

    private static String said(CrmAnswer answer) {
        return answer.body().path("error").path("message").asText("403");
    }
}
