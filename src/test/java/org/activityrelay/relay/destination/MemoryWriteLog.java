package org.activityrelay.relay.destination;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.WriteLog;

/** A write log for tests of destinations that do not need a ledger. */
public final class MemoryWriteLog implements WriteLog {

    private record Row(String recordKey, Entry entry) {}

    private final Map<String, Row> rows = new ConcurrentHashMap<>();

    @Override
    public Optional<Entry> of(String deliveryId) {
        return Optional.ofNullable(rows.get(deliveryId)).map(Row::entry);
    }

    @Override
    public Optional<Entry> before(Claim claim) {
        return rows.entrySet().stream()
                .filter(row -> !row.getKey().equals(claim.deliveryId()))
                .map(Map.Entry::getValue)
                .filter(row -> row.recordKey().equals(claim.recordKey()))
                .map(Row::entry)
                .filter(entry -> entry.request() != null || entry.held() != null)
                .max(Comparator.comparing(Entry::revision));
    }

    @Override
    public void begin(Claim claim, JsonNode request) {
        JsonNode held = of(claim.deliveryId()).map(Entry::held).orElse(null);
        put(claim, request.deepCopy(), held, id(claim));
    }

    @Override
    public void confirm(Claim claim, JsonNode held, String externalId) {
        put(claim, null, held.deepCopy(), externalId == null ? id(claim) : externalId);
    }

    @Override
    public void refuse(Claim claim) {
        of(claim.deliveryId()).ifPresent(entry -> {
            if (entry.held() == null) {
                rows.remove(claim.deliveryId());
            } else {
                put(claim, null, entry.held(), entry.externalId());
            }
        });
    }

    private String id(Claim claim) {
        return of(claim.deliveryId()).map(Entry::externalId).orElse(null);
    }

    private void put(Claim claim, JsonNode request, JsonNode held, String id) {
        rows.put(claim.deliveryId(), new Row(claim.recordKey(), new Entry(claim.revision(), request, held, id)));
    }
}
