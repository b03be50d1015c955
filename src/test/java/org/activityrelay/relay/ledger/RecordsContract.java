package org.activityrelay.relay.ledger;

import static org.activityrelay.relay.ledger.LedgerFixture.delivered;
import static org.activityrelay.relay.ledger.LedgerFixture.newId;
import static org.activityrelay.relay.ledger.LedgerFixture.parked;
import static org.activityrelay.relay.ledger.LedgerFixture.plan;
import static org.activityrelay.relay.ledger.LedgerFixture.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What searching promises, on every database. */
abstract class RecordsContract {

    private TestDatabase database;
    private LedgerFixture it;

    abstract TestDatabase database();

    @BeforeEach
    void open() {
        database = database();
        it = new LedgerFixture(database.settings());
    }

    @AfterEach
    void close() {
        it.close();
    }

    @Test
    void findsEverythingNewestFirstPageByPage() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            ids.add(0, it.accept(record(newId()), "database").id());
        }

        Records.Page first = it.records.search(query(q -> q.limit(3)));
        assertThat(ids(first)).isEqualTo(ids.subList(0, 3));
        Records.Page second = it.records.search(query(q -> q.limit(3).after(first.next())));
        assertThat(ids(second)).isEqualTo(ids.subList(3, 6));
        Records.Page third = it.records.search(query(q -> q.limit(3).after(second.next())));
        assertThat(ids(third)).isEqualTo(ids.subList(6, 7));
        assertThat(third.next()).isNull();
        assertThat(first.items().get(0).deliveries()).hasSize(1);
        assertThat(first.items().get(0).original()).isNull();
    }

    @Test
    void countsWhatCameInLately() {
        assertThat(it.records.received(null)).isEqualTo(new Records.Received(0, 0, null));
        Instant before = Instant.now().minusSeconds(5);
        it.accept(record(newId()), "database");
        it.accept(record(newId()), "database");

        Records.Received received = it.records.received("default");

        assertThat(received.lastHour()).isEqualTo(2);
        assertThat(received.lastDay()).isEqualTo(2);
        assertThat(received.last()).isAfter(before);
        assertThat(it.records.received("other")).isEqualTo(new Records.Received(0, 0, null));
    }

    @Test
    void endsWithTheLastRowThatFillsAPage() {
        it.accept(record(newId()), "database");
        it.accept(record(newId()), "database");

        assertThat(it.records.search(query(q -> q.limit(2))).next()).isNull();
    }

    @Test
    void findsAllRevisionsOfAnInteractionInAnyCase() {
        String id = newId();
        it.accept(record(id, "disposition", "A"), "database");
        it.accept(record(id, "disposition", "B"), "database");
        it.accept(record(newId()), "database");

        assertThat(it.records
                        .search(query(q -> q.interactionId(id.toUpperCase())))
                        .items())
                .extracting(Records.StoredActivity::revision)
                .containsExactly(2, 1);
        assertThat(search(q -> q.interactionId("unknown"))).isEmpty();
    }

    @Test
    void findsByGlobalInteractionIdInAnyCase() {
        String found = it.accept(record(newId(), "globalInteractionId", "GIID-1"), "database")
                .id();
        it.accept(record(newId(), "globalInteractionId", "GIID-2"), "database");

        assertThat(search(q -> q.globalInteractionId("giid-1"))).containsExactly(found);
    }

    @Test
    void findsByPhoneAsTyped() {
        String found = it.accept(record(newId(), "phoneNumber", "+1 (415) 555-0100"), "database")
                .id();
        it.accept(record(newId(), "phoneNumber", "+1 415 555 0101"), "database");

        assertThat(search(q -> q.phone("1-415-555-0100"))).containsExactly(found);
        assertThat(search(q -> q.phone("no digits"))).isEmpty();
    }

    @Test
    void findsByEmailInAnyCase() {
        String found = it.accept(record(newId(), "email", "Ada@Example.com"), "database")
                .id();
        it.accept(record(newId(), "email", "bob@example.com"), "database");

        assertThat(search(q -> q.email("ADA@example.COM"))).containsExactly(found);
        assertThat(search(q -> q.email("not an address"))).isEmpty();
    }

    @Test
    void keepsNoPhoneOrEmailReadableInTheIndex() throws Exception {
        it.accept(record(newId(), "phoneNumber", "+14155550100", "email", "ada@example.com"), "database");

        long rows = it.open.database().read(session -> {
            try (var row = session.prepare("select count(*), max(length(hash)) from person")
                    .query()) {
                row.next();
                assertThat(row.getInt(2)).isEqualTo(16);
                return row.getLong(1);
            }
        });
        assertThat(rows).isEqualTo(2);
    }

    @Test
    void findsByAgentIdLoginOrName() {
        String found = it.accept(
                        record(newId(), "agentId", "77", "agentLogin", "J.Silva", "agentName", "Jo Silva"), "database")
                .id();
        it.accept(record(newId(), "agentId", "78"), "database");

        for (String agent : List.of("77", "j.silva", "JO SILVA")) {
            assertThat(search(q -> q.agent(agent))).containsExactly(found);
        }
        assertThat(search(q -> q.agent("Jo"))).isEmpty();
    }

    @Test
    void findsByServiceTypeAndDispositionInAnyCase() {
        String found = it.accept(
                        record(newId(), "service", "Sales", "type", "chat", "disposition", " Product Sold "),
                        "database")
                .id();
        it.accept(record(newId(), "service", "Support", "type", "voice", "disposition", "Solved"), "database");

        assertThat(search(q -> q.service("sales"))).containsExactly(found);
        assertThat(search(q -> q.type("CHAT"))).containsExactly(found);
        assertThat(search(q -> q.disposition("product sold"))).containsExactly(found);
        assertThat(search(q -> q.service("sales").type("voice"))).isEmpty();
    }

    @Test
    void findsByTenant() {
        String found = it.accept(record(newId(), "tenant", "north"), "database").id();
        it.accept(record(newId()), "database");

        assertThat(search(q -> q.tenant("north"))).containsExactly(found);
    }

    @Test
    void findsByDestination() {
        String found = it.accept(record(newId()), "email", "database").id();
        it.accept(record(newId()), "database");

        assertThat(search(q -> q.destination("email"))).containsExactly(found);
        assertThat(search(q -> q.destination("database"))).hasSize(2);
    }

    @Test
    void findsByExternalId() {
        String found = it.accept(record(newId()), "crm").id();
        it.accept(record(newId()), "crm");
        Claim claim = it.claim("p", "crm").get(0);
        it.deliver(claim);

        assertThat(search(q -> q.externalId("ext-" + claim.recordKey()))).containsExactly(found);
        assertThat(search(q -> q.externalId("ext-" + claim.recordKey()).destination("email")))
                .isEmpty();
    }

    @Test
    void findsByStatusOfRecordAndDelivery() {
        String delivered = it.accept(record(newId()), "crm", "email").id();
        String parked = it.accept(record(newId()), "crm").id();
        String pending = it.accept(record(newId()), "crm").id();
        List<Claim> claims = it.queue.claim("p", Map.of("crm", 2), LedgerFixture.LEASE);
        it.queue.settle(List.of(delivered(claims.get(0)), parked(claims.get(1))));
        String unrouted = it.accept(record(newId()), plan()).id();
        String inFlight = it.accept(record(newId()), "queue").id();
        it.claim("p", "queue");

        assertThat(search(q -> q.status("delivered"))).containsExactly(delivered);
        assertThat(search(q -> q.status("parked"))).containsExactly(parked);
        assertThat(search(q -> q.status("pending"))).containsExactly(pending, delivered);
        assertThat(search(q -> q.status("pending").destination("crm"))).containsExactly(pending);
        assertThat(search(q -> q.status("in_flight"))).containsExactly(inFlight);
        assertThat(search(q -> q.status("unrouted"))).containsExactly(unrouted);
        assertThat(search(q -> q.status("routed"))).containsExactly(inFlight, pending, parked, delivered);
        assertThat(search(q -> q.status("superseded"))).isEmpty();
        assertThatThrownBy(() -> search(q -> q.status("nonsense")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("parked");
    }

    @Test
    void findsByTimeOfReception() {
        it.close();
        Instant noon = Instant.parse("2026-03-01T12:00:00Z");
        String early = at(noon);
        String late = at(noon.plusSeconds(3600));
        it = new LedgerFixture(database.settings());

        assertThat(search(q -> q.receivedFrom(noon).receivedTo(noon.plusSeconds(3600))))
                .containsExactly(early);
        assertThat(search(q -> q.receivedFrom(noon.plusMillis(1)))).containsExactly(late);
        assertThat(search(q -> q.receivedTo(noon.plusSeconds(7200)))).containsExactly(late, early);
        assertThat(it.records.find(early).orElseThrow().receivedAt()).isEqualTo(noon);
    }

    private String at(Instant time) {
        try (LedgerFixture then =
                new LedgerFixture(database.settings(), new TestContent(), Clock.fixed(time, ZoneOffset.UTC))) {
            return then.accept(record(newId()), "database").id();
        }
    }

    @Test
    void joinsAllCriteria() {
        String id = newId();
        String found = it.accept(
                        record(
                                id,
                                "globalInteractionId",
                                "G",
                                "phoneNumber",
                                "+14155550100",
                                "email",
                                "a@b.c",
                                "agentId",
                                "7",
                                "service",
                                "S",
                                "disposition",
                                "D"),
                        "crm")
                .id();
        Claim claim = it.claim("p", "crm").get(0);
        it.deliver(claim);

        UnaryOperator<QueryBuilder> all = q -> q.tenant("default")
                .interactionId(id)
                .globalInteractionId("g")
                .phone("+14155550100")
                .email("A@B.C")
                .agent("7")
                .service("s")
                .type("voice")
                .disposition("d")
                .status("delivered")
                .destination("crm")
                .externalId("ext-" + claim.recordKey())
                .receivedFrom(Instant.EPOCH)
                .receivedTo(Instant.now().plusSeconds(60));
        assertThat(search(all)).containsExactly(found);
        assertThat(search(q -> all.apply(q).agent("8"))).isEmpty();
        assertThat(search(q -> all.apply(q).after(found))).isEmpty();
    }

    @Test
    void saysWhatIsWrongWithAPage() {
        assertThatThrownBy(() -> search(q -> q.after("nonsense"))).isInstanceOf(IllegalArgumentException.class);
        assertThat(search(q -> q.limit(0))).isEmpty();
        it.accept(record(newId()), "database");
        assertThat(search(q -> q.limit(0))).hasSize(1);
        assertThat(search(q -> q.limit(100_000))).hasSize(1);
    }

    @Test
    void givesTheDeliveriesOfManyRecordsAtOnce() {
        String one = it.accept(record(newId()), "crm", "email").id();
        String two = it.accept(record(newId()), "crm").id();
        String none = it.accept(record(newId()), plan()).id();

        Map<String, List<Records.StoredDelivery>> deliveries =
                it.records.deliveries(List.of(one, two, none, "nonsense"));
        assertThat(deliveries.get(one))
                .extracting(Records.StoredDelivery::destination)
                .containsExactly("crm", "email");
        assertThat(deliveries.get(two)).hasSize(1);
        assertThat(deliveries.keySet()).isEqualTo(Set.of(one, two));
        assertThat(it.records.deliveries(List.of())).isEmpty();
    }

    @Test
    void looksAtAWindowOfRecordsPerPageOnly() {
        String old = it.accept(record(newId(), "type", "chat", "tenant", "north"), "email")
                .id();
        for (int i = 0; i < 10; i++) {
            it.accept(record(newId()), "database");
        }
        Records windowed = windowed(3);

        Records.Page first = windowed.search(query(q -> q.tenant("north")));
        assertThat(first.items()).isEmpty();
        assertThat(first.next()).isNotNull();
        assertThat(everyPage(windowed, query(q -> q.tenant("north")))).containsExactly(old);
        assertThat(everyPage(windowed, query(q -> q.destination("email")))).containsExactly(old);
        assertThat(everyPage(windowed, query(q -> q.type("chat")))).containsExactly(old);
        assertThat(everyPage(windowed, query(q -> q))).hasSize(11);
    }

    @Test
    void findsTheSameWhicheverWayItLooks() {
        String[] types = {"voice", "chat"};
        String[] services = {"Sales", "Support", "Care"};
        for (int i = 0; i < 24; i++) {
            it.accept(
                    record(
                            newId(),
                            "type",
                            types[i % 2],
                            "service",
                            services[i % 3],
                            "agentId",
                            "agent" + i % 4,
                            "phoneNumber",
                            "+1415555010" + i % 5),
                    i % 4 == 0 ? "crm" : "database");
        }
        it.deliver(it.queue.claim("p", Map.of("crm", 3), LedgerFixture.LEASE).toArray(Claim[]::new));

        List<UnaryOperator<QueryBuilder>> searches = List.of(
                q -> q.type("chat"),
                q -> q.service("sales").type("voice"),
                q -> q.agent("agent1"),
                q -> q.agent("agent2").service("care"),
                q -> q.phone("+14155550103"),
                q -> q.status("pending"),
                q -> q.status("pending").destination("crm"),
                q -> q.status("delivered").type("voice"),
                q -> q.status("routed").phone("+14155550100"),
                q -> q.destination("crm"));
        for (UnaryOperator<QueryBuilder> search : searches) {
            List<String> all = search(search);
            assertThat(all).isNotEmpty();
            for (int window : new int[] {1, 2, 5, 7}) {
                assertThat(everyPage(
                                windowed(window), query(q -> search.apply(q).limit(3))))
                        .isEqualTo(all);
            }
        }
    }

    @Test
    void saysOfADeliveryThatWaitsForAMissingDestinationWhatItWaitsFor() {
        Accepted accepted = it.accept(record(newId()), "crm", "email");
        it.deliver(it.claim("p", "email").get(0));
        it.missing.add("crm");
        it.missing.add("email");

        String waiting = it.records.deliveries(List.of(accepted.id())).get(accepted.id()).stream()
                .filter(delivery -> "destination_missing".equals(delivery.reason()))
                .map(Records.StoredDelivery::id)
                .collect(java.util.stream.Collectors.joining(", "));
        Deliveries.Whole shown = it.open.deliveries().find(waiting).orElseThrow();
        assertThat(shown.item().destination()).isEqualTo("crm");
        assertThat(shown.item().reason()).isEqualTo("destination_missing");
        assertThat(it.open
                        .deliveries()
                        .list(new FilterBuilder().destination("crm").build(), null, 9)
                        .items())
                .extracting(Deliveries.Item::reason)
                .containsExactly("destination_missing");
        it.missing.remove("crm");
        assertThat(it.open.deliveries().find(waiting).orElseThrow().item().reason())
                .isNull();
    }

    // ---- help

    private Records windowed(int window) {
        return new SqlRecords(it.open.database(), it.open.persons(), it.traits(), window);
    }

    private static List<String> everyPage(Records records, Records.Query query) {
        List<String> all = new ArrayList<>();
        String after = query.after();
        do {
            Records.Page page = records.search(new Records.Query(
                    query.tenant(),
                    query.interactionId(),
                    query.globalInteractionId(),
                    query.phone(),
                    query.email(),
                    query.agent(),
                    query.service(),
                    query.type(),
                    query.disposition(),
                    query.status(),
                    query.destination(),
                    query.externalId(),
                    query.receivedFrom(),
                    query.receivedTo(),
                    after,
                    query.limit()));
            all.addAll(ids(page));
            after = page.next();
        } while (after != null);
        return all;
    }

    private List<String> search(UnaryOperator<QueryBuilder> criteria) {
        return ids(it.records.search(query(criteria)));
    }

    private static List<String> ids(Records.Page page) {
        return page.items().stream().map(Records.StoredActivity::id).toList();
    }

    private static Records.Query query(UnaryOperator<QueryBuilder> criteria) {
        return criteria.apply(new QueryBuilder()).build();
    }
}
