package org.activityrelay.relay.configuration;

/**
 * One error in the configuration that a person can cause.
 *
 * @param file below the routes folder, or another name of where to look
 * @param line in that file, from 1, or null when it is about the whole file
 * @param what is wrong
 * @param remedy what to do about it
 * @param warning whether it is wrong but hurts nothing that runs: it stops no start and no reload
 */
public record Finding(String file, Integer line, String what, String remedy, boolean warning) {

    /** An error. */
    public Finding(String file, Integer line, String what, String remedy) {
        this(file, line, what, remedy, false);
    }

    /** The same in a file of another name. */
    public Finding in(String other) {
        return new Finding(other, line, what, remedy, warning);
    }

    @Override
    public String toString() {
        return file + (line == null ? "" : ":" + line) + ": " + what + (remedy == null ? "" : ", " + remedy);
    }
}
