package org.activityrelay.relay.intake.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.activityrelay.relay.intake.Receipt;
import org.activityrelay.relay.ledger.Accepted;
import org.activityrelay.relay.problem.Problem;

/** What the sender of a body is told. Written by hand: it is made for every record, and no longer than it must be. */
final class HttpAnswers {

    static final String ACTIVITIES = "/api/v1/activities";
    static final String COLLECTOR = "/collector/v1/activities";
    static final String REJECTIONS = "/api/v1/rejections";

    private static final Duration SOON = Duration.ofSeconds(5);

    // Escaped to ASCII, a lone surrogate in an id cannot break the answer.
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private HttpAnswers() {}

    static HttpAnswer of(Receipt receipt) {
        return receipt.batch() ? batch(receipt.items()) : single(receipt.items().get(0), null, null);
    }

    /** The answer to a sender who asked to wait; {@code delivered} is null when it came to nothing. */
    static HttpAnswer waited(Receipt receipt, HttpWait wait, HttpDelivered delivered) {
        return receipt.batch() ? batch(receipt.items()) : single(receipt.items().get(0), wait, delivered);
    }

    /**
     * The answer to a sender who may be anybody: how each record fared, and nothing that was stored before. That a record is
     * new, known, or set aside looks the same.
     */
    static HttpAnswer withoutIds(Receipt receipt) {
        if (!receipt.batch()) {
            Receipt.Item item = receipt.items().get(0);
            if (item instanceof Receipt.Refused refused) {
                return refusal(new Receipt.Refused(null, refused.status(), refused.problems()))::send;
            }
            return item instanceof Receipt.Stored
                    ? json(202, Map.of(), json -> json.writeStringField("status", "stored"))
                    : notStored()::send;
        }
        List<Receipt.Item> items = receipt.items();
        List<Integer> statuses =
                items.stream().map(HttpAnswers::publicStatus).distinct().toList();
        boolean again = statuses.contains(503);
        Map<String, String> headers = again ? Map.of("Retry-After", Long.toString(SOON.toSeconds())) : Map.of();
        return json(statuses.equals(List.of(202)) ? 202 : 207, headers, json -> publicItems(json, items));
    }

    private static int publicStatus(Receipt.Item item) {
        return item instanceof Receipt.Stored ? 202 : status(item);
    }

