package org.activityrelay.relay.destination.crm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.activityrelay.relay.delivery.Reason;
import org.activityrelay.relay.destination.Examined;
import org.activityrelay.relay.destination.crm.RestAnswers.Sense;
import org.activityrelay.relay.destination.crm.RestAnswers.Step;
import org.apache.camel.CamelContext;

/** Any CRM with an interface of JSON over HTTP: the options of a route's steps say how it is asked and written. */
final class Rest implements Crm {

    static final String KIND = "rest";

    private static final Set<String> WRITING = new TreeSet<>(Set.of("key", "id", "object"));
    private static final Set<String> PHONE =
            new TreeSet<>(Set.of("phone", "national", "digits", "spelling", "type", "object"));
    private static final Set<String> EMAIL = new TreeSet<>(Set.of("email", "type", "object"));

    /** A record that is there is not written over, and one that is not there is not made by a change (RFC 9110, 13.1). */
    private static final Map<String, String> FIRST = Map.of("If-None-Match", "*");

    private static final Map<String, String> LATER = Map.of("If-Match", "*");

    private final RestRequest phone;
    private final RestRequest email;
    private final RestRequest create;
    private final RestRequest read;
    private final RestRequest update;
    private final Jsonatas.Compiled found;
    private final Jsonatas.Compiled id;
    private final String link;
    private final String wrap;
    private final boolean asksFirst;
    private final boolean guards;
    private final RestAnswers answers;

    private Rest(Options options, boolean writes) {
        phone = writes ? null : options.request("phone", PHONE);
        email = writes ? null : options.request("email", EMAIL);
        create = writes ? options.request("create", WRITING) : null;
        read = writes ? options.request("read", WRITING) : null;
        update = writes ? options.request("update", WRITING) : null;
        found = options.jsonata("found", null);
        id = writes ? options.jsonata("id", "id") : null;
        link = writes ? options.link("url") : null;
        wrap = writes ? options.take("wrap") : null;
        asksFirst = writes && options.flag("askFirst");
        guards = writes && options.flag("guard");
        answers = new RestAnswers(options.jsonata("answers", null));
    }

    /** @param options those it knows are taken out; what remains is a mistake */
    static Rest link(CamelContext context, Map<String, Object> options) {
        Rest rest = new Rest(new Options(context, options), false);
        if (rest.phone == null && rest.email == null) {
            throw new IllegalArgumentException(
                    "crm:rest/link looks nobody up; add phone, email or both: the request that finds a person");
        }
        if (rest.found == null) {
            throw new IllegalArgumentException(
                    "crm:rest/link does not say where persons are in the answer; add found, as in "
                            + "items.{\"id\": id, \"name\": name}");
        }
        return rest;
    }

    /** @param options those it knows are taken out; what remains is a mistake */
    static Rest write(CamelContext context, Map<String, Object> options) {
        Rest rest = new Rest(new Options(context, options), true);
        require(rest.create, "create", "POST /activities");
        require(rest.read, "read", "GET /activities?key={key}");
        require(rest.update, "update", "PATCH /activities/{id}");
        return rest;
    }

    private static void require(RestRequest request, String option, String example) {
        if (request == null) {
            throw new IllegalArgumentException(
                    "crm:rest/write needs " + option + ", the request that does so, as in " + example);
        }
    }

    /** What a step is given. */
    private record Options(CamelContext context, Map<String, Object> given) {

        String take(String name) {
            Object value = given.remove(name);
            return value == null || String.valueOf(value).isBlank() ? null : String.valueOf(value);
        }

        RestRequest request(String name, Set<String> placeholders) {
            String text = take(name);
            return text == null ? null : RestRequest.parse(name, text, placeholders);
        }

        boolean flag(String name) {
            String text = take(name);
            if (text != null && !text.equals("true") && !text.equals("false")) {
                throw new IllegalArgumentException(name + " is " + text + "; write true or false");
            }
            return "true".equals(text);
        }

        String link(String name) {
            String text = take(name);
            if (text != null) {
                RestRequest.names(name, text, WRITING);
                if (!text.startsWith("/") && !text.startsWith("https://") && !text.startsWith("http://")) {
                    throw new IllegalArgumentException(
                            name + " is no page: begin it with / below the address of the CRM, or with https://");
                }
            }
            return text;
        }

        Jsonatas.Compiled jsonata(String name, String otherwise) {
            String text = take(name);
            return new Jsonatas(context).compile(text == null ? otherwise : text.strip());
        }
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public List<Linked> find(CrmSession crm, Contact contact) throws IOException {
        RestRequest request = contact.kind() == Contact.Kind.PHONE ? phone : email;
        List<Linked> persons = new ArrayList<>();
        if (request == null) {
            return persons;
        }
        List<String> types = request.uses("type")
                ? contact.types()
                : contact.types().stream().limit(1).toList();
        List<String> spellings = request.uses("spelling") ? contact.spellings() : List.of(contact.value());
        Map<String, Linked> byId = new LinkedHashMap<>();
        for (String type : types) {
            for (String spelling : spellings) {
                for (Linked person : find(crm, request, values(crm, contact, type, spelling), type)) {
                    byId.putIfAbsent(person.type() + " " + person.id(), person);
                }
            }
        }
        persons.addAll(byId.values());
        return persons;
    }

