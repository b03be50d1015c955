package org.activityrelay.relay.ledger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * SQL text whose {@code #} stands for several rows or values. Sizes are powers of two, so that only a few statements are
 * ever prepared.
 */
final class Rows {

    /** More is split: keeps the number of parameters far below every driver's limit. */
    static final int MOST = 128;

    private final String sql;
    private final String row;
    private final ConcurrentMap<Integer, String> bySize = new ConcurrentHashMap<>();

    /**
     * @param sql with one {@code #}
     * @param row what to repeat: {@code (?, ?)} or {@code ?}
     */
    Rows(String sql, String row) {
        this.sql = sql;
        this.row = row;
    }

    String sql(int size) {
        return bySize.computeIfAbsent(
                size, count -> sql.replace("#", String.join(", ", Collections.nCopies(count, row))));
    }

    /** The largest size at most that big: for statements whose rows may not repeat. */
    static int atMost(int rows) {
        return Math.min(MOST, Integer.highestOneBit(rows));
    }

    /** Repeats the last value until the size is a power of two: for {@code in} lists. At most {@link #MOST} values. */
    static <T> List<T> padded(List<T> values) {
        int size = values.size() <= 1 ? 1 : Integer.highestOneBit(values.size() - 1) << 1;
        if (size == values.size()) {
            return values;
        }
        List<T> padded = new ArrayList<>(values);
        padded.addAll(Collections.nCopies(size - values.size(), values.get(values.size() - 1)));
        return padded;
    }
}
