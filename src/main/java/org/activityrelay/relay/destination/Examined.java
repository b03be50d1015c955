package org.activityrelay.relay.destination;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.activityrelay.relay.delivery.RecordedRequest;
import org.activityrelay.relay.ledger.Claim;

/** A destination under examination, and what has been seen of it so far. One thread examines; others may look. */
public final class Examined {

    private final String name;
    private final DestinationSettings settings;
    private final List<String> endpoints;
    private final Supplier<List<Rehearsed>> rehearsals;
    private final List<Observation> seen = new CopyOnWriteArrayList<>();
    private List<Rehearsed> rehearsed;
    private boolean hopeless;

    /**
     * @param endpoints addresses that its route sends to
     * @param rehearsals what its route makes of records of every kind; asked at most once
     */
    public Examined(
            String name, DestinationSettings settings, List<String> endpoints, Supplier<List<Rehearsed>> rehearsals) {
        this.name = name;
        this.settings = settings;
        this.endpoints = List.copyOf(endpoints);
        this.rehearsals = rehearsals;
    }

    /**
     * What a route made of one record when nothing was sent.
     *
     * @param claim the delivery
     * @param disposition of that record
     * @param failure why it would not be delivered even if every receiver took it, or null
     * @param requests that it would send
     * @param mapped what its mapping made for a CRM, in order
     */
    public record Rehearsed(
            Claim claim, String disposition, String failure, List<RecordedRequest> requests, List<Mapped> mapped) {}

    /**
     * Fields of one record for a CRM.
     *
     * @param object what kind of record
     */
    public record Mapped(String object, ObjectNode fields) {}

    public String name() {
        return name;
    }

    public DestinationSettings settings() {
        return settings;
    }

    /** What its route makes of records of every kind. */
    public List<Rehearsed> rehearsals() {
        if (rehearsed == null) {
            rehearsed = rehearsals.get();
        }
        return rehearsed;
    }

    /** Addresses that its route sends to and that begin so. */
    public List<String> endpoints(String... beginnings) {
        Set<String> wanted = Set.of(beginnings);
        return endpoints.stream()
                .filter(endpoint -> wanted.stream().anyMatch(endpoint::startsWith))
                .toList();
    }

    /** Name of a setting, {@code relay.destination.<name>.<key>}. */
    public String key(String key) {
        return "relay.destination." + name + "." + key;
    }

    public void ok(String what) {
        seen.add(Observation.ok(what));
    }

    public void warning(String what, String remedy) {
        seen.add(Observation.warning(what, remedy));
    }

    public void problem(String what, String remedy) {
        seen.add(Observation.problem(what, remedy));
    }

    /** What is wrong makes it pointless to ask the receiver any further. */
    public void giveUp() {
        hopeless = true;
    }

    /** Whether an examiner before has given up. */
    public boolean isHopeless() {
        return hopeless;
    }

    /** Everything noted, in order. */
    public List<Observation> seen() {
        return List.copyOf(seen);
    }
}
