package org.activityrelay.relay.console;

/** What people type into a form. */
final class Typed {

    private static final int LONGEST = 500;

    private Typed() {}

    /** Without blanks around it; null when nothing is left. What no keyboard writes (control characters) is left out. */
    static String clean(String typed) {
        if (typed == null) {
            return null;
        }
        String clean = typed.replaceAll("\\p{Cntrl}|\\p{Cs}", "").strip();
        return clean.isEmpty() ? null : clean.substring(0, Math.min(LONGEST, clean.length()));
    }
}
