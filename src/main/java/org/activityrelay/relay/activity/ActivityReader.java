package org.activityrelay.relay.activity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads one JSON object of any dialect into the canonical record: the 5.8 envelope, 5.19 {@code InteractionData}, 5.24
 * {@code InteractionActivityData}, a row of the recording export, and each of them inside a CloudEvents 1.0 envelope.
 *
 * <p>What no dialect knows goes to {@code additional}. An explicit null stays a null, so that merging can tell it from
 * an absent field. Rules that are not obvious from the field names:
 *
 * <ul>
 *   <li>a blank text where no text belongs (a template that had nothing to insert) counts as absent; so does a time of 0
 *   <li>a true-or-false field with another word or number survives in {@code additional}
 *   <li>{@code tenant} and {@code dispositionClass} are ours: a differing value from outside survives in
 *       {@code additional}
 *   <li>an e-mail's {@code callMuted} and {@code callRecording} mean nothing; they are left out unless true
 * </ul>
 *
 * Thread-safe.
 */
public final class ActivityReader {

    private final ObjectMapper strict;

    /** @param strict reads JSON inside JSON (a CloudEvent's text or base64 data); brings the limits for it */
    public ActivityReader(ObjectMapper strict) {
        this.strict = strict;
    }

    /**
     * Reads a record.
     *
     * @param sent as parsed; not changed, and shared with the result
     * @throws InvalidActivityException with everything that is wrong
     */
    public Activity read(JsonNode sent, TenantProfile tenant) {
        List<Problem> problems = new ArrayList<>(0);
        if (!(sent instanceof ObjectNode object)) {
            throw new InvalidActivityException(List.of(new Problem("", Complaint.notAnObject(sent))));
        }
        Located<ObjectNode> unwrapped = CloudEvent.unwrap(new Located<>("", object), strict);
        Located<ObjectNode> clean = unwrapped.with(CleanTree.clean(unwrapped.value(), unwrapped.pointer(), problems));
        Activity activity = draft(clean, tenant, problems).finish();
        if (!problems.isEmpty()) {
            throw new InvalidActivityException(problems);
        }
        return activity;
    }

    /**
     * Which dialect somebody speaks: {@code interaction} (5.19 and 5.24), {@code completed} (5.8) or {@code recording}
     * (the recording export), with {@code cloudevents/} in front when it is inside such an envelope.
     *
     * @throws InvalidActivityException when it is no object, or an envelope with nothing in it
     */
    public String dialect(JsonNode sent) {
        if (!(sent instanceof ObjectNode object)) {
            throw new InvalidActivityException(List.of(new Problem("", Complaint.notAnObject(sent))));
        }
        ObjectNode inside = CloudEvent.unwrap(new Located<>("", object), strict).value();
        Dialect dialect = CompletedEnvelope.isAround(inside) ? Dialect.COMPLETED : Dialect.of(inside);
        return (inside == object ? "" : "cloudevents/") + dialect.name().toLowerCase(Locale.ROOT);
    }

    private static Draft draft(Located<ObjectNode> sent, TenantProfile tenant, List<Problem> problems) {
        Draft draft = new Draft(tenant, problems);
        if (CompletedEnvelope.isAround(sent.value())) {
            draft.readAll(CompletedEnvelope.unwrap(sent, draft::addAdditional, problems), Dialect.COMPLETED);
        } else {
            draft.readAll(sent, Dialect.of(sent.value()));
        }
        return draft;
    }
}
