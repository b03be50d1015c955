package org.activityrelay.relay.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.activityrelay.relay.ledger.Records.StoredActivity;
import org.activityrelay.relay.ledger.Records.StoredDelivery;
import org.activityrelay.relay.routing.Decision;
import org.activityrelay.relay.routing.Plan;
import org.activityrelay.relay.routing.PlannedDelivery;

/** Stored records as the API shows them. */
final class ActivityViews {

    private ActivityViews() {}

    static String address(String id) {
        return "/api/v1/activities/" + id;
    }

    /** What is shown of one record; how much depends on who asks. */
    sealed interface Shown {}

    /** What became of a record, for the sender that handed it in: nothing of what is in it. */
    record Own(String id, String interactionId, int revision, String status, List<OwnDelivery> deliveries)
            implements Shown {

        static Own of(StoredActivity stored) {
            return new Own(
                    stored.id(),
                    text(stored.canonical(), "interactionId"),
                    stored.revision(),
                    stored.status().word(),
                    stored.deliveries().stream().map(OwnDelivery::of).toList());
        }
    }

    /** @param reason a bounded word, never what a receiver answered */
    record OwnDelivery(
            String destination,
            String part,
            String mode,
            String state,
            String externalId,
            String externalUrl,
            String reason) {

        private static OwnDelivery of(StoredDelivery stored) {
            return new OwnDelivery(
                    stored.destination(),
                    stored.part(),
                    stored.mode().word(),
                    stored.state().word(),
                    stored.externalId(),
                    stored.externalUrl(),
                    stored.reason());
        }
    }

    /** Everything about one record. */
    record Whole(
            String id,
            int revision,
            int latestRevision,
            String status,
            String intake,
            String principal,
            Instant receivedAt,
            String href,
            ObjectNode activity,
            PlanView plan,
            List<DeliveryView> deliveries)
            implements Shown {

        static Whole of(StoredActivity stored) {
            return new Whole(
                    stored.id(),
                    stored.revision(),
                    stored.latestRevision(),
                    stored.status().word(),
                    stored.intake(),
                    stored.principal(),
                    stored.receivedAt(),
                    address(stored.id()),
                    stored.canonical(),
                    PlanView.of(stored),
                    DeliveryView.all(stored.deliveries()));
        }
    }

    /** One record among many: enough to recognise it, without its notes. */
    record Brief(
            String id,
            int revision,
            int latestRevision,
            String status,
            String intake,
            Instant receivedAt,
            String href,
            String tenant,
            String kind,
            String interactionId,
            String globalInteractionId,
            String type,
            String service,
            String disposition,
            String dispositionClass,
            String unroutedReason,
            List<DeliveryView> deliveries) {

        static Brief of(StoredActivity stored) {
            ObjectNode canonical = stored.canonical();
            return new Brief(
                    stored.id(),
                    stored.revision(),
                    stored.latestRevision(),
                    stored.status().word(),
                    stored.intake(),
                    stored.receivedAt(),
                    address(stored.id()),
                    text(canonical, "tenant"),
                    text(canonical, "kind"),
                    text(canonical, "interactionId"),
                    text(canonical, "globalInteractionId"),
                    text(canonical, "type"),
                    text(canonical, "service"),
                    text(canonical, "disposition"),
                    text(canonical, "dispositionClass"),
                    stored.unroutedReason(),
                    DeliveryView.all(stored.deliveries()));
        }
    }

    /** @param next address of the next page, or null on the last */
    record Page<T>(List<T> items, String next) {}

    /** Why the record goes where it goes, or nowhere. */
    record PlanView(
            String configurationHash,
            String unroutedReason,
            String unroutedDetail,
            Decision failedAt,
            List<Destination> destinations) {

        static PlanView of(StoredActivity stored) {
            return new PlanView(
                    stored.configurationHash(),
                    stored.unroutedReason(),
                    stored.unroutedDetail(),
                    stored.failedAt(),
                    stored.deliveries().stream().map(Destination::of).toList());
        }

        static PlanView of(Plan plan) {
            return new PlanView(
                    plan.configurationHash(),
                    plan.unrouted() == null ? null : plan.unrouted().word(),
                    plan.detail(),
                    plan.failedAt(),
                    plan.deliveries().stream().map(Destination::of).toList());
        }
    }

    /** @param rule null for a destination that follows an earlier revision */
    record Destination(String destination, String part, Map<String, String> arguments, Decision rule) {

        static Destination of(StoredDelivery stored) {
            return new Destination(stored.destination(), stored.part(), stored.arguments(), stored.decision());
        }

        static Destination of(PlannedDelivery planned) {
            return new Destination(planned.destination(), planned.part(), planned.arguments(), planned.decision());
        }
    }

    /** How far one delivery is. */
    record DeliveryView(
            String id,
            String destination,
            String part,
            String mode,
            String state,
            int attempts,
            Instant dueAt,
            String externalId,
            String externalUrl,
            String reason,
            String detail) {

        static List<DeliveryView> all(List<StoredDelivery> stored) {
            return stored.stream().map(DeliveryView::of).toList();
        }

        private static DeliveryView of(StoredDelivery stored) {
            return new DeliveryView(
                    stored.id(),
                    stored.destination(),
                    stored.part(),
                    stored.mode().word(),
                    stored.state().word(),
                    stored.attempts(),
                    stored.dueAt(),
                    stored.externalId(),
                    stored.externalUrl(),
                    stored.reason(),
                    stored.detail());
        }
    }

    /** What a re-route did. */
    record Rerouted(String id, int added, String href, PlanView plan) {}

    private static String text(ObjectNode canonical, String field) {
        return canonical.hasNonNull(field) ? canonical.get(field).asText() : null;
    }
}
