package org.activityrelay.relay.shadow;

import java.util.stream.Collectors;
import org.activityrelay.relay.shadow.Comparison.Change;
import org.activityrelay.relay.shadow.Comparison.Example;
import org.activityrelay.relay.shadow.Comparison.Group;

/** Writes a comparison for people. */
public final class ComparisonText {

    private static final int LONGEST = 160;

    private ComparisonText() {}

    /** The whole text. */
    public static String of(Comparison comparison) {
        StringBuilder out = new StringBuilder();
        out.append("%,d records compared, %,d differ".formatted(comparison.records(), comparison.different()));
        out.append(
                comparison.setAside() == 0
                        ? ".\n"
                        : "; %,d were set aside for what they are, and no rule is asked.%n"
                                .formatted(comparison.setAside()));
        for (Group group : comparison.groups()) {
            out.append('\n')
                    .append("%,8d  ".formatted(group.count()))
                    .append(sentence(group.change()))
                    .append('\n');
            for (Example example : group.examples()) {
                example(out, example, group.change().kind().equals("content"));
            }
        }
        return out.toString();
    }

    private static String sentence(Change change) {
        return switch (change.kind()) {
            case "added" -> change.delivery() + " is new: " + change.after();
            case "removed" -> change.delivery() + " is gone: " + change.before() + " sent it";
            case "arguments" ->
                change.delivery() + " gets other arguments: " + change.before() + " → " + change.after();
            case "content" -> change.delivery() + " is sent another " + change.after();
            case "unrouted" ->
                "nothing any more: " + change.after() + (change.before() == null ? "" : ", was " + change.before());
            default -> "no longer unrouted: was " + change.before();
        };
    }

    private static void example(StringBuilder out, Example example, boolean content) {
        out.append("          ")
                .append(example.id())
                .append("  ")
                .append(visible(String.valueOf(example.type())))
                .append(example.disposition() == null ? "" : ", " + visible(example.disposition()))
                .append('\n');
        if (content) {
            out.append("            - ").append(visible(example.before())).append('\n');
            out.append("            + ").append(visible(example.after())).append('\n');
        }
    }

    private static String visible(String text) {
        if (text == null) {
            return "nothing";
        }
        String shown = text.codePoints()
                .mapToObj(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                        ? String.format("\\u%04x", c)
                        : Character.toString(c))
                .collect(Collectors.joining());
        return shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST) + " …";
    }
}
