package org.activityrelay.relay.shadow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.activity.Dispositions;
import org.activityrelay.relay.configuration.RunningContexts;
import org.activityrelay.relay.configuration.Snapshot;
import org.activityrelay.relay.explain.Explainer;
import org.activityrelay.relay.explain.Explanation;
import org.activityrelay.relay.routing.Decision;

/** Compares what candidate routes decide about stored records with what was decided, or with what other routes decide. */
public final class Comparer {

    /** Set aside for what they are: no rule was asked. */
    private static final Set<String> SET_ASIDE = Set.of("suspicious_id", "untrusted_revision");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_PATHS = 50;

    private final Side candidate;
    private final Side against;
    private final boolean bodies;
    private final Map<Comparison.Change, Comparison.Group> groups = new HashMap<>();
    private long records;
    private long different;
    private long setAside;

    /**
     * @param candidate what may run
     * @param against what it is compared with; null for what was decided when the records were stored
     * @param bodies whether to compare what would be sent, too; needs {@code against}
     */
    public Comparer(Side candidate, Side against, boolean bodies) {
        this.candidate = candidate;
        this.against = against;
        this.bodies = bodies;
        if (bodies && against == null) {
            throw new IllegalArgumentException("what would be sent is compared with other routes");
        }
    }

    /** Contexts with what explains by them. */
    public record Side(RunningContexts contexts, Explainer explainer, Dispositions dispositions) {

        public static Side of(RunningContexts contexts, Explainer explainer) {
            return new Side(
                    contexts,
                    explainer,
                    contexts.snapshot()
                            .bytes(Snapshot.DISPOSITIONS)
                            .map(Dispositions::parse)
                            .orElseGet(Dispositions::none));
        }

        /** The record with the class that this side's dispositions give it. */
        Activity classified(Activity activity) {
            String meaning = dispositions
                    .forTenant(String.valueOf(activity.tenant()))
                    .classOf(activity.disposition())
                    .name();
            if (meaning.equals(activity.dispositionClass())) {
                return activity;
            }
            ObjectNode other = activity.json().deepCopy();
            return Activity.of(other.put("dispositionClass", meaning));
        }

        Decided decide(Activity activity) {
            return Decided.of(contexts.routing().plan(activity));
        }
    }

    /** Compares one record. */
    public void add(Stored stored) {
        if (SET_ASIDE.contains(String.valueOf(stored.unrouted()))) {
            setAside++;
            return;
        }
        records++;
        Activity activity = Activity.of(stored.activity());
        Activity next = candidate.classified(activity);
        Decided before = against == null ? Decided.of(stored) : against.decide(against.classified(activity));
        Decided after = candidate.decide(next);
        List<Comparison.Change> changes = new ArrayList<>(changes(before, after));
        Map<Comparison.Change, Comparison.Example> contents = new HashMap<>();
        if (bodies) {
            contents(stored, activity, before, after, contents);
        }
        Comparison.Example example =
                new Comparison.Example(stored.id(), stored.revision(), next.type(), next.disposition(), null, null);
        changes.forEach(change -> group(change).add(example));
        contents.forEach((change, shown) -> group(change).add(shown));
        if (!changes.isEmpty() || !contents.isEmpty()) {
            different++;
        }
    }

    /** What came of it so far. */
    public Comparison comparison() {
        List<Comparison.Group> sorted = new ArrayList<>(groups.values());
        sorted.sort((a, b) -> Long.compare(b.count(), a.count()));
        return new Comparison(records, different, setAside, sorted);
    }

    private Comparison.Group group(Comparison.Change change) {
        return groups.computeIfAbsent(change, Comparison.Group::new);
    }

