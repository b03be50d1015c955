package org.activityrelay.relay.privacy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.activityrelay.relay.ledger.Audit;
import org.activityrelay.relay.ledger.Erasures;
import org.activityrelay.relay.ledger.Erasures.Held;
import org.activityrelay.relay.ledger.Erasures.Interaction;
import org.activityrelay.relay.ledger.Erasures.Sent;
import org.activityrelay.relay.ledger.Erasures.Subject;
import org.activityrelay.relay.ledger.Records;
import org.activityrelay.relay.ledger.Records.StoredActivity;
import org.activityrelay.relay.ledger.Records.StoredDelivery;
import org.activityrelay.relay.ledger.Rejections;
import org.activityrelay.relay.ledger.WriteLog;

/** Reads one record after the other; of a person with many, only ids are kept in memory. */
final class LedgerPersonFile implements PersonFile {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .defaultPropertyInclusion(JsonInclude.Value.ALL_NON_NULL)
            .build();

    private final Erasures erasures;
    private final Records records;
    private final Rejections rejections;
    private final Audit audit;

    LedgerPersonFile(Erasures erasures, Records records, Rejections rejections, Audit audit) {
        this.erasures = erasures;
        this.records = records;
        this.rejections = rejections;
        this.audit = audit;
    }

    /** Where something of the person was sent. */
    private record Destination(
            String destination, String recordKey, String mode, String state, String externalId, String externalUrl) {

        private static Destination of(Sent sent) {
            return new Destination(
                    sent.destination(),
                    sent.recordKey(),
                    sent.mode().word(),
                    sent.state().word(),
                    sent.externalId(),
                    sent.externalUrl());
        }
    }

    /**
     * What a receiver was sent field by field.
     *
     * @param waiting the request that it has not answered definitely
     * @param holds the fields that it has confirmed
     */
    private record Written(String externalId, JsonNode waiting, JsonNode holds) {}

    @Override
    public void write(Subject subject, String who, OutputStream out) throws IOException {
        List<String> found = erasures.find(subject);
        note(subject, who, found.size());
        try (JsonGenerator json = JSON.createGenerator(out)) {
            // Else closing it after a failure would make half of a file look like a whole one.
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
            Set<Destination> sent = new LinkedHashSet<>();
            Set<String> refused = new LinkedHashSet<>();
            json.writeStartObject();
            json.writeNumberField("interactions", found.size());
            json.writeArrayFieldStart("records");
            for (List<String> part : EverywhereEraser.parts(found)) {
                Held held = erasures.look(part);
                records(json, held);
                held.deliveries().stream().map(Destination::of).forEach(sent::add);
                refused.addAll(refused(subject, held));
            }
            json.writeEndArray();
            json.writeObjectField("sentTo", sent);
            json.writeArrayFieldStart("rejections");
            for (String id : refused) {
                rejection(json, id);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    /** Before anything is shown. */
    private void note(Subject subject, String who, int interactions) {
        ObjectNode filter = JsonNodeFactory.instance
                .objectNode()
                .put("by", subject.kind())
                .put("reference", erasures.reference(subject));
        audit.note(new Audit.Deed(who, "person_file", filter, interactions, null));
    }

    private void records(JsonGenerator json, Held held) throws IOException {
        for (Interaction interaction : held.interactions()) {
            for (String id : interaction.activityIds()) {
                Optional<StoredActivity> stored = records.find(id);
                if (stored.isPresent()) {
                    json.writeObject(record(stored.get()));
                }
            }
        }
    }

    private ObjectNode record(StoredActivity stored) {
        Map<String, List<Erasures.Attempt>> attempts =
                erasures.attempts(stored.id()).stream().collect(Collectors.groupingBy(Erasures.Attempt::deliveryId));
        Map<String, WriteLog.Entry> written = erasures.written(stored.id());
        ObjectNode record = JSON.createObjectNode();
        record.put("id", stored.id()).put("revision", stored.revision());
        record.put("receivedAt", stored.receivedAt().toString());
        record.put("intake", stored.intake());
        record.put("status", stored.status().word());
        record.set("activity", stored.canonical());
        record.put("original", text(stored.original()));
        for (StoredDelivery delivery : stored.deliveries()) {
            ObjectNode sent = record.withArray("deliveries").addObject();
            sent.put("destination", delivery.destination()).put("part", delivery.part());
            sent.put("mode", delivery.mode().word());
            sent.put("state", delivery.state().word());
            sent.put("externalId", delivery.externalId());
            sent.put("externalUrl", delivery.externalUrl());
            sent.set("arguments", JSON.valueToTree(delivery.arguments()));
            WriteLog.Entry entry = written.get(delivery.id());
            if (entry != null) {
                sent.set("written", JSON.valueToTree(new Written(entry.externalId(), entry.request(), entry.held())));
            }
            sent.set("attempts", JSON.valueToTree(attempts.getOrDefault(delivery.id(), List.of())));
        }
        return record;
    }

    private List<String> refused(Subject subject, Held held) {
        List<String> activities = new ArrayList<>();
        held.interactions().forEach(interaction -> activities.addAll(interaction.activityIds()));
        return erasures.rejections(Traces.of(subject, held)::isIn, activities, true);
    }

    private void rejection(JsonGenerator json, String id) throws IOException {
        Optional<Rejections.Kept> kept = rejections.find(id);
        if (kept.isPresent()) {
            ObjectNode rejection = JSON.createObjectNode();
            rejection.put("id", id).put("receivedAt", kept.get().receivedAt().toString());
            rejection.put("intake", kept.get().rejection().intake());
            rejection.put("body", text(kept.get().rejection().body()));
            json.writeObject(rejection);
        }
    }

    /** What is not text is shown as far as it is. */
    private static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
}
