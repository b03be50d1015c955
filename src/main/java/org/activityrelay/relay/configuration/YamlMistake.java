package org.activityrelay.relay.configuration;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Camel says of a word that it does not know, in the words of somebody who has never seen Camel.
 *
 * @param what is wrong
 * @param remedy what to do about it
 */
record YamlMistake(String what, String remedy) {

    private static final Pattern STEP = Pattern.compile("Unknown node id: (\\S+)");
    private static final Pattern FIELD = Pattern.compile("Unsupported field: (\\S+)");

    /** The steps that rules and destinations are made of; for guesses only. */
    private static final Set<String> STEPS = Set.of(
            "to",
            "toD",
            "choice",
            "filter",
            "setBody",
            "setHeader",
            "setHeaders",
            "setVariable",
            "setVariables",
            "setProperty",
            "removeHeader",
            "removeHeaders",
            "removeVariable",
            "removeProperty",
            "transform",
            "marshal",
            "unmarshal",
            "convertBodyTo",
            "enrich",
            "split",
            "multicast",
            "recipientList",
            "loop",
            "doTry",
            "throwException",
            "stop",
            "log",
            "validate",
            "step",
            "pipeline",
            "sort");

    /** What stands inside routes and steps; for guesses only. */
    private static final Set<String> FIELDS = Set.of(
            "id",
            "description",
            "from",
            "uri",
            "parameters",
            "steps",
            "when",
            "otherwise",
            "simple",
            "constant",
            "jsonata",
            "expression",
            "language",
            "name",
            "message");

    static YamlMistake of(String problem) {
        if (problem.contains("(TAB)")) {
            return new YamlMistake("a tab stands where blanks belong", "indent with blanks");
        }
        Matcher step = STEP.matcher(problem);
        if (step.matches()) {
            return new YamlMistake("there is no step " + step.group(1), remedy(step.group(1), STEPS));
        }
        Matcher field = FIELD.matcher(problem);
        return field.matches()
                ? new YamlMistake(field.group(1) + " is not known here", remedy(field.group(1), FIELDS))
                : new YamlMistake(problem.replaceAll("\\s+", " "), "correct the YAML");
    }

    private static String remedy(String word, Set<String> known) {
        return Nearest.isClose(word, known)
                ? "write " + Nearest.to(word, known)
                : "correct the word, or how far it is indented";
    }

    Finding in(String file, Integer line) {
        return new Finding(file, line, what, remedy);
    }
}
