package org.activityrelay.relay.configuration;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** What differs between two snapshots. */
public final class SnapshotChanges {

    private static final int CONTEXT = 3;

    private SnapshotChanges() {}

    /** The files that differ, in the order of their paths. */
    public static List<Change> between(Snapshot from, Snapshot to) {
        TreeSet<String> paths = new TreeSet<>();
        from.paths().forEach(paths::add);
        to.paths().forEach(paths::add);
        List<Change> changes = new ArrayList<>();
        for (String path : paths) {
            String before = from.text(path).orElse(null);
            String after = to.text(path).orElse(null);
            if (before == null || !before.equals(after)) {
                changes.add(new Change(path, Kind.of(before, after), diff(path, before, after)));
            }
        }
        return changes;
    }

    /** In the unified form, as the tools of version control print it. */
    private static String diff(String path, String before, String after) {
        List<String> old = lines(before);
        List<String> lines = UnifiedDiffUtils.generateUnifiedDiff(
                before == null ? "/dev/null" : "a/" + path,
                after == null ? "/dev/null" : "b/" + path,
                old,
                DiffUtils.diff(old, lines(after)),
                CONTEXT);
        return String.join("\n", lines);
    }

    private static List<String> lines(String text) {
        return text == null ? List.of() : text.lines().toList();
    }

    /**
     * One file that differs.
     *
     * @param diff its lines, in the unified form
     */
    public record Change(String path, Kind kind, String diff) {}

    /** How a file differs. */
    public enum Kind {
        ADDED,
        REMOVED,
        CHANGED;

        private static Kind of(String before, String after) {
            return before == null ? ADDED : after == null ? REMOVED : CHANGED;
        }

        /** As in JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
