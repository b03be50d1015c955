package org.activityrelay.relay.destination.jsonata;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Parser;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Limits of one evaluation, and where it is. The library's own limits ({@code Frame.setRuntimeBounds}) stop counting
 * after the first field of an object, so that an endless function in the second one runs for ever.
 */
final class Bounds {

    /** A mapping takes well under a millisecond; one that computes for this long does not end. */
    static final Duration LIMIT = Duration.ofSeconds(2);

    /** Nested evaluations; far below what a thread's stack holds. */
    private static final int DEPTH = 300;

    private static final Field POSITION = position();

    private final Deque<Parser.Symbol> open = new ArrayDeque<>();
    private final ComputingTime time = ComputingTime.ofThisThread(LIMIT);

    /** Watches everything that is evaluated with this frame. */
    void watch(Jsonata.Frame frame) {
        frame.setEvaluateEntryCallback((expression, input, environment) -> enter(expression));
        frame.setEvaluateExitCallback((expression, input, environment, result) -> open.pop());
    }

    private void enter(Parser.Symbol expression) {
        open.push(expression);
        if (open.size() > DEPTH) {
            throw new JException("D3137", location(), "nested too deeply; does a function call itself without end?");
        }
        if (time.isOver()) {
            throw new JException(
                    "D3137", location(), "not done after " + LIMIT.toSeconds() + " s; is there an endless loop?");
        }
    }

    /** Of the innermost expression that is being evaluated and has one, counted from 1; -1 if unknown. */
    int location() {
        for (Parser.Symbol expression : open) {
            int location = locationOf(expression);
            if (location > 0) {
                return location;
            }
        }
        return -1;
    }

    private static int locationOf(Parser.Symbol expression) {
        try {
            return POSITION == null ? -1 : POSITION.getInt(expression);
        } catch (IllegalAccessException impossible) {
            return -1;
        }
    }

    /** The library keeps it to itself; without it messages name only the file. */
    private static Field position() {
        try {
            Field position = Parser.Symbol.class.getDeclaredField("position");
            position.setAccessible(true);
            return position;
        } catch (ReflectiveOperationException | RuntimeException changed) {
            return null;
        }
    }
}
