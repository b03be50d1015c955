package org.activityrelay.relay.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.activityrelay.relay.delivery.DryRunStore;
import org.activityrelay.relay.ledger.Deliveries;
import org.activityrelay.relay.ledger.Deliveries.Item;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.DestinationStates;
import org.activityrelay.relay.ledger.DestinationStates.Pause;
import org.activityrelay.relay.ledger.DestinationTraits;
import org.activityrelay.relay.ledger.DryRuns;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.ledger.Records.StoredActivity;
import org.activityrelay.relay.ledger.Records.StoredDelivery;
import org.springframework.stereotype.Component;

/** Gathers what is known of a record's deliveries. */
@Component
class Journeys {

    private final Deliveries deliveries;
    private final DestinationTraits traits;
    private final DestinationStates states;
    private final DryRuns dryRuns;
    private final DryRunStore recorded;
    private final Deeds deeds;
    private final Clockface clockface;

    Journeys(
            Deliveries deliveries,
            DestinationTraits traits,
            DestinationStates states,
            DryRuns dryRuns,
            DryRunStore recorded,
            Deeds deeds,
            Clockface clockface) {
        this.deliveries = deliveries;
        this.traits = traits;
        this.states = states;
        this.dryRuns = dryRuns;
        this.recorded = recorded;
        this.deeds = deeds;
        this.clockface = clockface;
    }

    /** One for each delivery that is still there. */
    List<Journey> of(StoredActivity stored) {
        Map<String, Pause> pauses =
                states.pauses().stream().collect(Collectors.toMap(Pause::destination, Function.identity()));
        List<Journey> journeys = new ArrayList<>();
        for (StoredDelivery delivery : stored.deliveries()) {
            deliveries
                    .find(delivery.id())
                    .ifPresent(whole -> journeys.add(journey(delivery, whole, pauses.get(delivery.destination()))));
        }
        return journeys;
    }

    private Journey journey(StoredDelivery delivery, Deliveries.Whole whole, Pause pause) {
        return Journey.of(
                delivery,
                whole,
                marks(whole),
                recorded(delivery),
                traits.mode(delivery.destination()) == Mode.LIVE,
                pause == null ? null : pause.since(),
                clockface,
                Instant.now());
    }

    /** What people did to it last. */
    private List<Event> marks(Deliveries.Whole whole) {
        Item item = whole.item();
        List<Event> marks = new ArrayList<>();
        if (item.replayedAt() != null) {
            marks.add(mark("replay", item, item.replayedAt()));
        }
        if (item.state() == DeliveryState.CANCELLED && item.endedAt() != null) {
            marks.add(mark("cancel", item, item.endedAt()));
        }
        return marks;
    }

    private Event mark(String action, Item item, Instant at) {
        return Event.of(at, Deeds.words(action, deeds.of(action, item, at)), clockface);
    }

    private List<Recorded> recorded(StoredDelivery delivery) {
        if (delivery.mode() != Mode.DRY_RUN) {
            return List.of();
        }
        return dryRuns.delivery(delivery.id())
                .map(this::requests)
                .map(requests -> requests.stream().map(Recorded::of).toList())
                .orElse(List.of());
    }

    private List<DryRuns.Request> requests(DryRuns.Delivery delivery) {
        try {
            return recorded.requests(delivery);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
