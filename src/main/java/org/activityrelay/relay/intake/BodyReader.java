package org.activityrelay.relay.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.activity.ActivityReader;
import org.activityrelay.relay.activity.Dispositions;
import org.activityrelay.relay.activity.InvalidActivityException;
import org.activityrelay.relay.activity.TenantProfiles;

/** Reads bodies as the doors do, and keeps nothing. Thread-safe. */
public final class BodyReader {

    private final IntakeSettings settings;
    private final TenantProfiles tenants;
    private final StrictJson json;
    private final ActivityReader reader;

    public BodyReader(IntakeSettings settings, Dispositions dispositions) {
        this.settings = settings;
        this.tenants = new ConfiguredTenants(settings, () -> dispositions);
        this.json = new StrictJson(settings);
        this.reader = new ActivityReader(json.mapper());
    }

    /** The tenants by which it reads. */
    public TenantProfiles tenants() {
        return tenants;
    }

    /** Every item of a body: one record, an array, NDJSON, CSV rows or a CloudEvents envelope; at least one. */
    public List<Item> read(Body body) {
        String tenant = body.tenant() == null ? settings.tenant() : body.tenant();
        List<Item> items = new ArrayList<>();
        for (BodyItem item : BodyContents.of(body, json, settings.maxBatch()).items()) {
            items.add(read(item, tenant));
        }
        return items;
    }

    /** A record that is parsed already; the item's place is null. */
    public Item read(JsonNode sent, String tenant) {
        return read(null, sent, tenant == null ? settings.tenant() : tenant);
    }

    private Item read(BodyItem item, String tenant) {
        try {
            return read(item.place(), item.json().get(), tenant);
        } catch (UnreadableException e) {
            return new Item(item.place(), null, null, e.status(), e.problems());
        }
    }

    private Item read(String place, JsonNode sent, String tenant) {
        String dialect = null;
        try {
            dialect = reader.dialect(sent);
            return new Item(place, dialect, reader.read(sent, tenants.of(tenant)), 0, List.of());
        } catch (InvalidActivityException e) {
            List<Receipt.Problem> problems = e.problems().stream()
                    .map(problem -> new Receipt.Problem(problem.pointer(), problem.detail()))
                    .toList();
            return new Item(place, dialect, null, UnreadableException.NO_RECORD, problems);
        }
    }

    /** The dialect of something stored, or null when it cannot be told. */
    public String dialect(byte[] original) {
        try {
            return reader.dialect(json.read(original, 0, original.length, new Body.At(1, 1)));
        } catch (UnreadableException | InvalidActivityException e) {
            return null;
        }
    }

    /**
     * One item of a body.
     *
     * @param place where in the body, such as {@code line 3}; null when it is the whole body
     * @param dialect of {@link ActivityReader#dialect}, or null when it cannot be told
     * @param activity the canonical record, or null when it is refused
     * @param status with which it is refused, or 0
     * @param problems why it is refused: what is wrong and where
     */
    public record Item(String place, String dialect, Activity activity, int status, List<Receipt.Problem> problems) {}
}
