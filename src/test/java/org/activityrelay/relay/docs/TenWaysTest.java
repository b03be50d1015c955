package org.activityrelay.relay.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.activityrelay.relay.check.Workbench;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.Snapshot;
import org.activityrelay.relay.configuration.SnapshotReader;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * The operators' page shows what is said of ten mistakes: they are made here, in the shipped rules, and the page holds the
 * answers. To write them anew: {@code ./mvnw test -Dtest=TenWaysTest -Dtenways.write=true}
 */
class TenWaysTest {

    private static final Path PAGE = Path.of("docs/operations.md");
    private static final String BEGIN = "<!-- ten ways: made by TenWaysTest -->\n";
    private static final String END = "<!-- end of ten ways -->\n";
    private static final String RULES = "routes/3-routing.camel.yaml";

    private static final List<Way> WAYS = List.of(
            new Way("a field's name misspelt", "${body.dispositionClass}", "${body.dispositonClass}"),
            new Way("a destination's name misspelt", "activity:deliver/database", "activity:deliver/databse"),
            new Way("a tab instead of blanks", "      uri: activity:routing", "\turi: activity:routing"),
            new Way("a step's name misspelt", "        - filter:\n", "        - fliter:\n"),
            new Way("a quotation mark forgotten", "'SUCCESS'\"", "'SUCCESS\""),
            new Way(
                    "attached data read with a dot",
                    "${body.type} in 'voice,chat'",
                    "${body.attachedData.vip} == 'yes'"),
            new Way(
                    "a method on a field that may be missing",
                    "${body.disposition} =~",
                    "${body.disposition.trim()} =~"),
            new Way("a setting that nobody has set", "{{site.complaints.recipient}}", "{{site.complaint.recipient}}"),
            new Way("a template that is not there", "template: complaint\n", "template: complant\n"),
            new Way("something sent from a rule", "activity:deliver/database", "https://example.com/hook"));

    private record Way(String name, String text, String mistake) {}

    @Test
    void thePageHoldsWhatIsSaid() throws IOException {
        String page = Files.readString(PAGE);
        String table = table();
        if (Boolean.getBoolean("tenways.write")) {
            page = page.substring(0, page.indexOf(BEGIN) + BEGIN.length()) + table + page.substring(page.indexOf(END));
            Files.writeString(PAGE, page);
        }

        assertThat(table.lines()).hasSize(WAYS.size() + 2);
        assertThat(page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END)))
                .isEqualTo(table);
    }

    private static String table() throws IOException {
        StandardEnvironment settings = new StandardEnvironment();
        settings.getPropertySources()
                .addFirst(new MapPropertySource("test", Map.of("spring.config.location", "classpath:/")));
        ConfigDataEnvironmentPostProcessor.applyTo(settings);
        StringBuilder table = new StringBuilder("| what was done | what is said |\n|---|---|\n");
        try (Workbench workbench = new Workbench(settings)) {
            for (Way way : WAYS) {
                SortedMap<String, byte[]> files = new SnapshotReader(Path.of("routes"), Path.of("config"))
                        .read()
                        .files();
                String rules = new String(files.get(RULES), StandardCharsets.UTF_8);
                int place = rules.indexOf(way.text(), rules.indexOf("- route:"));
                assertThat(place).as(way.name()).isPositive();
                files.put(
                        RULES,
                        (rules.substring(0, place)
                                        + way.mistake()
                                        + rules.substring(place + way.text().length()))
                                .getBytes(StandardCharsets.UTF_8));
                List<Finding> findings =
                        workbench.checker().check(Snapshot.of(files)).findings();
                assertThat(findings).as(way.name()).isNotEmpty();
                table.append("| " + way.name() + " | "
                        + findings.stream()
                                .map(finding -> "`" + finding.toString().replace("|", "\\|") + "`")
                                .collect(Collectors.joining("<br>"))
                        + " |\n");
            }
        }
        return table.toString();
    }
}
