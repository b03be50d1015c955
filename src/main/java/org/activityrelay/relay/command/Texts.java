package org.activityrelay.relay.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Numbers and tables as commands print them. */
final class Texts {

    private Texts() {}

    /** With thousands apart; a count that ended at its limit says so. */
    static String count(long count, int upTo) {
        String number = String.format(Locale.ROOT, "%,d", count);
        return count >= upTo ? number + " or more" : number;
    }

    static String counted(long count, String one, String many) {
        return count(count, Integer.MAX_VALUE) + " " + (count == 1 ? one : many);
    }

    static String size(long bytes) {
        return bytes < 1_000_000
                ? String.format(Locale.ROOT, "%,d kB", Math.max(1, bytes / 1_000))
                : String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
    }

    /**
     * Lines of columns of one width each.
     *
     * @param sides l or r for each column
     */
    static List<String> table(List<List<String>> rows, String sides) {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                int width = width(rows, column);
                String format = sides.charAt(column) == 'r' ? "%" + width + "s" : "%-" + width + "s";
                line.append(column == 0 ? "" : "  ").append(String.format(Locale.ROOT, format, row.get(column)));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(1);
    }
}
