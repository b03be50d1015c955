package org.activityrelay.relay.destination.crm;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.delivery.Reason;
import org.activityrelay.relay.destination.MappingFailure;
import org.activityrelay.relay.destination.Unanswered;
import org.activityrelay.relay.destination.crm.Crm.Existing;
import org.activityrelay.relay.destination.crm.Crm.Fate;
import org.activityrelay.relay.destination.crm.Crm.Written;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.WriteLog;
import org.apache.camel.Exchange;

/**
 * Brings one record of a CRM to what the mapping made: created under the record key the first time, later only what has
 * changed since, so that what people edited there meanwhile stays. What is about to be sent is kept first, and resent
 * unchanged until the CRM has answered definitely.
 */
final class WriteStep {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    /** What a mapping may set to write another kind of record than the configured one. */
    private static final String OBJECT = "@object";

    private final WriteLog writes;

    WriteStep(WriteLog writes) {
        this.writes = writes;
    }

    /** Whether a request of an earlier attempt still waits for its answer; then the mapping does not matter. */
    boolean isUnderWay(CrmSession session) {
        return log(session)
                .of(session.claim().deliveryId())
                .filter(entry -> waiting(entry.request()))
                .isPresent();
    }

    /** Beside it may stand what a step of another kind has sent. */
    private static boolean waiting(JsonNode request) {
        return request != null && request.has("fields");
    }

    private WriteLog log(CrmSession session) {
        return session.keepsNothing() ? KEPT_NOWHERE : writes;
    }

    void run(Exchange exchange, Crm crm, CrmSession session, AttemptEvidence evidence) throws IOException {
        String id = new Run(crm, session, evidence).write(exchange);
        name(exchange, crm, session, id);
    }

    /** Where nothing is sent: the request of a first write. */
    void record(Exchange exchange, Crm crm, CrmSession session, AttemptEvidence evidence) throws IOException {
        ObjectNode fields = fields(exchange, session);
        evidence.mapped(session.object(), fields);
        String id = crm.create(session, fields).id();
        crm.complete(session, id, fields);
        name(exchange, crm, session, id);
    }

    private static void name(Exchange exchange, Crm crm, CrmSession session, String id) {
        if (id != null) {
            exchange.setVariable("externalId", id);
            exchange.setVariable("externalUrl", crm.url(session, id));
        }
    }

    private static ObjectNode fields(Exchange exchange, CrmSession session) {
        if (!(exchange.getMessage().getBody() instanceof Map<?, ?> mapped)) {
            throw new MappingFailure("the mapping before crm:…/write did not make an object of fields", exchange);
        }
        ObjectNode fields = JSON.valueToTree(mapped);
        JsonNode object = fields.remove(OBJECT);
        if (object != null && object.isTextual()) {
            session.object(object.asText());
        }
        List<String> empty = new ArrayList<>();
        fields.properties().forEach(field -> {
            if (field.getValue().isNull()) {
                empty.add(field.getKey());
            }
        });
        return fields.remove(empty);
    }

    /** Of a record that is not stored; a repetition is known by the CRM's guard alone. */
    private static final WriteLog KEPT_NOWHERE = new WriteLog() {

        @Override
        public Optional<Entry> of(String deliveryId) {
            return Optional.empty();
        }

        @Override
        public Optional<Entry> before(Claim claim) {
            return Optional.empty();
        }

        @Override
        public void begin(Claim claim, JsonNode request) {
            // kept nowhere
        }

        @Override
        public void confirm(Claim claim, JsonNode held, String externalId) {
            // kept nowhere
        }

        @Override
        public void refuse(Claim claim) {
            // kept nowhere
        }
    };

    /** One delivery. */
    private final class Run {

        private final WriteLog writes;
        private final Crm crm;
        private final CrmSession session;
        private final AttemptEvidence evidence;

        /** What a step of another kind has sent and nothing answered. */
        private JsonNode beside;

        Run(Crm crm, CrmSession session, AttemptEvidence evidence) {
            this.writes = log(session);
            this.crm = crm;
            this.session = session;
            this.evidence = evidence;
        }

