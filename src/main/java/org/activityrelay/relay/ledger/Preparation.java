package org.activityrelay.relay.ledger;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.routing.Plan;
import org.activityrelay.relay.routing.Routing;
import org.activityrelay.relay.routing.UnroutedReason;

/**
 * Turns a record whose interaction is known into what it is: a duplicate, one of something erased, or the next revision, merged and routed. Only
 * reads; may take as long as routing takes. Thread-safe.
 */
final class Preparation {

    /** More revisions than this in an hour: the id cannot be that of one interaction. */
    private static final int MOST_REVISIONS = 20;

    private static final Duration REVISIONS_WITHIN = Duration.ofHours(1);

    private final Database database;
    private final RecordContent rules;
    private final Persons persons;
    private final Routing routing;
    private final Tombstones tombstones;
    private final Clock clock;

    Preparation(
            Database database,
            RecordContent rules,
            Persons persons,
            Routing routing,
            Tombstones tombstones,
            Clock clock) {
        this.database = database;
        this.rules = rules;
        this.persons = persons;
        this.routing = routing;
        this.tombstones = tombstones;
        this.clock = clock;
    }

    /** What became of a record; of the components, one is set; none when its interaction turned out to be new. */
    record Result(Accepted duplicate, Revision revision) {}

    /**
     * @param foreign whether the record may not change what is known, because its sender could be anybody and another
     *     principal stored that
     */
    private record Known(Head head, Activity current, boolean suspicious, boolean foreign) {}

    Result prepare(Entry entry) throws SQLException {
        Known[] known = new Known[1];
        Optional<Accepted> same = database.read(session -> {
            Optional<Head> head = RevisionStore.head(session, entry.key);
            if (head.isEmpty()) {
                return erased(session, entry);
            }
            Optional<Accepted> duplicate =
                    RevisionStore.same(session, head.get(), entry.content.fingerprint(), entry.submission.untrusted());
            if (duplicate.isEmpty()) {
                known[0] = known(session, head.get(), entry.submission);
            }
            return duplicate;
        });
        if (same.isPresent()) {
            return new Result(same.get(), null);
        }
        return known[0] == null ? new Result(null, null) : revision(entry, known[0]);
    }

    private Optional<Accepted> erased(Session session, Entry entry) throws SQLException {
        return tombstones.isErased(session, entry.key)
                ? Optional.of(Accepted.erased(entry.submission.activity().interactionId()))
                : Optional.empty();
    }

    /** Null if the interaction was erased meanwhile. */
    private Known known(Session session, Head head, Submission submission) throws SQLException {
        boolean foreign =
                submission.untrusted() && RevisionStore.hasOtherPrincipals(session, head, submission.principal());
        boolean suspicious = !foreign && isSuspicious(session, head);
        if (suspicious) {
            return new Known(head, null, true, false);
        }
        return RevisionStore.canonical(session, head.currentActivity())
                .map(current -> new Known(head, current, false, foreign))
                .orElse(null);
    }

    private boolean isSuspicious(Session session, Head head) throws SQLException {
        return RevisionStore.storedBack(session, head, MOST_REVISIONS)
                .filter(then -> then > clock.millis() - REVISIONS_WITHIN.toMillis())
                .isPresent();
    }

    private Result revision(Entry entry, Known known) throws SQLException {
        return known.suspicious() ? suspicious(entry, known.head()) : merged(entry, known);
    }

    /** Stored as sent: mixing it with records of other interactions would only do harm. */
    private static Result suspicious(Entry entry, Head head) {
        Plan plan = Plan.unrouted(
                UnroutedReason.SUSPICIOUS_ID,
                "more than " + MOST_REVISIONS + " revisions within an hour",
                null,
                entry.content.plan().configurationHash());
        return new Result(null, new Revision(entry, head, entry.content.unrouted(plan), false, false));
    }

    private Result merged(Entry entry, Known known) throws SQLException {
        Activity sent = entry.content.activity();
        Activity merged = rules.merge(known.current(), sent);
        byte[] fingerprint = rules.fingerprint(merged);
        if (!Arrays.equals(fingerprint, entry.content.fingerprint())) {
            Optional<Accepted> same = database.read(
                    session -> RevisionStore.same(session, known.head(), fingerprint, entry.submission.untrusted()));
            if (same.isPresent()) {
                return new Result(same.get(), null);
            }
        }
        Content content;
        if (known.foreign()) {
            content = Content.of(entry.key, merged, fingerprint, persons.in(merged), untrusted(entry));
        } else {
            content = merged.equals(sent)
                    ? entry.content
                    : Content.of(entry.key, merged, fingerprint, persons.in(merged), routing.plan(merged));
        }
        boolean replaces = content.plan().unrouted() != UnroutedReason.UNTRUSTED_REVISION;
        return new Result(
                null, new Revision(entry, known.head(), content, areOfTwoAgents(known.current(), sent), replaces));
    }

    private static Plan untrusted(Entry entry) {
        return Plan.unrouted(
                UnroutedReason.UNTRUSTED_REVISION,
                "sent with a publishable key, and another sender stored the interaction; route it again to accept it",
                null,
                entry.content.plan().configurationHash());
    }

    private static boolean areOfTwoAgents(Activity known, Activity sent) {
        String before = InteractionKey.fold(InteractionKey.agent(known));
        String now = InteractionKey.fold(InteractionKey.agent(sent));
        return !before.isEmpty() && !now.isEmpty() && !before.equals(now);
    }
}
