package org.activityrelay.relay.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.activityrelay.relay.ledger.Claim;

/**
 * What was seen below the mapping during one attempt; the classifier judges by it. Bound to the thread that runs the
 * destination route (destination routes are synchronous: steps that change threads are refused at load).
 */
public final class AttemptEvidence {

    private static final ThreadLocal<AttemptEvidence> CURRENT = new ThreadLocal<>();

    private final Claim claim;
    private final Rehearsal rehearsal;
    private final List<RecordedRequest> recorded = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<Exchanged> exchanges = new ArrayList<>();
    private boolean watched;
    private boolean unkept;
    private boolean sent;
    private boolean ambiguous;
    private boolean wrote;
    private boolean jsonExpected;
    private int writes;
    private Answer answer;
    private String place;
    private JsonNode progress;

    public AttemptEvidence(Claim claim) {
        this(claim, Rehearsal.UNANSWERED);
    }

    /** @param rehearsal answers what is recorded */
    public AttemptEvidence(Claim claim, Rehearsal rehearsal) {
        this.claim = claim;
        this.rehearsal = rehearsal;
        this.progress = claim.progress();
    }

    /** The evidence of the attempt that runs on this thread, or null outside an attempt. */
    public static AttemptEvidence current() {
        return CURRENT.get();
    }

    /** Runs something as part of this attempt. */
    public void during(Runnable work) {
        AttemptEvidence before = CURRENT.get();
        CURRENT.set(this);
        try {
            work.run();
        } finally {
            CURRENT.set(before);
        }
    }

    public Claim claim() {
        return claim;
    }

    /** A network producer has answered. */
    public void sent() {
        sent = true;
    }

    public boolean anythingSent() {
        return sent;
    }

    /** Numbers the writes of this attempt, from 1: a second request of one delivery needs another idempotency key. */
    public int nextWrite() {
        return ++writes;
    }

    /** A write has left this process and no answer is recorded yet: from here on a failure is ambiguous. */
    public void writeBegan() {
        ambiguous = true;
        wrote = true;
    }

    /** The last HTTP answer (or SMTP reply) of this attempt; ends the ambiguity. */
    public void answered(Answer last) {
        ambiguous = false;
        answer = last;
        int newest = exchanges.size() - 1;
        if (newest >= 0) {
            exchanges.set(newest, new Exchanged(exchanges.get(newest).request(), last));
        }
    }

    /** Whether a write was begun that nothing has answered. */
    public boolean isAmbiguous() {
        return ambiguous;
    }

    /** Whether a write was begun and then answered: what failed afterwards failed on this side. */
    public boolean isWritten() {
        return wrote && !ambiguous;
    }

    public Answer answer() {
        return answer;
    }

    /** The receiver owes JSON: a web page with status 200 is then no success. */
    public void expectJson() {
        jsonExpected = true;
    }

    public boolean isJsonExpected() {
        return jsonExpected;
    }

    /** File, line and step that run now (or failed), for operators: {@code 5-destination-crm.camel.yaml:12 (map)}. */
    public void at(String step) {
        place = step;
    }

    /** Where the route was last, or null. */
    public String place() {
        return place;
    }

    /** Requests that leave are to be kept with their answers, for the one who asked for this attempt. */
    public void watch() {
        watched = true;
    }

    public boolean isWatched() {
        return watched;
    }

    /** Nothing of the record may be kept, since nothing else of it is, by which it could be found and erased. */
    public void keepNothing() {
        unkept = true;
    }

    public boolean keepsNothing() {
        return unkept;
    }

    /** A request leaves, of an attempt that is watched. */
    public void leaves(RecordedRequest request) {
        exchanges.add(new Exchanged(request, null));
    }

    /** What left and what came, of an attempt that is watched. */
    public List<Exchanged> exchanges() {
        return List.copyOf(exchanges);
    }

    /**
     * A request that left.
     *
     * @param answer null when none came
     */
    public record Exchanged(RecordedRequest request, Answer answer) {}

    /** Something that operators should read beside the outcome. Nothing of the record in it. */
    public void note(String text) {
        notes.add(text);
    }

    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** What must survive into the next attempt. */
    public JsonNode progress() {
        return progress;
    }

    public void progress(JsonNode achieved) {
        progress = achieved;
    }

    /** Adds a captured request (dry-run, explain, cases, shadow); unless it only asks, it counts as sent. */
    public void recorded(RecordedRequest request) {
        recorded.add(request);
        sent |= !request.lookup();
    }

    /** What the receiver of a recorded request is taken to answer. */
    public Optional<Rehearsal.Answer> answerTo(RecordedRequest request) {
        return rehearsal.answer(request);
    }

    /** Tells the rehearsal what a mapping has made. */
    public void mapped(String object, JsonNode fields) {
        rehearsal.mapped(object, fields);
    }

    public List<RecordedRequest> recorded() {
        return List.copyOf(recorded);
    }

    /**
     * A receiver's answer.
     *
     * @param status HTTP status or SMTP code
     * @param headers by name, case-insensitive
     * @param excerpt first 2,000 characters of the body, secrets masked
     */
    public record Answer(int status, Map<String, String> headers, String excerpt) {

        public Answer {
            TreeMap<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            sorted.putAll(headers);
            headers = sorted;
        }

        /** A header's value, or null. */
        public String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }
    }
}
