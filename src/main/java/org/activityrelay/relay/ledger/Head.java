package org.activityrelay.relay.ledger;

/**
 * What is known of an interaction, read at some moment.
 *
 * @param id of the head; also of the first revision
 * @param latestRevision the last one stored
 * @param currentRevision the last one that may replace others
 * @param currentActivity its id
 * @param shared whether revisions came from different agents
 */
record Head(String id, int latestRevision, int currentRevision, String currentActivity, boolean shared) {}