    private static void publicItems(JsonGenerator json, List<Receipt.Item> items) throws IOException {
        json.writeArrayFieldStart("items");
        for (int index = 0; index < items.size(); index++) {
            json.writeStartObject();
            json.writeNumberField("index", index);
            json.writeNumberField("httpStatus", publicStatus(items.get(index)));
            if (items.get(index) instanceof Receipt.Refused refused) {
                errors(json, refused);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static HttpAnswer single(Receipt.Item item, HttpWait wait, HttpDelivered delivered) {
        if (item instanceof Receipt.Stored stored) {
            Accepted accepted = stored.accepted();
            boolean done = accepted.duplicate() || delivered != null;
            Map<String, String> headers = accepted.id() == null ? Map.of() : Map.of("Location", href(accepted));
            return json(done ? 200 : 202, headers, json -> {
                accepted(json, accepted);
                if (wait != null) {
                    delivered(json, delivered);
                }
            });
        }
        if (item instanceof Receipt.Refused refused) {
            return refusal(refused)::send;
        }
        return notStored()::send;
    }

    private static HttpAnswer batch(List<Receipt.Item> items) {
        List<Integer> statuses =
                items.stream().map(HttpAnswers::status).distinct().toList();
        int status = statuses.size() == 1 ? statuses.get(0) : 207;
        boolean refusedOnly = items.stream().allMatch(Receipt.Refused.class::isInstance);
        if (refusedOnly) {
            return refusals(items, statuses.size() == 1 ? status : 422)::send;
        }
        if (status == 503) {
            return notStored()::send;
        }
        boolean again = statuses.contains(503);
        Map<String, String> headers = again ? Map.of("Retry-After", Long.toString(SOON.toSeconds())) : Map.of();
        return json(status, headers, json -> items(json, items));
    }

    /** What the item would have been answered alone. */
    private static int status(Receipt.Item item) {
        if (item instanceof Receipt.Stored stored) {
            return stored.accepted().duplicate() ? 200 : 202;
        }
        return item instanceof Receipt.Refused refused ? refused.status() : 503;
    }

    private static void items(JsonGenerator json, List<Receipt.Item> items) throws IOException {
        json.writeNumberField("stored", count(items, 202));
        json.writeNumberField("duplicates", count(items, 200));
        json.writeNumberField(
                "refused",
                items.stream().filter(Receipt.Refused.class::isInstance).count());
        json.writeNumberField("notStored", count(items, 503));
        json.writeNumberField("lastStored", lastStored(items));
        json.writeArrayFieldStart("items");
        for (int index = 0; index < items.size(); index++) {
            json.writeStartObject();
            json.writeNumberField("index", index);
            item(json, items.get(index));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static long count(List<Receipt.Item> items, int status) {
        return items.stream()
                .filter(item -> !(item instanceof Receipt.Refused) && status(item) == status)
                .count();
    }

    /** Everything up to here is stored or kept as a rejection; what follows must be sent again. */
    private static int lastStored(List<Receipt.Item> items) {
        int index = 0;
        while (index < items.size() && !(items.get(index) instanceof Receipt.NotStored)) {
            index++;
        }
        return index - 1;
    }

    private static void item(JsonGenerator json, Receipt.Item item) throws IOException {
        json.writeNumberField("httpStatus", status(item));
        if (item instanceof Receipt.Stored stored) {
            accepted(json, stored.accepted());
        } else if (item instanceof Receipt.Refused refused) {
            errors(json, refused);
            rejection(json, refused.rejectionId());
        } else if (item instanceof Receipt.NotStored notStored) {
            json.writeStringField("detail", notStored.detail());
        }
    }

    private static void errors(JsonGenerator json, Receipt.Refused refused) throws IOException {
        json.writeArrayFieldStart("errors");
        for (Receipt.Problem problem : refused.problems()) {
            json.writeStartObject();
            json.writeStringField("pointer", problem.pointer());
            json.writeStringField("detail", problem.detail());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void accepted(JsonGenerator json, Accepted accepted) throws IOException {
        json.writeStringField("id", accepted.id());
        json.writeStringField("interactionId", accepted.interactionId());
        json.writeNumberField("revision", accepted.revision());
        json.writeStringField("status", accepted.status().word());
        json.writeStringField("href", accepted.id() == null ? null : href(accepted));
    }

    private static void rejection(JsonGenerator json, String id) throws IOException {
        if (id != null) {
            json.writeObjectFieldStart("rejection");
            json.writeStringField("id", id);
            json.writeStringField("href", REJECTIONS + "/" + id);
            json.writeEndObject();
        }
    }

    /** The ids that an agent desktop returns for the record it saved; of a dry run there are none. */
    private static void delivered(JsonGenerator json, HttpDelivered delivered) throws IOException {
        if (delivered == null) {
            json.writeNullField("record");
            return;
        }
        json.writeObjectFieldStart("record");
        json.writeStringField("id", delivered.externalId());
        json.writeStringField("url", delivered.externalUrl());
        json.writeStringField("caseId", delivered.caseId());
        json.writeStringField("contactId", delivered.contactId());
        json.writeEndObject();
        json.writeObjectFieldStart("delivery");
        json.writeStringField("destination", delivered.delivery().destination());
        json.writeStringField("mode", delivered.delivery().mode().word());
        json.writeStringField("state", delivered.delivery().state().word());
        json.writeStringField("reason", delivered.delivery().reason());
        json.writeEndObject();
    }

    private static String href(Accepted accepted) {
        return ACTIVITIES + "/" + accepted.id();
    }

    /** The problem for one refused body. */
    static Problem refusal(Receipt.Refused refused) {
        Problem problem = Problem.of(
                refused.status(),
                switch (refused.status()) {
                    case 400 -> "malformed";
                    case 413 -> "record_too_large";
                    case 415 -> "unsupported_media_type";
                    default -> "not_a_record";
                },
                "This is not a record that can be stored; errors says what is wrong and where."
                        + (refused.rejectionId() == null ? "" : " It is kept, and can be corrected and resubmitted."));
        refused.problems().forEach(wrong -> problem.error(wrong.pointer(), wrong.detail()));
        return refused.rejectionId() == null ? problem : problem.with("rejection", rejection(refused.rejectionId()));
    }

    /** The pointers lead into the whole body: the first token is the index of the item. */
    private static Problem refusals(List<Receipt.Item> items, int status) {
        Problem problem = Problem.of(
                status,
                "not_a_record",
                "None of the items is a record that can be stored; all are kept as rejections.");
        List<Map<String, Object>> kept = new ArrayList<>();
        for (int index = 0; index < items.size(); index++) {
            Receipt.Refused refused = (Receipt.Refused) items.get(index);
            for (Receipt.Problem wrong : refused.problems()) {
                problem.error("/" + index + wrong.pointer(), wrong.detail());
            }
            if (refused.rejectionId() != null) {
                kept.add(Map.of("index", index, "rejection", rejection(refused.rejectionId())));
            }
        }
        return problem.with("items", kept);
    }

    /** Where a refused body is kept. */
    static Link rejection(String id) {
        return new Link(id, REJECTIONS + "/" + id);
    }

    /** Where a stored record is. */
    static Link activity(String id) {
        return new Link(id, ACTIVITIES + "/" + id);
    }

    record Link(String id, String href) {}

    private static Problem notStored() {
        return unavailable(SOON);
    }

    /** The ledger cannot store; the sender keeps what it has. */
    static Problem unavailable(Duration retryAfter) {
        return Problem.of(503, "ledger_unavailable", "Nothing was stored. Keep the records and send them again.")
                .retryAfter(retryAfter);
    }

    private static HttpAnswer json(int status, Map<String, String> headers, Fields fields) {
        byte[] body = bytes(fields);
        return response -> {
            response.setStatus(status);
            headers.forEach(response::setHeader);
            response.setContentType(HttpMediaTypes.JSON);
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        };
    }

    private static byte[] bytes(Fields fields) {
        ByteArrayBuilder bytes = new ByteArrayBuilder(512);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }
}
