package org.activityrelay.relay.configuration;

/**
 * One error in the configuration that a person can cause.
 *
 * @param file below the routes folder, or another name of where to look
 * @param line in that file, from 1, or null when it is about the whole file
 * @param what is wrong
 * @param remedy what to do about it
 */
public record Finding(String file, Integer line, String what, String remedy) {

    @Override
    public String toString() {
        return file + (line == null ? "" : ":" + line) + ": " + what + (remedy == null ? "" : ", " + remedy);
    }
}