    private static List<Comparison.Change> changes(Decided before, Decided after) {
        List<Comparison.Change> changes = new ArrayList<>();
        if (!Objects.equals(before.unrouted(), after.unrouted())) {
            changes.add(new Comparison.Change(
                    after.unrouted() != null ? "unrouted" : "routed",
                    null,
                    before.unrouted() == null ? null : reason(before),
                    after.unrouted() == null ? null : reason(after)));
        }
        Set<String> names = new TreeSet<>(before.deliveries().keySet());
        names.addAll(after.deliveries().keySet());
        for (String name : names) {
            Decided.Delivery was = before.deliveries().get(name);
            Decided.Delivery becomes = after.deliveries().get(name);
            if (was == null) {
                changes.add(new Comparison.Change("added", name, null, place(becomes.rule())));
            } else if (becomes == null) {
                changes.add(new Comparison.Change("removed", name, place(was.rule()), null));
            } else if (!was.arguments().equals(becomes.arguments())) {
                changes.add(new Comparison.Change("arguments", name, place(was.rule()), place(becomes.rule())));
            }
        }
        return changes;
    }

    private static String reason(Decided decided) {
        return decided.unrouted() + (decided.failedAt() == null ? "" : " at " + place(decided.failedAt()));
    }

    private static String place(Decision rule) {
        return rule == null ? "?" : rule.file() + ":" + rule.line();
    }

    /** What destinations would be sent by either, where both send something. */
    private void contents(
            Stored stored,
            Activity activity,
            Decided before,
            Decided after,
            Map<Comparison.Change, Comparison.Example> found) {
        Set<String> both = new TreeSet<>(before.deliveries().keySet());
        both.retainAll(after.deliveries().keySet());
        if (both.isEmpty()) {
            return;
        }
        Map<String, Explanation.Delivery> was = rendered(against, activity, stored.revision());
        Map<String, Explanation.Delivery> becomes = rendered(candidate, activity, stored.revision());
        for (String name : both) {
            JsonNode one = JSON.valueToTree(sent(was.get(name)));
            JsonNode other = JSON.valueToTree(sent(becomes.get(name)));
            Map<String, JsonNode[]> differences = new HashMap<>();
            differences("", one, other, differences);
            differences.forEach((path, values) -> found.put(
                    new Comparison.Change("content", name, path, path),
                    new Comparison.Example(
                            stored.id(),
                            stored.revision(),
                            activity.type(),
                            activity.disposition(),
                            shown(values[0]),
                            shown(values[1]))));
        }
    }

    private static Map<String, Explanation.Delivery> rendered(Side side, Activity activity, int revision) {
        Map<String, Explanation.Delivery> rendered = new HashMap<>();
        side.explainer()
                .explainStored(side.classified(activity), revision, null)
                .records()
                .get(0)
                .deliveries()
                .forEach(delivery -> rendered.put(Decided.name(delivery.destination(), delivery.part()), delivery));
        return rendered;
    }

    private static Map<String, Object> sent(Explanation.Delivery delivery) {
        Map<String, Object> sent = new HashMap<>();
        sent.put("outcome", delivery.outcome());
        for (int i = 0; i < delivery.requests().size(); i++) {
            Explanation.Request request = delivery.requests().get(i);
            String number = delivery.requests().size() == 1 ? "" : "[" + i + "]";
            sent.put(request.kind() + number, request.content());
        }
        return sent;
    }

    private static void differences(String path, JsonNode one, JsonNode other, Map<String, JsonNode[]> found) {
        if (one.equals(other) || found.size() >= MOST_PATHS) {
            return;
        }
        if (one.isObject() && other.isObject()) {
            Set<String> names = new TreeSet<>();
            one.fieldNames().forEachRemaining(names::add);
            other.fieldNames().forEachRemaining(names::add);
            names.forEach(name ->
                    differences(path.isEmpty() ? name : path + "." + name, one.path(name), other.path(name), found));
        } else {
            found.put(path, new JsonNode[] {one, other});
        }
    }

    private static String shown(JsonNode value) {
        return value instanceof MissingNode ? null : value.toString();
    }
}