        /** Answers the id of the record. */
        String write(Exchange exchange) throws IOException {
            Optional<WriteLog.Entry> mine = writes.of(session.claim().deliveryId());
            JsonNode waiting = mine.map(WriteLog.Entry::request).orElse(null);
            beside = waiting == null ? null : waiting.get(Unanswered.FIELD);
            if (waiting(waiting)) {
                session.object(waiting.path("object").asText(session.object()));
                return send((ObjectNode) waiting, true);
            }
            ObjectNode fields = fields(exchange, session);
            WriteLog.Entry last = writes.before(session.claim())
                    .filter(other -> mine.map(WriteLog.Entry::held).isEmpty()
                            || other.revision() > mine.get().revision())
                    .or(() -> mine.filter(entry -> entry.held() != null))
                    .orElse(null);
            if (last == null || !waiting(last.request()) && last.held() == null) {
                return create(fields);
            }
            if (waiting(last.request())) {
                // An earlier revision may have arrived or not.
                Optional<Existing> there = crm.read(session, List.of());
                return there.isEmpty()
                        ? create(fields)
                        : change(
                                fields,
                                (ObjectNode) last.request().get("fields"),
                                there.get().id());
            }
            return change(fields, (ObjectNode) last.held(), last.externalId());
        }

        private String create(ObjectNode fields) throws IOException {
            ObjectNode request = JsonNodeFactory.instance.objectNode();
            request.set("fields", fields);
            return begin(request);
        }

        private String change(ObjectNode fields, ObjectNode held, String known) throws IOException {
            ObjectNode changes = difference(held, fields);
            String id = known;
            if (id == null || changes.isEmpty()) {
                Optional<Existing> there = crm.read(session, List.of());
                if (there.isEmpty()) {
                    return create(fields);
                }
                id = there.get().id();
            }
            if (changes.isEmpty()) {
                evidence.sent();
                evidence.note("nothing has changed");
                return done(id, fields);
            }
            ObjectNode request = JsonNodeFactory.instance.objectNode();
            request.set("fields", fields);
            request.put("id", id);
            request.set("changes", changes);
            List<String> names = new ArrayList<>();
            changes.fieldNames().forEachRemaining(names::add);
            request.set("before", held.deepCopy().retain(names));
            return begin(request);
        }

        /** What has to be written so that a record that holds the one holds the other. */
        private ObjectNode difference(ObjectNode held, ObjectNode wanted) {
            ObjectNode changes = JsonNodeFactory.instance.objectNode();
            wanted.properties().forEach(field -> {
                if (!same(held.get(field.getKey()), field.getValue())) {
                    changes.set(field.getKey(), field.getValue());
                }
            });
            held.fieldNames().forEachRemaining(name -> {
                if (!wanted.has(name)) {
                    changes.putNull(name);
                }
            });
            return changes.remove(session.settings().createOnly());
        }

        private String begin(ObjectNode request) throws IOException {
            request.put("object", session.object());
            request.setAll(besides());
            writes.begin(session.claim(), request);
            return send(request, false);
        }

        /** @param again whether it may have arrived before */
        private String send(ObjectNode request, boolean again) throws IOException {
            ObjectNode fields = (ObjectNode) request.get("fields");
            JsonNode changes = request.get("changes");
            Written created = null;
            try {
                Optional<String> arrived = again
                        ? crm.arrived(session, changes == null ? fields : (ObjectNode) changes)
                        : Optional.empty();
                if (arrived.isPresent()) {
                    evidence.sent();
                    evidence.note("had arrived before");
                    return done(arrived.get(), fields);
                }
                if (changes == null) {
                    if (again
                            && crm.overwrites()
                            && crm.read(session, List.of()).isPresent()) {
                        return compare(fields);
                    }
                    Written written = crm.create(session, fields);
                    if (written.fate() != Fate.DONE) {
                        return compare(fields);
                    }
                    created = written;
                    crm.complete(session, written.id(), fields);
                    return done(written.id(), fields);
                }
                String id = request.get("id").asText();
                if (again && hasArrived((ObjectNode) changes, request.path("before"))) {
                    crm.resume(session, id, fields);
                    return done(id, fields);
                }
                Written written = crm.update(session, id, (ObjectNode) changes, fields);
                return written.fate() == Fate.MISSING ? create(fields) : done(id, fields);
            } catch (CrmRefusal refusal) {
                refused(refusal.isFinal(), created, fields);
                throw refusal;
            } catch (CrmSession.Refused refusal) {
                refused(refusal.isFinal(), created, fields);
                throw refusal;
            }
        }

