package org.activityrelay.relay.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.intake.Body;
import org.activityrelay.relay.intake.Intake;
import org.activityrelay.relay.intake.Receipt;
import org.activityrelay.relay.ledger.Accepted;
import org.activityrelay.relay.ledger.ActivityStatus;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.DryRuns;
import org.activityrelay.relay.ledger.Erasures.Subject;
import org.activityrelay.relay.ledger.Ledger;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.ledger.PlannedRecords;
import org.activityrelay.relay.ledger.Records;
import org.activityrelay.relay.ledger.Rejection;
import org.activityrelay.relay.ledger.Rejections;
import org.activityrelay.relay.ledger.Submission;
import org.activityrelay.relay.privacy.Erased;
import org.activityrelay.relay.privacy.Eraser;
import org.activityrelay.relay.privacy.PersonFile;
import org.activityrelay.relay.routing.Decision;
import org.activityrelay.relay.routing.Plan;
import org.activityrelay.relay.routing.PlannedDelivery;
import org.activityrelay.relay.routing.Routing;

/** Everything behind the HTTP door, in memory: small, but it stores, refuses and finds. */
public final class FakeLedger implements Intake, Ledger, Records, Routing, Eraser, PersonFile {

    public static final Decision RULE = new Decision("routing-by-type", "3-routing.camel.yaml", 12, 9);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, StoredActivity> activities = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<String, Rejections.Kept> kept = Collections.synchronizedMap(new LinkedHashMap<>());
    private final List<Body> bodies = Collections.synchronizedList(new ArrayList<>());
    private final List<Query> queries = Collections.synchronizedList(new ArrayList<>());
    private final List<Eraser.Request> erasures = Collections.synchronizedList(new ArrayList<>());
    private volatile int askedFor;
    private final AtomicInteger polls = new AtomicInteger();
    private volatile Supplier<CompletableFuture<Receipt>> instead;
    private volatile RuntimeException broken;
    private volatile Plan plan = planFor("crm", "database");

    /** Forgets everything. */
    public void reset() {
        activities.clear();
        kept.clear();
        bodies.clear();
        queries.clear();
        erasures.clear();
        instead = null;
        broken = null;
        plan = planFor("crm", "database");
    }

    /** What the intake answers from now on, whatever it is given. */
    public void answers(Supplier<CompletableFuture<Receipt>> answer) {
        instead = answer;
    }

    /** Every reading and keeping fails from now on. */
    public void breaks(RuntimeException failure) {
        broken = failure;
    }

    public void routes(Plan next) {
        plan = next;
    }

    public static Plan planFor(String... destinations) {
        return Plan.of(
                List.of(destinations).stream()
                        .map(name -> new PlannedDelivery(name, "", new TreeMap<>(), RULE))
                        .toList(),
                "cafe");
    }

    /** What came through the door, in order. */
    public List<Body> bodies() {
        return bodies;
    }

    public List<Query> queries() {
        return queries;
    }

    public Map<String, Rejections.Kept> kept() {
        return kept;
    }

    /** How often deliveries were asked for. */
    public int polls() {
        return polls.get();
    }

    /** Of how many records the deliveries were asked for the last time. */
    public int askedFor() {
        return askedFor;
    }

    /** Ends the delivery of every stored record to a destination. */
    public void settles(String destination, Mode mode, DeliveryState state, String externalId, String reason) {
        activities.replaceAll((id, stored) -> with(
                stored,
                stored.deliveries().stream()
                        .map(delivery -> delivery.destination().equals(destination)
                                ? settled(delivery, mode, state, externalId, reason)
                                : delivery)
                        .toList()));
    }

    /** Every stored record. */
    List<StoredActivity> stored() {
        check();
        synchronized (activities) {
            return List.copyOf(activities.values());
        }
    }

