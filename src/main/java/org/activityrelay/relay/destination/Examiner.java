package org.activityrelay.relay.destination;

/**
 * Looks at one kind of destination the way its deliveries would go, without writing or sending anything. Beans of this type
 * are asked in their order, each on the thread of the destination's examination; what they ask is bounded in time.
 */
public interface Examiner {

    /**
     * Notes what it sees, if the destination is of its kind.
     *
     * @throws Exception anything that it has no better words for; it is noted as a problem
     */
    void examine(Examined destination) throws Exception;
}
