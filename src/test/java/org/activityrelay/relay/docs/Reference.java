package org.activityrelay.relay.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The page of all settings, made from the file that holds their defaults. */
final class Reference {

    static final Path DEFAULTS = Path.of("src/main/resources/application.yaml");
    static final Path PAGE = Path.of("docs/REFERENCE.md");

    private static final Pattern KEY = Pattern.compile("^( *)([A-Za-z0-9-]+):(?: (.*))?$");

    private final List<Setting> settings = new ArrayList<>();
    private final Deque<String> path = new ArrayDeque<>();
    private final List<String> comment = new ArrayList<>();

    /** One setting with its default and what it is for. */
    record Setting(String key, String value, String meaning) {}

    static List<Setting> settings() throws IOException {
        Reference reference = new Reference();
        List<String> lines = Files.readAllLines(DEFAULTS);
        for (int i = 0; i < lines.size(); i++) {
            reference.read(lines.get(i), lines.subList(i + 1, lines.size()));
        }
        return reference.settings.stream()
                .filter(setting -> setting.key.matches("(relay|site|server)\\..*"))
                .toList();
    }

    /** The page as it should be. */
    static String page() throws IOException {
        return """
                # Reference: every setting

                Made from [application.yaml](../src/main/resources/application.yaml) by the build; a test fails while they differ.
                What is set in `config/application.yaml` wins over it, and an environment variable over both: dots become
                underscores, dashes vanish, letters are upper case (`relay.intake.max-depth` is `RELAY_INTAKE_MAXDEPTH`).

                | setting | default | meaning |
                |---|---|---|
                """ + settings().stream().map(Reference::row).collect(Collectors.joining());
    }

    private static String row(Setting setting) {
        String value = setting.value.isEmpty() ? "" : "`" + setting.value.replace("|", "\\|") + "`";
        return "| `" + setting.key + "` | " + value + " | " + setting.meaning.replace("|", "\\|") + " |\n";
    }

    private void read(String line, List<String> following) {
        String text = line.strip();
        Matcher key = KEY.matcher(line);
        if (text.startsWith("#")) {
            comment.add(text.substring(1).strip());
        } else if (key.matches()) {
            while (path.size() > key.group(1).length() / 2) {
                path.removeLast();
            }
            path.addLast(key.group(2));
            if (key.group(3) != null || isLeaf(key.group(1).length(), following)) {
                settings.add(new Setting(
                        String.join(".", path), key.group(3) == null ? "" : key.group(3), String.join(" ", comment)));
            }
            comment.clear();
        } else {
            comment.clear();
        }
    }

    /** A key without a value is an empty setting, unless deeper keys follow. */
    private static boolean isLeaf(int indent, List<String> following) {
        return following.stream()
                .map(KEY::matcher)
                .filter(Matcher::matches)
                .findFirst()
                .map(next -> next.group(1).length() <= indent)
                .orElse(true);
    }
}
