package org.activityrelay.relay.destination.crm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.activityrelay.relay.delivery.Reason;
import org.activityrelay.relay.destination.Examined;

/**
 * ServiceNow by its Import Set API: a row of text goes into a staging table, and a transform map with a coalesced key field
 * makes or changes the record from it. It answers 201 whatever the transform did, so that each of its results is
 * looked at. Persons are found by the Table API.
 */
final class ServiceNow implements Crm {

    private static final Pattern PASSES =
            Pattern.compile("lock|deadlock|timed? ?out|timeout|transaction cancelled|unique key|duplicate");

    /** The column of the staging table for the user who dealt with it. */
    private static final String OWNER = "u_assigned_to";

    /** Columns of text are this long at least. */
    private static final int SHORTEST_CUT = 40;

    private static final String NOTHING_CHANGED = "no field values changed";

    @Override
    public String kind() {
        return "servicenow";
    }

    @Override
    public List<Linked> find(CrmSession crm, Contact contact) throws IOException {
        List<Linked> found = new ArrayList<>();
        if (contact.value().indexOf('^') >= 0) {
            return found; // separates conditions in a query, and cannot be written otherwise
        }
        List<String> columns =
                contact.kind() == Contact.Kind.PHONE ? List.of("phone", "mobile_phone") : List.of("email");
        String query = columns.stream()
                .flatMap(column -> contact.spellings().stream().map(spelling -> column + "=" + spelling))
                .collect(Collectors.joining("^OR"));
        for (String table : contact.types()) {
            JsonNode answer = asked(crm, table, query, "sys_id,name");
            for (JsonNode person : answer.path("result")) {
                found.add(new Linked(
                        person.path("sys_id").asText(),
                        table.toLowerCase(Locale.ROOT),
                        person.path("name").asText(null),
                        "lookup"));
            }
        }
        return found;
    }

    private static JsonNode asked(CrmSession crm, String table, String query, String fields) throws IOException {
        CrmAnswer answer = crm.get("/api/now/table/" + CrmSession.encoded(table) + "?sysparm_query="
                + CrmSession.encoded(query) + "&sysparm_fields=" + fields
                + "&sysparm_limit=3&sysparm_exclude_reference_link=true");
        if (!answer.isSuccess()) {
            throw failure(crm, answer);
        }
        return answer.body();
    }

    @Override
    public Written create(CrmSession crm, ObjectNode fields) throws IOException {
        return imported(crm, fields).written();
    }

    /** A row that coalesces with nothing has made a record of a part of the fields: the rest is to follow. */
    @Override
    public Written update(CrmSession crm, String id, ObjectNode changes, ObjectNode fields) throws IOException {
        Imported imported = imported(crm, changes);
        return imported.isNew() ? new Written(Fate.MISSING, imported.id()) : imported.written();
    }

    @Override
    public boolean overwrites() {
        return true;
    }

    /**
     * The columns of a staging table are not those of the record: a record of our key was made by our row, whole, and what is
     * otherwise in it by now, people have edited.
     */
    @Override
    public boolean isReadable(String field) {
        return false;
    }

    /**
     * The staging table keeps the rows for some days, and the Import Set API what became of each ("Retrieves the specified
     * import staging record and resulting transformation result"). Only the newest row of this key is looked at, since an
     * earlier one may have held the same; if two are of the same second, none is.
     */
    @Override
    public Optional<String> arrived(CrmSession crm, ObjectNode sent) throws IOException {
        ObjectNode row = row(crm, sent);
        List<String> columns = new ArrayList<>();
        row.fieldNames().forEachRemaining(columns::add);
        String staging = CrmSession.encoded(crm.settings().staging());
        CrmAnswer answer = crm.get("/api/now/table/" + staging + "?sysparm_query="
                + CrmSession.encoded(crm.settings().keyField() + "=" + crm.key() + "^ORDERBYDESCsys_created_on")
                + "&sysparm_fields=sys_id,sys_created_on," + String.join(",", columns)
                + "&sysparm_limit=2&sysparm_exclude_reference_link=true");
        JsonNode rows = answer.body().path("result");
        if (!answer.isSuccess() && answer.status() != 403 && answer.status() != 404) {
            throw failure(crm, answer);
        }
        boolean told = rows.size() == 1
                || rows.size() == 2
                        && !rows.get(0)
                                .path("sys_created_on")
                                .equals(rows.get(1).path("sys_created_on"));
        if (!told || !holds(rows.get(0), row)) {
            return Optional.empty();
        }
        CrmAnswer became = crm.get("/api/now/import/" + staging + "/"
                + CrmSession.encoded(rows.get(0).path("sys_id").asText()));
        if (became.status() == 404 || became.status() == 403) {
            return Optional.empty();
        }
        if (!became.isSuccess()) {
            throw failure(crm, became);
        }
        for (JsonNode result : became.body().path("result")) {
            if (result.path("status").asText().matches("inserted|updated|ignored")
                    && crm.object().equals(result.path("table").asText())) {
                return Optional.ofNullable(id(result));
            }
        }
        return Optional.empty();
    }