        /**
         * Whether an update has arrived whose answer was lost, by what the record holds. It is carried out whole or not at all:
         * one value of it there, and it was; one value from before there, and it was not. If all of them are otherwise, people
         * have edited them, and what they wrote stays.
         */
        private boolean hasArrived(ObjectNode changes, JsonNode before) throws IOException {
            List<String> names = new ArrayList<>();
            changes.fieldNames().forEachRemaining(name -> {
                if (crm.isReadable(name)) {
                    names.add(name);
                }
            });
            Optional<Existing> there = names.isEmpty() ? Optional.empty() : crm.read(session, names);
            if (there.isEmpty()) {
                return false;
            }
            boolean waiting = false;
            List<String> edited = new ArrayList<>();
            for (String name : names) {
                JsonNode value = there.get().values().get(name);
                if (same(value, changes.get(name))) {
                    continue;
                }
                if (isEmpty(value) || same(value, before.get(name))) {
                    waiting = true;
                } else {
                    edited.add(name);
                }
            }
            boolean written =
                    names.stream().anyMatch(name -> same(there.get().values().get(name), changes.get(name)));
            if (!written && waiting) {
                return false;
            }
            evidence.sent();
            evidence.note(
                    "had arrived before" + (edited.isEmpty() ? "" : "; left as it is: " + String.join(", ", edited)));
            return true;
        }

        /** What has been created stays known when the rest is refused: a corrected mapping goes on from there. */
        private void refused(boolean isFinal, Written created, ObjectNode fields) {
            if (isFinal && created != null) {
                writes.confirm(session.claim(), crm.created(fields), created.id());
            } else if (isFinal) {
                writes.refuse(session.claim());
            }
            if (isFinal) {
                keepBesides();
            }
        }

        private ObjectNode besides() {
            ObjectNode besides = JsonNodeFactory.instance.objectNode();
            return beside == null ? besides : besides.set(Unanswered.FIELD, beside);
        }

        private void keepBesides() {
            if (beside != null) {
                writes.begin(session.claim(), besides());
            }
        }

        /**
         * The guard says that there is a record of this key. It is ours, by its key: what is missing there is added, and
         * what is otherwise there has been changed by somebody since, and stays.
         */
        private String compare(ObjectNode fields) throws IOException {
            List<String> names = new ArrayList<>();
            fields.fieldNames().forEachRemaining(name -> {
                if (crm.isReadable(name)) {
                    names.add(name);
                }
            });
            Existing there = crm.read(session, names)
                    .orElseThrow(() -> CrmRefusal.retry(
                            Reason.CONFLICT, "the CRM says that there is such a record already, and does not find it"));
            ObjectNode missing = JsonNodeFactory.instance.objectNode();
            List<String> kept = new ArrayList<>();
            for (String name : names) {
                JsonNode value = there.values().get(name);
                if (isEmpty(value)) {
                    missing.set(name, fields.get(name));
                } else if (!same(value, fields.get(name))) {
                    kept.add(name);
                }
            }
            missing.remove(session.settings().createOnly());
            if (!missing.isEmpty()
                    && crm.update(session, there.id(), missing, fields).fate() == Fate.MISSING) {
                throw CrmRefusal.retry(Reason.CONFLICT, "the record was deleted in the CRM meanwhile");
            }
            crm.resume(session, there.id(), fields);
            evidence.sent();
            evidence.note("was there already" + (kept.isEmpty() ? "" : "; left as it is: " + String.join(", ", kept)));
            return done(there.id(), fields);
        }

        private String done(String id, ObjectNode fields) {
            writes.confirm(session.claim(), fields, id);
            keepBesides();
            return id;
        }
    }

    private static boolean isEmpty(JsonNode value) {
        return value == null
                || value.isNull()
                || value.isMissingNode()
                || value.isTextual() && value.asText().isEmpty();
    }

    /** CRMs answer numbers as text, and text without the blanks at its end. */
    private static boolean same(JsonNode one, JsonNode other) {
        if (isEmpty(one) || isEmpty(other)) {
            return isEmpty(one) && isEmpty(other);
        }
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue()) == 0;
        }
        return one.isContainerNode() || other.isContainerNode()
                ? one.equals(other)
                : one.asText().strip().equals(other.asText().strip());
    }
}
