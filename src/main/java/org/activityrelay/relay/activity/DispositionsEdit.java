package org.activityrelay.relay.activity;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.activityrelay.relay.activity.Dispositions.Listed;

/**
 * Puts dispositions into the text of {@code config/dispositions.yaml}. What is there already stays where it is, with its
 * comments; an entry of the same name moves when its class changed.
 */
public final class DispositionsEdit {

    private static final Pattern SECTION = Pattern.compile("^[A-Za-z_]+:.*");
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\d](?:[\\p{L}\\d ._/()+-]*[\\p{L}\\d.)+])?");

    private final List<String> lines;
    private int added;
    private int changed;

    private DispositionsEdit(String text) {
        lines = new ArrayList<>(Arrays.asList(text.stripTrailing().split("\n", -1)));
    }

    /**
     * What became of the file.
     *
     * @param text of the whole file
     * @param added entries that were not there
     * @param changed entries that had another class, code or id
     */
    public record Result(String text, int added, int changed) {}

    /**
     * @param existing content of the file; may be empty
     * @param wanted common dispositions, of no tenant
     * @throws Dispositions.InvalidDispositionsException when the file is wrong already, or would be
     */
    public static Result merge(byte[] existing, Collection<Listed> wanted) {
        DispositionsEdit edit =
                new DispositionsEdit(new String(existing, StandardCharsets.UTF_8).replace("\r\n", "\n"));
        for (Listed each : wanted) {
            edit.put(each);
        }
        String text = String.join("\n", edit.lines).strip() + "\n";
        Dispositions.parse(text.getBytes(StandardCharsets.UTF_8));
        return new Result(text, edit.added, edit.changed);
    }

    private void put(Listed wanted) {
        Map<String, Listed> present = new HashMap<>();
        Dispositions.parse(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)).listed().stream()
                .filter(each -> each.tenant() == null)
                .forEach(each -> present.put(Dispositions.key(each.name()), each));
        Listed before = present.get(Dispositions.key(wanted.name()));
        if (before != null && isSame(before, wanted)) {
            return;
        }
        if (before == null) {
            added++;
        } else {
            changed++;
            remove(before.line() - 1);
        }
        int place = placeFor(wanted.dispositionClass());
        String indent = indentBefore(place);
        lines.addAll(
                place, entry(wanted, before).stream().map(line -> indent + line).toList());
    }

    /** A list without codes says nothing about codes. */
    private static boolean isSame(Listed before, Listed wanted) {
        return before.dispositionClass() == wanted.dispositionClass()
                && (wanted.code() == null || wanted.code().equals(before.code()))
                && (wanted.id() == null || wanted.id().equals(before.id()));
    }

    private static List<String> entry(Listed wanted, Listed before) {
        List<String> entry = new ArrayList<>();
        entry.add("- name: " + quoted(wanted.name()));
        String code = wanted.code() == null && before != null ? before.code() : wanted.code();
        String id = wanted.id() == null && before != null ? before.id() : wanted.id();
        if (code != null) {
            entry.add("  code: " + quoted(code));
        }
        if (id != null) {
            entry.add("  id: " + quoted(id));
        }
        return entry;
    }

    /** Plain where YAML takes it for a text; {@code No} and {@code 10} would be something else elsewhere. */
    private static String quoted(String text) {
        boolean plain =
                PLAIN.matcher(text).matches() && !text.matches("(?i)yes|no|on|off|true|false|null|y|n|[\\d.eE+-]+");
        return plain ? text : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private void remove(int line) {
        int indent = indent(lines.get(line));
        lines.remove(line);
        while (line < lines.size()
                && !lines.get(line).isBlank()
                && indent(lines.get(line)) > indent
                && !lines.get(line).strip().startsWith("#")) {
            lines.remove(line);
        }
    }

    /** After the last entry of the class; a new section comes before that of the tenants. */
    private int placeFor(DispositionClass wanted) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(wanted.name() + ":")) {
                lines.set(i, lines.get(i).replaceFirst(":\\s*\\[\\s*]", ":"));
                int last = i;
                for (int j = i + 1;
                        j < lines.size() && !SECTION.matcher(lines.get(j)).matches();
                        j++) {
                    boolean entry = !lines.get(j).isBlank() && !lines.get(j).startsWith("#");
                    last = entry ? j : last;
                }
                return last + 1;
            }
        }
        int tenants = lines.size();
        for (int i = 0; i < lines.size(); i++) {
            tenants = lines.get(i).startsWith("tenants:") ? i : tenants;
        }
        boolean last = tenants == lines.size();
        boolean apart = tenants == 0 || lines.get(tenants - 1).isBlank();
        List<String> section = new ArrayList<>(apart ? List.of() : List.of(""));
        section.add(wanted.name() + ":");
        lines.addAll(tenants, section);
        int place = tenants + section.size();
        if (!last) {
            lines.add(place, "");
        }
        return place;
    }

    /** As the entries above have it. */
    private String indentBefore(int place) {
        for (int i = place - 1; i >= 0 && !SECTION.matcher(lines.get(i)).matches(); i--) {
            if (lines.get(i).stripLeading().startsWith("- ")) {
                return " ".repeat(indent(lines.get(i)));
            }
        }
        return "  ";
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }
}
