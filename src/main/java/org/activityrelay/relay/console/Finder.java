package org.activityrelay.relay.console;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.activityrelay.relay.ledger.QueryBuilder;
import org.activityrelay.relay.ledger.Records;
import org.activityrelay.relay.ledger.Records.StoredActivity;

/**
 * Finds records by one text that may mean several things: each meaning is a search of its own, and their pages become
 * one, newest first.
 */
class Finder {

    private final Records records;
    private final Clockface clockface;

    Finder(Records records, Clockface clockface) {
        this.records = records;
        this.clockface = clockface;
    }

    /**
     * A page of what was found.
     *
     * @param next where the next page begins, or null
     * @param meanings as what the text was looked for
     */
    record Found(List<StoredActivity> records, String next, List<Meaning> meanings) {}

    /**
     * Searches.
     *
     * @param tenant the only one to look at, or null
     * @param after where the page before ended, or null
     * @throws IllegalArgumentException when a criterion makes no sense; its message is for the one who asked
     */
    Found find(SearchForm form, String tenant, String after, int limit) {
        if (form.what() == null) {
            Records.Page page = records.search(query(form, tenant, null, after, limit));
            return new Found(page.items(), page.next(), List.of());
        }
        List<Meaning> meanings = Meaning.of(form.what());
        List<Records.Page> pages = meanings.stream()
                .map(meaning -> records.search(query(form, tenant, meaning, after, limit)))
                .toList();
        return merge(pages, meanings, limit);
    }

    /** Ids grow with time. Below the end of the shortest page nobody has looked everywhere yet. */
    private static Found merge(List<Records.Page> pages, List<Meaning> meanings, int limit) {
        Map<String, StoredActivity> byId = new TreeMap<>(Comparator.reverseOrder());
        List<String> ends = new ArrayList<>();
        for (Records.Page page : pages) {
            page.items().forEach(found -> byId.put(found.id(), found));
            if (page.next() != null) {
                ends.add(page.next());
            }
        }
        String end = ends.isEmpty() ? null : Collections.max(ends);
        List<StoredActivity> all = byId.values().stream()
                .filter(found -> end == null || found.id().compareTo(end) >= 0)
                .toList();
        List<StoredActivity> page = all.subList(0, Math.min(limit, all.size()));
        return new Found(page, all.size() > limit ? page.get(limit - 1).id() : end, meanings);
    }

    private Records.Query query(SearchForm form, String tenant, Meaning meaning, String after, int limit) {
        String what = form.what();
        QueryBuilder query = new QueryBuilder()
                .tenant(tenant)
                .service(form.service())
                .type(form.type())
                .disposition(form.disposition())
                .status(form.status())
                .destination(form.destination())
                .receivedFrom(clockface.read(form.from()))
                .receivedTo(clockface.read(form.to()))
                .after(after)
                .limit(limit);
        return (meaning == null ? query : meaning.in(query, what)).build();
    }

    /** All revisions of an interaction that the ledger keeps, oldest first; of an absurd number the newest. */
    List<StoredActivity> revisions(StoredActivity of) {
        Records.Query query = Records.Query.ofInteraction(
                of.canonical().path("tenant").asText(null),
                of.canonical().path("interactionId").asText(null));
        return records.search(query).items().stream()
                .filter(other ->
                        other.canonical().path("kind").equals(of.canonical().path("kind")))
                .sorted(Comparator.comparingInt(StoredActivity::revision))
                .toList();
    }
}
