package org.activityrelay.relay.console;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.activityrelay.relay.ledger.Deliveries;
import org.activityrelay.relay.ledger.Deliveries.Item;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.ledger.Records.StoredDelivery;
import org.activityrelay.relay.routing.Decision;

/**
 * One delivery of a record: who asked for it, how far it is, what happened until now, and what can be done.
 *
 * @param rule the place that asked for it, as {@code 3-routing.camel.yaml:12}; null when it follows an earlier revision
 * @param when the line of the condition around it, or null
 * @param due when it will be tried, while it waits
 * @param paused since when its destination is paused, while it waits, or null
 * @param reason word for why the last attempt did not deliver, or null
 * @param meaning the same as a sentence
 * @param link to what was written, if it is one that a browser may follow
 * @param recorded what a dry run would have sent
 * @param events attempts, replays and cancellations, in their order
 * @param cancelling whether it will not be repeated after the attempt that is under way
 */
record Journey(
        String id,
        String name,
        String state,
        String tone,
        String mode,
        int attempts,
        String rule,
        String route,
        Integer when,
        Map<String, String> arguments,
        String due,
        String paused,
        String reason,
        String meaning,
        String detail,
        String externalId,
        String link,
        List<Recorded> recorded,
        List<Event> events,
        boolean cancelling,
        Remedy remedy,
        boolean lively) {

    private static final Duration SOON = Duration.ofMinutes(1);

    /** What an operator can do about it. */
    enum Remedy {
        /** Nothing. */
        NONE(null, false, false),
        REPLAY("Replay", false, true),
        /** What was cancelled can only be replayed. */
        REVIVE("Replay", false, false),
        NOW("Try now", false, true),
        CANCEL(null, false, true),
        /** The receiver has it: to be asked first. */
        AGAIN("Replay …", true, false),
        RECORD("Record again", false, false),
        LIVE("Send it now", false, false);

        private final String replay;
        private final boolean asks;
        private final boolean cancel;

        Remedy(String replay, boolean asks, boolean cancel) {
            this.replay = replay;
            this.asks = asks;
            this.cancel = cancel;
        }

        /** Text of the button, or null for none. */
        public String replay() {
            return replay;
        }

        /** Whether there is a page before that says what will happen. */
        public boolean asks() {
            return asks;
        }

        public boolean cancel() {
            return cancel;
        }

        static Remedy of(Deliveries.Whole whole, boolean live) {
            Item item = whole.item();
            if (!item.newest()) {
                return NONE;
            }
            return switch (item.state()) {
                case PARKED -> REPLAY;
                case PENDING -> NOW;
                case IN_FLIGHT -> whole.cancelling() ? NONE : CANCEL;
                case DELIVERED -> item.mode() == Mode.LIVE ? AGAIN : live ? LIVE : RECORD;
                case CANCELLED -> REVIVE;
                case SUPERSEDED -> NONE;
            };
        }
    }

    static Journey of(
            StoredDelivery delivery,
            Deliveries.Whole whole,
            List<Event> marks,
            List<Recorded> recorded,
            boolean live,
            Instant paused,
            Clockface clockface,
            Instant now) {
        Line.Chip chip = Line.Chip.of(delivery);
        Decision rule = delivery.decision();
        boolean waits = delivery.state() == DeliveryState.PENDING;
        List<Event> events = new ArrayList<>(marks);
        whole.attempts().forEach(attempt -> events.add(Event.of(attempt, clockface)));
        events.sort(Comparator.comparing(Event::moment));
        return new Journey(
                delivery.id(),
                chip.name(),
                chip.state(),
                chip.tone(),
                delivery.mode().word(),
                delivery.attempts(),
                rule == null ? null : rule.file() + ":" + rule.line(),
                rule == null ? null : rule.routeId(),
                rule == null ? null : rule.whenLine(),
                delivery.arguments(),
                waits ? clockface.zoned(delivery.dueAt()) : null,
                waits ? clockface.zoned(paused) : null,
                delivery.reason(),
                Wording.meaning(delivery.reason()),
                delivery.detail(),
                delivery.externalId(),
                Fact.link(delivery.externalUrl()),
                recorded,
                events,
                whole.cancelling(),
                Remedy.of(whole, live),
                isLively(delivery, now));
    }

    private static boolean isLively(StoredDelivery delivery, Instant now) {
        return delivery.state() == DeliveryState.IN_FLIGHT
                || delivery.state() == DeliveryState.PENDING
                        && delivery.dueAt().isBefore(now.plus(SOON))
                        && delivery.dueAt().isAfter(now.minus(SOON));
    }

    /** Says nothing about a person. */
    @Override
    public String toString() {
        return "Journey[" + id + "]";
    }
}
