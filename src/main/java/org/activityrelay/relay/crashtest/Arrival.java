package org.activityrelay.relay.crashtest;

/**
 * One write that a receiver took.
 *
 * @param sink which receiver
 * @param recordKey names the thing written
 * @param deliveryKey names this write
 * @param revision of the record, as the service counts
 * @param interaction the sender's id of the record
 * @param version the sender's number of the content
 */
record Arrival(Sink sink, String recordKey, String deliveryKey, int revision, String interaction, int version) {}
