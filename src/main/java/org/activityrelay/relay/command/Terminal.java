package org.activityrelay.relay.command;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;
import java.util.Locale;

/** Whether a person sits in front of the command, and what they answer. */
final class Terminal {

    private Terminal() {}

    static boolean isInteractive() {
        Console console = System.console();
        return console != null && isTerminal(console);
    }

    /** From Java 22 on there is a console without a terminal, too, and a method that tells. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException before22) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    /** Whether the answer is yes; anything but y or yes is no. */
    static boolean agrees(String question) {
        String answer = System.console().readLine("%s [y/N] ", question);
        return answer != null
                && (answer.strip().toLowerCase(Locale.ROOT).equals("y")
                        || answer.strip().toLowerCase(Locale.ROOT).equals("yes"));
    }
}
