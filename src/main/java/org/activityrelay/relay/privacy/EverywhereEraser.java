package org.activityrelay.relay.privacy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.activityrelay.relay.ledger.Audit;
import org.activityrelay.relay.ledger.Erasures;
import org.activityrelay.relay.ledger.Erasures.Held;
import org.activityrelay.relay.ledger.Erasures.Sent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases a person or an interaction wherever this service keeps it. First nothing more is delivered; then the copies go,
 * which only the ledger can name; then the ledger's own rows. Whatever comes in between, it can be done again.
 */
final class EverywhereEraser implements Eraser {

    private static final Logger log = LoggerFactory.getLogger(EverywhereEraser.class);
    private static final long POLL_MILLIS = 100;

    private final Erasures erasures;
    private final Audit audit;
    private final List<Copies> places;
    private final ErasureSettings settings;

    EverywhereEraser(Erasures erasures, Audit audit, List<Copies> places, ErasureSettings settings) {
        this.erasures = erasures;
        this.audit = audit;
        this.places = places;
        this.settings = settings;
    }

    @Override
    public Erased erase(Request request) {
        List<String> found = erasures.find(request.subject());
        Work work = new Work(request, new Tally());
        List<List<String>> parts = parts(found);
        if (request.dryRun()) {
            parts.forEach(part -> work.look(erasures.look(part)));
        } else {
            work.holdAll(parts);
            parts.forEach(work::erase);
        }
        work.end();
        return work.tally.erased(request, erasures.reference(request.subject()));
    }

    /** As many at once as the ledger takes; one empty part if there are none. */
    static List<List<String>> parts(List<String> interactions) {
        List<List<String>> parts = new ArrayList<>();
        for (int from = 0; from < interactions.size(); from += Erasures.AT_ONCE) {
            parts.add(interactions.subList(from, Math.min(interactions.size(), from + Erasures.AT_ONCE)));
        }
        // Also of one that the ledger does not know there may be traces.
        return parts.isEmpty() ? List.of(List.of()) : parts;
    }

    /** What has been counted so far. */
    private static final class Tally {

        private final Map<String, Integer> counts = new LinkedHashMap<>();
        private final Map<String, String> problems = new LinkedHashMap<>();
        private final Set<Erased.Elsewhere> elsewhere = new LinkedHashSet<>();
        private int interactions;

        private void add(String place, int count) {
            counts.merge(place, count, Integer::sum);
        }

        private void add(Held held) {
            interactions += held.interactions().size();
            // A place that is called as a destination has been erased.
            held.deliveries().stream()
                    .filter(sent -> sent.mayHaveArrived() && !counts.containsKey(sent.destination()))
                    .map(Tally::elsewhere)
                    .forEach(elsewhere::add);
        }

        private static Erased.Elsewhere elsewhere(Sent sent) {
            return new Erased.Elsewhere(
                    sent.destination(), sent.recordKey(), sent.externalId(), sent.externalUrl(), sent.isCertain());
        }

        private Erased erased(Request request, String reference) {
            List<Erased.Place> places = new ArrayList<>();
            counts.forEach((place, count) -> places.add(new Erased.Place(place, count, null)));
            problems.forEach((place, problem) -> places.add(new Erased.Place(place, null, problem)));
            return new Erased(reference, request.dryRun(), interactions, places, List.copyOf(elsewhere));
        }
    }

    /** One request being worked on. */
    private final class Work {

        private final Request request;
        private final Tally tally;
        private final Set<String> cancelled = new LinkedHashSet<>();
        private final long deadline;
        private boolean noted;

        private Work(Request request, Tally tally) {
            this.request = request;
            this.tally = tally;
            deadline = System.nanoTime() + settings.patience().toNanos();
        }

        private void look(Held held) {
            copies(held);
            erasures.count(held).forEach(tally::add);
            tally.add(held);
        }

        /** Nothing is erased before nothing is under way any more. */
        private void holdAll(List<List<String>> parts) {
            parts.forEach(this::hold);
        }

        private Held hold(List<String> part) {
            Held held = erasures.hold(part);
            cancelled.addAll(held.cancelled());
            while (held.isInFlight()) {
                if (System.nanoTime() - deadline >= 0) {
                    erasures.release(cancelled);
                    throw new StillUnderWayException();
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
                held = erasures.hold(part);
                cancelled.addAll(held.cancelled());
            }
            return held;
        }

        /** If something was added or sent again meanwhile, its copies have to go, too. */
        private void erase(List<String> part) {
            Optional<Map<String, Integer>> gone = Optional.empty();
            while (gone.isEmpty()) {
                Held held = hold(part);
                copies(held);
                gone = erasures.erase(held, deed(held.interactions().size()));
                if (gone.isPresent()) {
                    noted |= !held.interactions().isEmpty();
                    tally.add(held);
                } else {
                    log.info("An interaction changed while it was being erased; its copies are erased again.");
                }
            }
            gone.get().forEach(tally::add);
        }

        private void copies(Held held) {
            Traces traces = Traces.of(request.subject(), held);
            for (Copies copies : places) {
                try {
                    copies.erase(traces, request.dryRun()).ifPresent(count -> tally.add(copies.place(), count));
                } catch (IOException e) {
                    unreachable(copies, e);
                }
            }
            List<String> activities = held.interactions().stream()
                    .flatMap(interaction -> interaction.activityIds().stream())
                    .toList();
            tally.add(
                    "rejection",
                    erasures.rejections(traces::isIn, activities, request.dryRun())
                            .size());
        }

        private void unreachable(Copies copies, IOException e) {
            if (!request.dryRun() && !copies.isFoundWithoutLedger()) {
                throw new CopiesUnreachableException(copies.place(), e);
            }
            log.warn("{} cannot be erased now: {}", copies.place(), e.getMessage());
            tally.problems.put(copies.place(), "It cannot be reached now; ask again when it can.");
        }

        /** Who erased nothing that the ledger knows has still asked for it. */
        private void end() {
            if (!request.dryRun() && !noted) {
                audit.note(deed(0));
            }
        }

        private Audit.Deed deed(int interactions) {
            ObjectNode filter = JsonNodeFactory.instance
                    .objectNode()
                    .put("by", request.subject().kind())
                    .put("reference", erasures.reference(request.subject()));
            if (request.subject().tenant() != null) {
                filter.put("tenant", request.subject().tenant());
            }
            return new Audit.Deed(request.who(), "erase", filter, interactions, request.reason());
        }
    }
}
