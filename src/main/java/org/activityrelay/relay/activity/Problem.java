package org.activityrelay.relay.activity;

/**
 * One reason why something is not a record.
 *
 * @param pointer JSON Pointer into what was sent (RFC 6901); empty for the whole
 * @param detail what is wrong and what to do
 */
public record Problem(String pointer, String detail) {

    static String pointer(String parent, String name) {
        return parent + "/" + name.replace("~", "~0").replace("/", "~1");
    }
}
