package org.activityrelay.relay.configuration;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A stage whose routes are an operator's to edit; the digit and word begin the file name. */
public enum Stage {
    INTAKE(1, "intake"),
    ROUTING(3, "routing"),
    DESTINATION(5, "destination");

    /** The end of a route file's name. */
    public static final String SUFFIX = ".camel.yaml";

    private static final Pattern NAME = Pattern.compile("(\\d)-(([a-z]+)(-[A-Za-z0-9-]+)?)\\.camel\\.yaml");

    private final int digit;
    private final String word;

    Stage(int digit, String word) {
        this.digit = digit;
        this.word = word;
    }

    /** How the names of its files begin: {@code 5-destination}. */
    public String prefix() {
        return digit + "-" + word;
    }

    /** The stage a route file belongs to by its name, if it says one. */
    static Optional<Stage> of(String file) {
        Matcher name = NAME.matcher(file);
        if (name.matches()) {
            for (Stage stage : values()) {
                if (name.group(1).equals(String.valueOf(stage.digit))
                        && name.group(3).equals(stage.word)) {
                    return Optional.of(stage);
                }
            }
        }
        return Optional.empty();
    }
}
