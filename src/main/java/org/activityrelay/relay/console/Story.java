package org.activityrelay.relay.console;

import java.util.List;
import org.activityrelay.relay.ledger.ActivityStatus;
import org.activityrelay.relay.ledger.Records.StoredActivity;
import org.activityrelay.relay.routing.Decision;

/**
 * Everything about one record, from the door to the destinations.
 *
 * @param title what it is, in a few words
 * @param door by which it came
 * @param principal the key it came with
 * @param others the revisions of the same interaction, this one among them, oldest first
 * @param why it has no plan, or null
 * @param whyDetail what failed, or null
 * @param failedAt the place in the rules that failed, or null
 * @param lively whether something is about to change, so that the page should be looked at again
 * @param facts what it says, for people
 * @param json all of it
 */
record Story(
        String id,
        String title,
        String interactionId,
        String received,
        String instant,
        String door,
        String principal,
        int revision,
        int latestRevision,
        List<Other> others,
        boolean unrouted,
        boolean superseded,
        String why,
        String whyWord,
        String whyDetail,
        String failedAt,
        String configuration,
        List<Journey> journeys,
        boolean lively,
        List<Fact> facts,
        String json) {

    /** A revision of the same interaction. */
    record Other(String id, int revision, String received, boolean self) {

        static List<Other> of(List<StoredActivity> revisions, String id, Clockface clockface) {
            return revisions.stream()
                    .map(other -> new Other(
                            other.id(),
                            other.revision(),
                            clockface.show(other.receivedAt()),
                            other.id().equals(id)))
                    .toList();
        }
    }

    static Story of(StoredActivity stored, List<Other> others, List<Journey> journeys, Clockface clockface) {
        return new Story(
                stored.id(),
                title(stored),
                stored.canonical().path("interactionId").asText(null),
                clockface.zoned(stored.receivedAt()),
                stored.receivedAt().toString(),
                Wording.door(stored.intake()),
                stored.principal(),
                stored.revision(),
                stored.latestRevision(),
                others,
                stored.status() == ActivityStatus.UNROUTED,
                stored.status() == ActivityStatus.SUPERSEDED,
                stored.unroutedReason() == null ? null : Wording.unrouted(stored.unroutedReason()),
                stored.unroutedReason(),
                stored.unroutedDetail(),
                place(stored.failedAt()),
                stored.configurationHash(),
                journeys,
                journeys.stream().anyMatch(Journey::lively),
                Fact.of(stored.canonical(), clockface),
                stored.canonical().toPrettyString());
    }

    public boolean newest() {
        return revision == latestRevision;
    }

    private static String place(Decision step) {
        return step == null ? null : step.file() + ":" + step.line();
    }

    private static String title(StoredActivity stored) {
        return Fact.joined(
                stored.canonical().path("type").asText(null),
                stored.canonical().path("service").asText(null),
                stored.canonical().path("disposition").asText(null));
    }

    /** Says nothing about a person. */
    @Override
    public String toString() {
        return "Story[" + id + "]";
    }
}
