package org.activityrelay.relay.intake;

/**
 * Something a door received.
 *
 * @param bytes as received
 * @param contentType media type as received, or null to find out
 * @param intake the door: http, files, queue, …
 * @param source where in that door (name of a file, message id), or null
 * @param tenant whose record it is; null for the configured default
 * @param principal name of the key or user that sent it, or null
 * @param at where in its source it begins, when it is a piece of a bigger whole; else null
 */
public record Body(
        byte[] bytes, String contentType, String intake, String source, String tenant, String principal, At at) {

    /** Something that is not a piece of a bigger whole. */
    public Body(byte[] bytes, String contentType, String intake, String source, String tenant, String principal) {
        this(bytes, contentType, intake, source, tenant, principal, null);
    }

    /**
     * Both count from 1. Of a row of CSV, which comes below the line of column names, it is the row's place.
     *
     * @param line in the source
     * @param column in that line
     */
    public record At(long line, long column) {}
}
