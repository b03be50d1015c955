package org.activityrelay.relay.crashtest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * What senders do in one round: new interactions, new versions of earlier ones, and copies, each sent again until it is
 * acknowledged.
 */
final class Workload {

    /** The service takes more than 20 revisions in an hour for a mistake of the sender. */
    private static final int MOST_VERSIONS = 8;

    private final String prefix;
    private final Map<String, Interaction> interactions = new LinkedHashMap<>();
    private final List<Interaction> order = new ArrayList<>();
    private final Map<Way, Integer> acknowledged = new EnumMap<>(Way.class);
    private final List<String> refusals = new ArrayList<>();
    private final List<Thread> senders = new ArrayList<>();
    private volatile boolean working = true;
    private volatile boolean goesOn = true;

    /** @param prefix of all interaction ids of this round */
    Workload(String prefix) {
        this.prefix = prefix;
    }

    /** The doors, as the table counts them. */
    enum Way {
        HTTP,
        FILES,
        QUEUE
    }

    /** Starts a sender that uses a door until {@link #finish()}. */
    void start(Way way, Door door, long seed) {
        Random random = new Random(seed);
        Thread sender = new Thread(() -> work(way, door, random), "sender-" + way);
        sender.setDaemon(true);
        senders.add(sender);
        sender.start();
    }

    /** Whether it is still worth sending something again. */
    boolean goesOn() {
        return goesOn;
    }

    private void work(Way way, Door door, Random random) {
        try {
            while (working) {
                List<Version> versions = choose(door, 1 + random.nextInt(door.most()), random);
                sendUntilAcknowledged(way, door, versions, random);
                TimeUnit.MILLISECONDS.sleep(random.nextInt(60));
            }
        } catch (Door.Refusal refusal) {
            refused(way, refusal);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sendUntilAcknowledged(Way way, Door door, List<Version> versions, Random random)
            throws InterruptedException {
        while (goesOn) {
            if (door.send(versions)) {
                acknowledge(way, door, versions);
                return;
            }
            TimeUnit.MILLISECONDS.sleep(50 + random.nextInt(150));
        }
    }

    private synchronized List<Version> choose(Door door, int count, Random random) {
        List<Version> versions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            versions.add(choose(door, random));
        }
        return versions;
    }

    private Version choose(Door door, Random random) {
        int dice = random.nextInt(10);
        for (int tries = 0; dice >= 5 && !order.isEmpty() && tries < 10; tries++) {
            Interaction known = order.get(random.nextInt(order.size()));
            if (known.isIdle() && (door.isQueue() || !known.isQueued())) {
                boolean copy = dice == 9 || known.newest() == MOST_VERSIONS;
                return copy ? known.again(1 + random.nextInt(known.newest())) : known.next();
            }
        }
        return begin().next();
    }

    /** Of each kind in turn. */
    private Interaction begin() {
        Kind kind = Kind.values()[order.size() % Kind.values().length];
        Interaction interaction = new Interaction(prefix + order.size(), kind);
        interactions.put(interaction.id(), interaction);
        order.add(interaction);
        return interaction;
    }

    private synchronized void acknowledge(Way way, Door door, List<Version> versions) {
        versions.forEach(version -> version.interaction().acknowledged(version.number(), door.isQueue()));
        acknowledged.merge(way, versions.size(), Integer::sum);
    }

    private synchronized void refused(Way way, Door.Refusal refusal) {
        refusals.add(way + ": " + refusal.getMessage());
    }

    /** Nothing new is begun; what was begun is still sent until it is acknowledged. */
    void finish() {
        working = false;
    }

    boolean isFinished() {
        return senders.stream().noneMatch(Thread::isAlive);
    }

    /** Gives up what is not acknowledged. */
    void stop() throws InterruptedException {
        working = false;
        goesOn = false;
        for (Thread sender : senders) {
            sender.interrupt();
            sender.join();
        }
    }

    synchronized int acknowledged(Way way) {
        return acknowledged.getOrDefault(way, 0);
    }

    /** What was refused although it is a record. */
    synchronized List<String> refusals() {
        return List.copyOf(refusals);
    }

    synchronized Collection<Interaction> interactions() {
        return List.copyOf(order);
    }

    synchronized Interaction find(String id) {
        return interactions.get(id);
    }

    String prefix() {
        return prefix;
    }

    /** How many different versions were acknowledged. */
    synchronized int versions() {
        return order.stream().mapToInt(Interaction::acknowledgedVersions).sum();
    }
}
