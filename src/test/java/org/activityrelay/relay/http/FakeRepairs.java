package org.activityrelay.relay.http;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.activityrelay.relay.ledger.ActivityStatus;
import org.activityrelay.relay.ledger.Audit;
import org.activityrelay.relay.ledger.Deliveries;
import org.activityrelay.relay.ledger.DeliveryFilter;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.DestinationTraits;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.ledger.RecordFilter;
import org.activityrelay.relay.ledger.Records.StoredActivity;
import org.activityrelay.relay.ledger.Records.StoredDelivery;
import org.activityrelay.relay.ledger.Repairs;

/** Looks at and changes the deliveries of a {@link FakeLedger}; destinations are live, {@code crm} takes updates. */
final class FakeRepairs implements Deliveries, Repairs, Audit, DestinationTraits {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final FakeLedger ledger;
    private final List<Noted> noted = Collections.synchronizedList(new ArrayList<>());
    private final List<Object> asked = Collections.synchronizedList(new ArrayList<>());

    FakeRepairs(FakeLedger ledger) {
        this.ledger = ledger;
    }

    /** Filters and requests, in the order in which they came. */
    List<Object> asked() {
        return asked;
    }

    void forget() {
        asked.clear();
        noted.clear();
    }

    @Override
    public boolean follows(String destination) {
        return destination.equals("crm");
    }

    @Override
    public Mode mode(String destination) {
        return Mode.LIVE;
    }

    // ---- reading

    private Stream<Item> items() {
        return ledger.stored().stream()
                .flatMap(stored -> stored.deliveries().stream().map(delivery -> item(stored, delivery)));
    }

    private Item item(StoredActivity stored, StoredDelivery delivery) {
        String interaction = stored.canonical().get("interactionId").asText();
        int latest = ledger.find(stored.id()).orElseThrow().latestRevision();
        return new Item(
                delivery.id(),
                stored.id(),
                stored.canonical().get("tenant").asText(),
                interaction,
                stored.revision(),
                stored.revision() == latest,
                "voice",
                null,
                null,
                stored.receivedAt(),
                delivery.destination(),
                delivery.part(),
                delivery.mode(),
                delivery.state(),
                delivery.attempts(),
                delivery.dueAt() == null ? NOW : delivery.dueAt(),
                delivery.state().isFinal() ? NOW : null,
                null,
                delivery.reason());
    }

    @Override
    public Optional<Whole> find(String deliveryId) {
        return items().filter(item -> item.id().equals(deliveryId)).findFirst().map(FakeRepairs::whole);
    }

    private static Whole whole(Item item) {
        Attempt attempt = new Attempt(
                1, item.mode(), NOW, 31, "rejected", "unprocessable", 422, "HTTP 422: the field Stage is missing");
        return new Whole(item, null, null, null, false, item.attempts() == 0 ? List.of() : List.of(attempt));
    }

    @Override
    public Page list(DeliveryFilter filter, String after, int limit) {
        asked.add(filter);
        List<Item> all = items().toList();
        int from = after == null ? 0 : Integer.parseInt(after);
        int to = Math.min(all.size(), from + limit);
        return new Page(all.subList(from, to), to < all.size() ? Integer.toString(to) : null);
    }

    @Override
    public Counts counts(String tenant) {
        return new Counts(
                (int) ledger.stored().stream()
                        .filter(stored -> stored.status() == ActivityStatus.UNROUTED)
                        .count(),
                count(DeliveryState.PARKED),
                count(DeliveryState.IN_FLIGHT));
    }

    private int count(DeliveryState state) {
        return (int) items().filter(item -> item.state() == state).count();
    }

    // ---- repairing

    @Override
    public Instant now() {
        ledger.check();
        return NOW;
    }

    @Override
    public Forecast forecast(Replay replay) {
        asked.add(replay);
        TreeMap<String, Integer> again = new TreeMap<>();
        chosen(replay).stream()
                .filter(item -> item.state() == DeliveryState.DELIVERED)
                .forEach(item -> again.merge(item.destination(), 1, Integer::sum));
        return new Forecast(chosen(replay).size(), again, new TreeMap<>(), new TreeSet<>(), 0, chosen(replay));
    }

    private List<Item> chosen(Replay replay) {
        return items().filter(item -> replay.deliveryId() == null
                        ? item.state() == DeliveryState.PARKED
                                || replay.includeDelivered() && item.state() == DeliveryState.DELIVERED
                        : item.id().equals(replay.deliveryId()))
                .toList();
    }

    @Override
    public Done replay(Replay replay, int most, String who) {
        List<Item> chosen = chosen(replay);
        return change(chosen, DeliveryState.PENDING, most, new Deed(who, "replay", null, 0, null));
    }

    @Override
    public Forecast forecast(Cancellation cancellation) {
        asked.add(cancellation);
        List<Item> open = open(cancellation);
        return new Forecast(open.size(), new TreeMap<>(), new TreeMap<>(), new TreeSet<>(), 0, open);
    }

    private List<Item> open(Cancellation cancellation) {
        return items().filter(
                        item -> cancellation.deliveryId() == null || item.id().equals(cancellation.deliveryId()))
                .filter(item ->
                        item.state() == DeliveryState.PARKED || !item.state().isFinal())
                .toList();
    }

    @Override
    public Done cancel(Cancellation cancellation, int most, String who) {
        return change(open(cancellation), DeliveryState.CANCELLED, most, new Deed(who, "cancel", null, 0, null));
    }

    private Done change(List<Item> items, DeliveryState state, int most, Deed deed) {
        List<Item> some = items.subList(0, Math.min(most, items.size()));
        some.forEach(item -> ledger.change(item.id(), state));
        String id = note(new Deed(deed.who(), deed.action(), null, some.size(), null));
        return new Done(some.size(), items.size() > most, id);
    }

    @Override
    public RerouteForecast forecast(RecordFilter filter) {
        asked.add(filter);
        List<Candidate> candidates = ledger.stored().stream()
                .filter(stored -> stored.status() == ActivityStatus.UNROUTED)
                .map(stored -> new Candidate(
                        stored.id(),
                        "default",
                        stored.canonical().get("interactionId").asText(),
                        stored.revision(),
                        stored.receivedAt(),
                        stored.unroutedReason(),
                        ledger.plan(null).deliveries().stream()
                                .map(planned -> planned.destination())
                                .toList()))
                .toList();
        return new RerouteForecast(candidates.size(), candidates);
    }

    @Override
    public Rerouted reroute(RecordFilter filter, int most, String who) {
        int added = 0;
        List<Candidate> sample = forecast(filter).sample();
        for (Candidate candidate : sample) {
            added += ledger.reroute(candidate.activityId(), ledger.plan(null), who);
        }
        return new Rerouted(
                sample.size(), sample.size(), added, false, note(new Deed(who, "reroute", null, sample.size(), null)));
    }

    // ---- audit

    @Override
    public String note(Deed deed) {
        String id = "%08d".formatted(noted.size());
        noted.add(0, new Noted(id, NOW, deed));
        return id;
    }

    @Override
    public List<Noted> list(String before, int limit) {
        ledger.check();
        return noted.stream()
                .filter(one -> before == null || one.id().compareTo(before) < 0)
                .limit(limit)
                .toList();
    }

    @Override
    public List<Noted> until(Instant time, int limit) {
        return list(null, limit).stream().filter(one -> !one.at().isAfter(time)).toList();
    }
}
