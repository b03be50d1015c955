package org.activityrelay.relay.ledger;

/**
 * Where a walk over deliveries goes on: behind this one.
 *
 * @param activityId id of its record
 * @param deliveryId its id, or the lowest or highest there is
 */
record Position(String activityId, String deliveryId) {

    private static final String HIGHEST = "ffffffff-ffff-ffff-ffff-ffffffffffff";
    private static final String LOWEST = "00000000-0000-0000-0000-000000000000";

    /** Before everything. */
    static Position start(boolean newestFirst) {
        return newestFirst ? new Position(HIGHEST, HIGHEST) : new Position(LOWEST, LOWEST);
    }

    /** Behind every delivery of a record. */
    static Position behind(String activityId, boolean newestFirst) {
        return new Position(activityId, newestFirst ? LOWEST : HIGHEST);
    }

    /** @throws IllegalArgumentException when the text was not made by {@link #toString} */
    static Position parse(String text) {
        String[] ids = text.split("\\.", -1);
        String activity = Text.id(ids[0]);
        String delivery = ids.length == 2 ? Text.id(ids[1]) : null;
        if (activity == null || delivery == null) {
            throw new IllegalArgumentException("'after' is not what a page before gave as 'next'");
        }
        return new Position(activity, delivery);
    }

    @Override
    public String toString() {
        return activityId + "." + deliveryId;
    }
}
