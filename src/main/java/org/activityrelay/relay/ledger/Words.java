package org.activityrelay.relay.ledger;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Enums by the words that stand for them in SQL. */
final class Words {

    private static final Map<String, Mode> MODES = index(Mode.values(), Mode::word);
    private static final Map<String, DeliveryState> STATES = index(DeliveryState.values(), DeliveryState::word);
    private static final Map<String, ActivityStatus> STATUSES = index(ActivityStatus.values(), ActivityStatus::word);

    private Words() {}

    static Mode mode(String word) {
        return known(MODES, word);
    }

    static DeliveryState state(String word) {
        return known(STATES, word);
    }

    static ActivityStatus status(String word) {
        return known(STATUSES, word);
    }

    private static <T> Map<String, T> index(T[] values, Function<T, String> word) {
        return Arrays.stream(values).collect(Collectors.toUnmodifiableMap(word, Function.identity()));
    }

    private static <T> T known(Map<String, T> words, String word) {
        T value = words.get(word);
        if (value == null) {
            throw new IllegalStateException("The ledger holds the word '" + word
                    + "', which this version does not know. Was it written by a newer one?");
        }
        return value;
    }
}
