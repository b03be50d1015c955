package org.activityrelay.relay.check;

import java.util.ArrayList;
import java.util.List;

/** Finds the functions in a text of Camel's Simple language, the nested ones too. */
final class SimpleFunctions {

    private static final List<String> BEGINNINGS = List.of("${", "$simple{");

    private final String text;
    private final List<SimpleFunction> functions = new ArrayList<>();
    private int position;

    private SimpleFunctions(String text) {
        this.text = text;
    }

    static List<SimpleFunction> in(String text) {
        SimpleFunctions scan = new SimpleFunctions(text);
        while (scan.position < text.length()) {
            int begun = scan.beginning();
            if (begun > 0) {
                scan.position += begun;
                scan.function();
            } else {
                scan.position++;
            }
        }
        return scan.functions;
    }

    /** Length of the beginning of a function here, or 0. */
    private int beginning() {
        for (String beginning : BEGINNINGS) {
            if (text.startsWith(beginning, position)) {
                return beginning.length();
            }
        }
        return 0;
    }

    /** Reads to the end of the function; nested functions are left out of its own text. */
    private void function() {
        StringBuilder own = new StringBuilder();
        while (position < text.length() && text.charAt(position) != '}') {
            int begun = beginning();
            if (begun > 0) {
                position += begun;
                function();
            } else {
                own.append(text.charAt(position++));
            }
        }
        position++;
        functions.add(new SimpleFunction(own.toString().trim()));
    }
}
