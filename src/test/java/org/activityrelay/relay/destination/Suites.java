package org.activityrelay.relay.destination;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** Reads from a suite of tests which cases it shows, and which it says cannot happen. */
final class Suites {

    private Suites() {}

    /** Cases with the names of the tests that show them. */
    static Map<Case, Set<String>> shown(Class<?> suite) {
        Map<Case, Set<String>> shown = new EnumMap<>(Case.class);
        for (Class<?> type = suite; type != null; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                Shows shows = method.getAnnotation(Shows.class);
                boolean runs =
                        method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class);
                for (Case one : shows == null || !runs ? new Case[0] : shows.value()) {
                    shown.computeIfAbsent(one, key -> new java.util.TreeSet<>()).add(method.getName());
                }
            }
        }
        return shown;
    }

    /** Cases that it declares away, with the reasons. */
    static Map<Case, String> declared(Class<?> suite) {
        Map<Case, String> declared = new EnumMap<>(Case.class);
        for (Class<?> type = suite; type != null; type = type.getSuperclass()) {
            for (CannotHappen one : type.getDeclaredAnnotationsByType(CannotHappen.class)) {
                declared.put(one.value(), one.because());
            }
        }
        return declared;
    }

    /** What is wrong with a suite; empty if each case is either shown or declared away with a reason. */
    static List<String> mistakes(Class<?> suite) {
        List<String> mistakes = new ArrayList<>();
        Map<Case, Set<String>> shown = shown(suite);
        Map<Case, String> declared = declared(suite);
        for (Case one : EnumSet.allOf(Case.class)) {
            if (!shown.containsKey(one) && !declared.containsKey(one)) {
                mistakes.add(suite.getSimpleName() + " shows nothing of " + one
                        + ": mark a test with @Shows, or say by @CannotHappen why there is none");
            }
            if (shown.containsKey(one) && declared.containsKey(one)) {
                mistakes.add(suite.getSimpleName() + " says that " + one + " cannot happen, and shows it by "
                        + shown.get(one));
            }
            if (declared.containsKey(one) && declared.get(one).length() < 15) {
                mistakes.add(suite.getSimpleName() + " gives no reason why " + one + " cannot happen");
            }
        }
        return mistakes;
    }
}