    /** A column that is not there is none; one that is short keeps the beginning. */
    private static boolean holds(JsonNode there, ObjectNode row) {
        for (Map.Entry<String, JsonNode> field : row.properties()) {
            JsonNode kept = there.path(field.getKey());
            String sent = field.getValue().asText().strip();
            boolean same = kept.isMissingNode()
                    || kept.asText().strip().equals(sent)
                    || kept.asText().length() >= SHORTEST_CUT && sent.startsWith(kept.asText());
            if (!same) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Optional<Existing> read(CrmSession crm, Collection<String> fields) throws IOException {
        JsonNode found = asked(crm, crm.object(), crm.settings().keyField() + "=" + crm.key(), "sys_id")
                .path("result");
        if (found.size() > 1) {
            throw CrmRefusal.rejected(
                    Reason.CONSTRAINT_VIOLATED,
                    "several records of " + crm.object() + " have the same "
                            + crm.settings().keyField() + "; delete all but one of them, and make the column unique");
        }
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Existing(found.get(0).path("sys_id").asText(), JsonNodeFactory.instance.objectNode()));
    }

    @Override
    public Described describe(CrmSession crm, Examined examined) throws IOException {
        return ServiceNowColumns.describe(crm, examined);
    }

    @Override
    public String owner(ObjectNode fields) {
        return fields.path(OWNER).asText(null);
    }

    @Override
    public Map<String, String> unfit(CrmSession crm, Collection<String> owners) throws IOException {
        return Owners.unfit(owners, some -> {
            Map<String, Boolean> active = new HashMap<>();
            List<String> asked =
                    some.stream().filter(id -> id.matches("[0-9a-fA-F]{32}")).toList();
            if (!asked.isEmpty()) {
                CrmAnswer answer = CrmExaminer.asked(
                        crm,
                        "/api/now/table/sys_user?sysparm_query="
                                + CrmSession.encoded("sys_idIN" + String.join(",", asked))
                                + "&sysparm_fields=sys_id,active&sysparm_limit=" + asked.size());
                Owners.read(
                        answer.body().path("result"),
                        user -> user.path("sys_id").asText(),
                        user -> user.path("active").asText().equals("true"),
                        active);
            }
            return active;
        });
    }

    @Override
    public String url(CrmSession crm, String id) {
        return crm.base() + "/nav_to.do?uri=" + CrmSession.encoded(crm.object() + ".do?sys_id=" + id);
    }

    /** What one row has become. */
    private record Imported(boolean isNew, String id) {
        Written written() {
            return Written.done(id);
        }
    }

    private static Imported imported(CrmSession crm, ObjectNode fields) throws IOException {
        CrmAnswer answer = crm.send("POST", "/api/now/import/" + crm.settings().staging(), row(crm, fields), Map.of());
        if (!answer.isSuccess()) {
            throw failure(crm, answer);
        }
        if (crm.isRecording()) {
            return new Imported(true, null);
        }
        JsonNode results = answer.body().path("result");
        if (!answer.body().isMissingNode() && !results.isEmpty()) {
            Imported imported = null;
            for (JsonNode result : results) {
                Imported one = imported(crm, result);
                imported = imported == null
                                || crm.object().equals(result.path("table").asText())
                        ? one
                        : imported;
            }
            return imported;
        }
        throw CrmRefusal.rejected(
                Reason.UNPROCESSABLE,
                "the staging table " + crm.settings().staging()
                        + " took the row, but no transform map made a record of it; is there an active one?");
    }

    private static Imported imported(CrmSession crm, JsonNode result) {
        String status = result.path("status").asText();
        String message = result.path("status_message").asText("");
        String said = message.isEmpty() ? "" : ": " + message;
        return switch (status) {
            case "inserted" -> new Imported(true, id(result));
            case "updated" -> new Imported(false, id(result));
            case "ignored" -> {
                if (!message.isEmpty() && !message.toLowerCase(Locale.ROOT).contains(NOTHING_CHANGED)) {
                    throw CrmRefusal.rejected(Reason.UNPROCESSABLE, "the transform map ignores the row" + said);
                }
                yield new Imported(false, id(result));
            }
            case "skipped" ->
                throw CrmRefusal.rejected(
                        Reason.UNPROCESSABLE,
                        "the transform map skips the row: is " + crm.settings().keyField() + " its coalesce field?"
                                + said);
            default -> {
                if (PASSES.matcher(message.toLowerCase(Locale.ROOT)).find()) {
                    throw CrmRefusal.retry(Reason.LOCKED, "the transform map could not finish" + said);
                }
                throw CrmRefusal.rejected(Reason.UNPROCESSABLE, "the transform map fails" + said);
            }
        };
    }

    /** The link names the record; what is called sys_id may be the row of the staging table. */
    private static String id(JsonNode result) {
        String link = result.path("record_link").asText("");
        String last = link.substring(link.lastIndexOf('/') + 1);
        return last.matches("[0-9a-f]{32}") ? last : result.path("sys_id").asText(null);
    }

    /** A staging table holds text; nothing in it empties a field, if the transform map copies empty fields. */
    private static ObjectNode row(CrmSession crm, ObjectNode fields) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put(crm.settings().keyField(), crm.key());
        fields.properties()
                .forEach(field -> row.put(
                        field.getKey(),
                        field.getValue().isContainerNode()
                                ? field.getValue().toString()
                                : field.getValue().isNull()
                                        ? ""
                                        : field.getValue().asText()));
        return row;
    }

    private static IOException failure(CrmSession crm, CrmAnswer answer) {
        String message = answer.body().path("error").path("message").asText("");
        String detail = answer.body().path("error").path("detail").asText("");
        String said = (message + " " + detail).strip();
        if (answer.status() == 403) {
            throw CrmRefusal.rejected(
                    Reason.FORBIDDEN,
                    "the integration user lacks a role, or an ACL, business rule or data policy refuses it"
                            + (said.isEmpty() ? "" : ": " + said));
        }
        if (answer.status() == 400 && message.toLowerCase(Locale.ROOT).contains("invalid table")) {
            throw CrmRefusal.rejected(
                    Reason.NOT_FOUND, "there is no such table, or the integration user may not see it: " + said);
        }
        return crm.refused(answer);
    }
}