    private List<Linked> find(CrmSession crm, RestRequest request, Map<String, String> values, String type)
            throws IOException {
        CrmAnswer answer = crm.ask(request.method(), request.path(values), request.body(values), Map.of());
        if (answers.of(Step.FIND, crm, answer) == Sense.MISSING) {
            return List.of();
        }
        List<Linked> persons = new ArrayList<>();
        for (ObjectNode person : objects(answer.body(), crm)) {
            persons.add(new Linked(
                    person.path("id").asText(),
                    person.path("type").asText(type).toLowerCase(Locale.ROOT),
                    person.path("name").asText(null),
                    "lookup"));
        }
        return persons;
    }

    private static Map<String, String> values(CrmSession crm, Contact contact, String type, String spelling) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("type", type);
        values.put("object", String.valueOf(crm.object()));
        values.put("spelling", spelling);
        values.put("email", contact.value());
        values.put("phone", contact.value());
        values.put("digits", contact.value().replaceAll("\\D", ""));
        values.put("national", contact.national() == null ? contact.value() : contact.national());
        return values;
    }

    /** What {@code found} makes of an answer: objects with an id each. */
    private List<ObjectNode> objects(JsonNode body, CrmSession crm) {
        JsonNode made = found == null ? body : found.tree(body);
        List<ObjectNode> objects = new ArrayList<>();
        for (JsonNode one :
                made == null || made.isMissingNode() ? List.<JsonNode>of() : made.isArray() ? made : List.of(made)) {
            if (one.isNull() || one.isObject() && one.isEmpty()) {
                continue;
            }
            if (!(one instanceof ObjectNode object)
                    || one.path("id").isMissingNode()
                    || one.path("id").isNull()) {
                throw CrmRefusal.rejected(
                        Reason.MAPPING_FAILED,
                        "found of a crm:rest step makes something without an id of the CRM's answer");
            }
            objects.add(object);
        }
        return objects;
    }

    @Override
    public Written create(CrmSession crm, ObjectNode fields) throws IOException {
        if (asksFirst && read(crm, List.of()).isPresent()) {
            return new Written(Fate.EXISTS, null);
        }
        CrmAnswer answer = send(crm, create, null, fields, FIRST);
        Sense sense = answers.of(Step.CREATE, crm, answer);
        if (sense != Sense.DELIVERED) {
            return new Written(Fate.EXISTS, null);
        }
        JsonNode named = id.tree(answer.body());
        return Written.done(named == null || named.isNull() ? null : named.asText());
    }

    @Override
    public Optional<Existing> read(CrmSession crm, Collection<String> fields) throws IOException {
        Map<String, String> values = values(crm, null);
        CrmAnswer answer = crm.ask(read.method(), read.path(values), read.body(values), Map.of());
        if (answers.of(Step.READ, crm, answer) == Sense.MISSING) {
            return Optional.empty();
        }
        List<ObjectNode> records = objects(answer.body(), crm);
        if (records.size() > 1) {
            throw CrmRefusal.rejected(
                    Reason.CONSTRAINT_VIOLATED,
                    "the CRM has several records of the same key; delete all but one of them");
        }
        return records.stream()
                .findFirst()
                .map(record -> new Existing(
                        record.path("id").asText(),
                        JsonNodeFactory.instance.objectNode().setAll(record)));
    }

    @Override
    public Written update(CrmSession crm, String of, ObjectNode changes, ObjectNode fields) throws IOException {
        Sense sense = answers.of(Step.UPDATE, crm, send(crm, update, of, changes, LATER));
        return sense == Sense.MISSING ? new Written(Fate.MISSING, of) : Written.done(of);
    }

    private CrmAnswer send(CrmSession crm, RestRequest request, String of, ObjectNode fields, Map<String, String> guard)
            throws IOException {
        Map<String, String> values = values(crm, of);
        JsonNode body =
                wrap == null ? fields : JsonNodeFactory.instance.objectNode().set(wrap, fields);
        return crm.send(request.method(), request.path(values), body, guards ? guard : Map.of());
    }

    private static Map<String, String> values(CrmSession crm, String of) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("key", crm.key());
        values.put("object", String.valueOf(crm.object()));
        if (of != null) {
            values.put("id", of);
        }
        return values;
    }

    /** For examining: it asks nothing that an option of a route would say. */
    static Rest undescribed() {
        return new Rest();
    }

    private Rest() {
        phone = email = create = read = update = null;
        found = id = null;
        link = wrap = null;
        asksFirst = guards = false;
        answers = null;
    }

    /** What a CRM's records look like is written down in no way that all of them share; whether it lets us in can be asked. */
    @Override
    public Described describe(CrmSession crm, Examined examined) throws IOException {
        CrmAnswer answer = crm.get("/");
        if (answer.status() == 401) {
            throw new CrmExaminer.Unanswered(answer);
        }
        examined.ok(
                "it answers (" + answer.status() + "), and does not refuse the login; a CRM of this kind describes no"
                        + " fields: the cases show what is written, ./relay try sends one record");
        return null;
    }

    /** Null when the route names no page of the CRM. */
    @Override
    public String url(CrmSession crm, String of) {
        if (link == null) {
            return null;
        }
        String filled = RestRequest.filled(link, values(crm, of), CrmSession::encoded);
        return filled.startsWith("/") ? crm.base() + filled : filled;
    }
}
