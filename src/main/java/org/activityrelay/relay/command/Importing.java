package org.activityrelay.relay.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.activityrelay.relay.intake.RecordFile;

/** Hands the parts of one file to the service, one after another, until each of its records is stored or refused. */
final class Importing {

    private static final String ACTIVITIES = "/api/v1/activities";
    private static final long LONGEST_WAIT = 30;

    private final Service service;
    private final ImportErrors errors;
    private final Progress progress;
    private final Duration patience;
    private long stored;
    private long known;
    private long refused;
    private boolean answered;
    private long failingSince;
    private int failures;

    Importing(Service service, ImportErrors errors, Progress progress, Duration patience) {
        this.service = service;
        this.errors = errors;
        this.progress = progress;
        this.patience = patience;
    }

    long stored() {
        return stored;
    }

    /** Were there already. */
    long known() {
        return known;
    }

    long refused() {
        return refused;
    }

    /** Returns when every record of it is stored or refused. */
    void send(RecordFile.Part part) throws IOException {
        if (part.fault() != null) {
            ArrayNode problems = Service.JSON.createArrayNode();
            problems.addObject().put("pointer", "").put("detail", part.fault());
            refuse(part, 0, 422, problems, null);
            return;
        }
        HttpResponse<byte[]> answer = answer(part);
        JsonNode tree = Service.tree(answer);
        switch (answer.statusCode()) {
            case 200, 202, 207 -> taken(part, answer, tree);
            case 400, 413, 415, 422 -> refused(part, answer.statusCode(), tree);
            default -> throw service.refused(answer.statusCode(), tree);
        }
    }

    /** An answer that is not to be waited for. */
    private HttpResponse<byte[]> answer(RecordFile.Part part) {
        while (true) {
            try {
                HttpResponse<byte[]> answer = service.post(ACTIVITIES, part.contentType(), part.body());
                answered = true;
                if (answer.statusCode() != 503 && answer.statusCode() != 429) {
                    failures = 0;
                    return answer;
                }
                await(service.refused(answer.statusCode(), Service.tree(answer)), retryAfter(answer));
            } catch (Service.UnreachableException e) {
                if (!answered) {
                    throw e;
                }
                await(e, 0);
            }
        }
    }

    private static long retryAfter(HttpResponse<byte[]> answer) {
        return answer.headers()
                .firstValue("Retry-After")
                .filter(seconds -> seconds.matches("\\d{1,5}"))
                .map(Long::parseLong)
                .orElse(0L);
    }

    /** As long as the service asks for, and longer each time. */
    private void await(CommandFailedException why, long seconds) {
        long now = System.nanoTime();
        if (failures++ == 0) {
            failingSince = now;
        }
        if (now - failingSince > patience.toNanos()) {
            throw new CommandFailedException(
                    why.getMessage() + "\nGave up after " + patience.toSeconds()
                            + " s; what was stored stays. Run the same" + " command again to go on.",
                    why);
        }
        long wait = Math.max(seconds, Math.min(LONGEST_WAIT, 1L << Math.min(10, failures - 1)));
        progress.say("service cannot store, waiting " + wait + " s");
        try {
            TimeUnit.SECONDS.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("Interrupted; what was stored stays.", e);
        }
        progress.say("");
    }

    private void taken(RecordFile.Part part, HttpResponse<byte[]> answer, JsonNode tree) throws IOException {
        JsonNode items = tree.path("items");
        if (!items.isArray()) {
            count(answer.statusCode());
            return;
        }
        if (items.size() != part.size() && part.size() > 1) {
            halves(part);
            return;
        }
        for (int index = 0; index < items.size(); index++) {
            JsonNode item = items.get(index);
            int status = item.path("httpStatus").asInt();
            int place = Math.min(index, part.size() - 1);
            if (status == 503) {
                // Nothing behind it counts as stored: it is all sent again, in its order.
                await(service.refused(503, tree), retryAfter(answer));
                send(part.part(place, part.size()));
                return;
            }
            if (status == 200 || status == 202) {
                count(status);
            } else {
                refuse(
                        part,
                        place,
                        status,
                        item.path("errors"),
                        item.at("/rejection/id").asText(null));
            }
        }
    }

    private void count(int status) {
        if (status == 200) {
            known++;
        } else {
            stored++;
        }
    }

    /** All of them, or a body that is refused as a whole: then its halves may be taken. */
    private void refused(RecordFile.Part part, int status, JsonNode problem) throws IOException {
        if (!problem.has("reason")) {
            throw service.refused(status, problem);
        }
        if (part.size() == 1) {
            refuse(
                    part,
                    0,
                    status,
                    described(problem),
                    problem.at("/rejection/id").asText(null));
        } else if (problem.path("reason").asText().equals("not_a_record")
                && problem.path("items").isArray()) {
            each(part, status, problem);
        } else {
            halves(part);
        }
    }

    /** The first token of each pointer is the index of the record. */
    private void each(RecordFile.Part part, int status, JsonNode problem) throws IOException {
        for (int index = 0; index < part.size(); index++) {
            String place = "/" + index;
            ArrayNode problems = Service.JSON.createArrayNode();
            for (JsonNode error : problem.path("errors")) {
                String pointer = error.path("pointer").asText();
                if (pointer.equals(place) || pointer.startsWith(place + "/")) {
                    problems.addObject()
                            .put("pointer", pointer.substring(place.length()))
                            .set("detail", error.path("detail"));
                }
            }
            refuse(part, index, status, problems, rejection(problem, index));
        }
    }

    private static String rejection(JsonNode problem, int index) {
        for (JsonNode item : problem.path("items")) {
            if (item.path("index").asInt(-1) == index) {
                return item.at("/rejection/id").asText(null);
            }
        }
        return null;
    }

    private static JsonNode described(JsonNode problem) {
        if (problem.path("errors").isArray()) {
            return problem.get("errors");
        }
        ArrayNode problems = Service.JSON.createArrayNode();
        ObjectNode whole = problems.addObject();
        whole.put("pointer", "").set("detail", problem.path("detail"));
        return problems;
    }

    private void halves(RecordFile.Part part) throws IOException {
        int middle = part.size() / 2;
        send(part.part(0, middle));
        send(part.part(middle, part.size()));
    }

    private void refuse(RecordFile.Part part, int index, int status, JsonNode problems, String rejection)
            throws IOException {
        refused++;
        errors.add(part.line(index), status, problems, rejection);
    }
}