    /** Gives one delivery another state. */
    void change(String deliveryId, DeliveryState state) {
        activities.replaceAll((id, stored) -> with(
                stored,
                stored.deliveries().stream()
                        .map(delivery -> delivery.id().equals(deliveryId)
                                ? settled(delivery, delivery.mode(), state, null, null)
                                : delivery)
                        .toList()));
    }

    /** What was asked to be erased. */
    public List<Eraser.Request> erasures() {
        return erasures;
    }

    @Override
    public void write(Subject subject, String who, OutputStream out) throws IOException {
        if (broken != null) {
            throw broken;
        }
        out.write(
                "{\"interactions\":0,\"records\":[],\"sentTo\":[],\"rejections\":[]}".getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Erased erase(Eraser.Request request) {
        if (broken != null) {
            throw broken;
        }
        erasures.add(request);
        return new Erased(
                "cafe",
                request.dryRun(),
                1,
                List.of(
                        new Erased.Place("activity", 2, null),
                        new Erased.Place("queue activity.rejected", null, "It cannot be reached now.")),
                List.of(new Erased.Elsewhere("crm", "key-1", "X-1", "https://crm.example.com/X-1", true)));
    }

    @Override
    public CompletableFuture<Receipt> accept(Body body) {
        bodies.add(body);
        if (instead != null) {
            return instead.get();
        }
        return CompletableFuture.supplyAsync(() -> store(body));
    }

    private Receipt store(Body body) {
        String text = new String(body.bytes(), StandardCharsets.UTF_8).strip();
        List<String> lines =
                "application/x-ndjson".equals(body.contentType()) ? text.lines().toList() : List.of(text);
        List<Receipt.Item> items = new ArrayList<>();
        boolean batch = lines.size() > 1 || text.startsWith("[");
        for (String line : lines) {
            try {
                JsonNode node = JSON.readTree(line);
                if (node instanceof ArrayNode array) {
                    array.forEach(item -> items.add(store(item, body)));
                } else {
                    items.add(store(node, body));
                }
            } catch (JsonProcessingException e) {
                items.add(refuse(body, 400, "", "This is not JSON."));
            }
        }
        return new Receipt(batch, items);
    }

    private Receipt.Item store(JsonNode node, Body body) {
        if (node.get("data") instanceof ObjectNode data) {
            return store(data, body);
        }
        if (!(node instanceof ObjectNode record) || !record.hasNonNull("interactionId")) {
            return refuse(body, 422, "/interactionId", "An interaction id is required.");
        }
        record.put("tenant", body.tenant() == null ? "default" : body.tenant()).put("kind", "interaction");
        synchronized (activities) {
            Optional<StoredActivity> same = activities.values().stream()
                    .filter(stored -> stored.canonical().equals(record))
                    .findFirst();
            if (same.isPresent()) {
                return new Receipt.Stored(accepted(same.get(), true));
            }
            int revision = 1
                    + (int) activities.values().stream()
                            .filter(stored ->
                                    stored.canonical().get("interactionId").equals(record.get("interactionId")))
                            .count();
            StoredActivity stored = stored(record, body, revision);
            activities.put(stored.id(), stored);
            return new Receipt.Stored(accepted(stored, false));
        }
    }

    private Receipt.Refused refuse(Body body, int status, String pointer, String detail) {
        ArrayNode problems = JSON.createArrayNode();
        problems.addObject().put("pointer", pointer).put("detail", detail);
        String id = rejections()
                .keep(new Rejection(
                        body.tenant() == null ? "default" : body.tenant(),
                        body.intake(),
                        body.source(),
                        body.principal(),
                        body.contentType(),
                        body.bytes(),
                        problems));
        return new Receipt.Refused(id, status, List.of(new Receipt.Problem(pointer, detail)));
    }

    private StoredActivity stored(ObjectNode record, Body body, int revision) {
        List<StoredDelivery> deliveries =
                plan.deliveries().stream().map(FakeLedger::pending).toList();
        return new StoredActivity(
                UUID.randomUUID().toString(),
                revision,
                revision,
                record,
                body.bytes(),
                body.intake(),
                body.principal(),
                Instant.parse("2026-11-21T10:15:00Z"),
                deliveries.isEmpty() ? ActivityStatus.UNROUTED : ActivityStatus.ROUTED,
                plan.unrouted() == null ? null : plan.unrouted().word(),
                plan.detail(),
                plan.failedAt(),
                plan.configurationHash(),
                deliveries);
    }

    private static StoredDelivery pending(PlannedDelivery planned) {
        return new StoredDelivery(
                UUID.randomUUID().toString(),
                planned.destination(),
                planned.part(),
                planned.arguments(),
                planned.decision(),
                Mode.DRY_RUN,
                DeliveryState.PENDING,
                0,
                Instant.parse("2026-11-21T10:15:00Z"),
                null,
                null,
                null,
                null);
    }

    private static StoredDelivery settled(
            StoredDelivery delivery, Mode mode, DeliveryState state, String externalId, String reason) {
        return new StoredDelivery(
                delivery.id(),
                delivery.destination(),
                delivery.part(),
                delivery.arguments(),
                delivery.decision(),
                mode,
                state,
                1,
                null,
                externalId,
                null,
                reason,
                null);
    }

    private static StoredActivity with(StoredActivity stored, List<StoredDelivery> deliveries) {
        return new StoredActivity(
                stored.id(),
                stored.revision(),
                stored.latestRevision(),
                stored.canonical(),
                stored.original(),
                stored.intake(),
                stored.principal(),
                stored.receivedAt(),
                ActivityStatus.ROUTED,
                null,
                null,
                null,
                stored.configurationHash(),
                deliveries);
    }

    private static Accepted accepted(StoredActivity stored, boolean duplicate) {
        return new Accepted(
                stored.id(),
                stored.canonical().get("interactionId").asText(),
                stored.revision(),
                stored.status(),
                duplicate);
    }

    @Override
    public CompletableFuture<Accepted> accept(Submission submission) {
        throw new IllegalStateException("the HTTP door stores through the intake");
    }

    @Override
    public int reroute(String activityId, Plan next, String who) {
        check();
        StoredActivity stored = activities.get(activityId);
        List<StoredDelivery> all = new ArrayList<>(stored.deliveries());
        next.deliveries().stream()
                .filter(planned ->
                        all.stream().noneMatch(known -> known.destination().equals(planned.destination())))
                .forEach(planned -> all.add(pending(planned)));
        activities.put(activityId, with(stored, all));
        return all.size() - stored.deliveries().size();
    }

    @Override
    public Plan plan(Activity activity) {
        return plan;
    }

    @Override
    public Optional<StoredActivity> find(String activityId) {
        check();
        return Optional.ofNullable(activities.get(activityId)).map(this::withLatest);
    }

    private StoredActivity withLatest(StoredActivity stored) {
        int latest = activities.values().stream()
                .filter(other -> other.canonical()
                        .get("interactionId")
                        .equals(stored.canonical().get("interactionId")))
                .mapToInt(StoredActivity::revision)
                .max()
                .orElseThrow();
        return new StoredActivity(
                stored.id(),
                stored.revision(),
                latest,
                stored.canonical(),
                stored.original(),
                stored.intake(),
                stored.principal(),
                stored.receivedAt(),
                stored.status(),
                stored.unroutedReason(),
                stored.unroutedDetail(),
                stored.failedAt(),
                stored.configurationHash(),
                stored.deliveries());
    }

    @Override
    public Received received(String tenant) {
        check();
        int count = activities.size();
        return new Received(count, count, count == 0 ? null : Instant.parse("2026-11-21T10:15:00Z"));
    }

    @Override
    public Page search(Query query) {
        check();
        queries.add(query);
        List<StoredActivity> found = new ArrayList<>(activities.values().stream()
                .filter(stored -> query.tenant() == null
                        || query.tenant()
                                .equals(stored.canonical().get("tenant").asText()))
                .filter(stored -> query.interactionId() == null
                        || query.interactionId()
                                .equalsIgnoreCase(
                                        stored.canonical().get("interactionId").asText()))
                .toList());
        Collections.reverse(found);
        int from = query.after() == null ? 0 : 1 + ids(found).indexOf(query.after());
        List<StoredActivity> page = found.subList(from, Math.min(found.size(), from + query.limit()));
        boolean last = from + query.limit() >= found.size();
        return new Page(
                List.copyOf(page), last ? null : page.get(page.size() - 1).id());
    }

    private static List<String> ids(List<StoredActivity> found) {
        return found.stream().map(StoredActivity::id).toList();
    }

    @Override
    public Map<String, List<StoredDelivery>> deliveries(Collection<String> activityIds) {
        askedFor = activityIds.size();
        polls.incrementAndGet();
        check();
        Map<String, List<StoredDelivery>> found = new TreeMap<>();
        activityIds.forEach(id -> {
            if (activities.containsKey(id)) {
                found.put(id, activities.get(id).deliveries());
            }
        });
        return found;
    }

    /** The refused bodies. */
    public Rejections rejections() {
        return new Rejections() {
            @Override
            public String keep(Rejection rejection) {
                check();
                String id = UUID.randomUUID().toString();
                kept.put(id, new Kept(id, Instant.parse("2026-11-21T10:15:00Z"), rejection, null));
                return id;
            }

            @Override
            public Optional<Kept> find(String id) {
                check();
                return Optional.ofNullable(kept.get(id));
            }

            @Override
            public List<Kept> list(String before, int limit) {
                check();
                List<Kept> all = new ArrayList<>(kept.values());
                Collections.reverse(all);
                int from = before == null
                        ? 0
                        : 1 + all.stream().map(Kept::id).toList().indexOf(before);
                return List.copyOf(all.subList(from, Math.min(all.size(), from + limit)));
            }

            @Override
            public void corrected(String id, String activityId) {
                check();
                kept.computeIfPresent(id, (same, was) -> new Kept(id, was.receivedAt(), was.rejection(), activityId));
            }
        };
    }

    /** Every delivery would have sent one request. */
    PlannedRecords planned() {
        return new PlannedRecords() {
            @Override
            public List<Planned> page(String before, Instant from, int limit) {
                return stored().stream()
                        .limit(limit)
                        .map(record -> new Planned(
                                record.id(),
                                record.revision(),
                                record.canonical().path("tenant").asText(),
                                record.receivedAt(),
                                record.canonical(),
                                record.unroutedReason(),
                                record.failedAt(),
                                record.configurationHash(),
                                record.deliveries().stream()
                                        .map(each -> new Delivery(
                                                each.destination(), each.part(), each.arguments(), each.decision()))
                                        .toList()))
                        .toList();
            }

            @Override
            public int count(Instant from, int most) {
                return stored().size();
            }
        };
    }

    DryRuns dryRuns() {
        return new DryRuns() {
            @Override
            public boolean areShared() {
                return true;
            }

            @Override
            public void keep(Claim claim, List<Request> requests) {
                throw new IllegalStateException("nothing is delivered here");
            }

            @Override
            public List<Request> requests(String deliveryId) {
                return List.of(
                        new Request("http", false, JSON.createObjectNode().put("method", "POST")));
            }

            @Override
            public Optional<Delivery> delivery(String deliveryId) {
                check();
                return activities.values().stream()
                        .filter(stored -> stored.deliveries().stream()
                                .anyMatch(delivery -> delivery.id().equals(deliveryId)))
                        .map(stored -> new Delivery(
                                deliveryId, stored.canonical().get("tenant").asText(), "crm", "key", false))
                        .findFirst();
            }
        };
    }

    void check() {
        if (broken != null) {
            throw broken;
        }
    }
}
