package org.activityrelay.relay.crashtest;

import java.util.Iterator;
import java.util.List;
import java.util.Random;

/** How a receiver behaves towards the next request. */
final class Weather {

    /** What happens to a request. */
    enum Behaviour {
        /** Written, and answered so. */
        TAKE,
        /** Written, and answered after a while, sometimes too late. */
        TAKE_SLOWLY,
        /** Written, and the connection is cut instead of an answer. */
        TAKE_AND_CUT,
        /** Not written; 500. */
        FAIL,
        /** Not written; 429 or 503 with Retry-After. */
        THROTTLE,
        /** Not written; the connection is cut. */
        CUT
    }

    private final Random random;
    private final Iterator<Behaviour> first = List.of(
                    Behaviour.TAKE_AND_CUT, Behaviour.CUT, Behaviour.FAIL, Behaviour.THROTTLE, Behaviour.TAKE_SLOWLY)
            .iterator();
    private boolean calm;

    Weather(long seed) {
        random = new Random(seed);
    }

    /** All of them within the first few requests, so that none is left out by chance; then by chance. */
    synchronized Behaviour next() {
        if (!calm && first.hasNext()) {
            return first.next();
        }
        int dice = random.nextInt(1_000);
        if (calm || dice >= 200) {
            return Behaviour.TAKE;
        }
        if (dice < 8) {
            return Behaviour.THROTTLE;
        }
        if (dice < 90) {
            return Behaviour.FAIL;
        }
        if (dice < 110) {
            return Behaviour.CUT;
        }
        return dice < 150 ? Behaviour.TAKE_AND_CUT : Behaviour.TAKE_SLOWLY;
    }

    /** Milliseconds of a slow answer; the service waits {@value Scratch#ANSWER_TIMEOUT}. */
    synchronized int slowness() {
        return 100 + random.nextInt(1_200);
    }

    synchronized void calm(boolean now) {
        calm = now;
    }
}
