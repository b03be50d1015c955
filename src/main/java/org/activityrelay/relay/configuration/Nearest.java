package org.activityrelay.relay.configuration;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** The word somebody probably meant. */
public final class Nearest {

    private Nearest() {}

    /**
     * The known word with the fewest edits (insert, delete, replace a character, or swap two).
     *
     * @param known at least one
     */
    public static String to(String written, Collection<String> known) {
        String lower = written.toLowerCase(Locale.ROOT);
        return known.stream()
                .min(Comparator.comparingInt(word -> edits(lower, word.toLowerCase(Locale.ROOT))))
                .orElseThrow();
    }

    /** Whether the nearest word is so near that it was probably meant: two edits, or a third of the word. */
    public static boolean isClose(String written, Collection<String> known) {
        if (known.isEmpty()) {
            return false;
        }
        String nearest = to(written, known);
        return edits(written.toLowerCase(Locale.ROOT), nearest.toLowerCase(Locale.ROOT))
                <= Math.max(2, written.length() / 3);
    }

    /** Damerau-Levenshtein distance, adjacent swaps only. */
    static int edits(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            cost[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            cost[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replace, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
