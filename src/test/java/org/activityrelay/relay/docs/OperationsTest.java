package org.activityrelay.relay.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.activityrelay.relay.docs.MarkdownBlocks.Block;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ByteArrayResource;

/** Settings that the pages and the shipped configuration show exist. */
class OperationsTest {

    @Test
    void everySettingOfTheOperatorsPageExists() throws Exception {
        List<Block> blocks = MarkdownBlocks.of(Path.of("docs/operations.md")).in("yaml");

        assertThat(blocks).hasSizeGreaterThanOrEqualTo(6);
        for (Block block : blocks) {
            assertThat(unknown(block.text()))
                    .as("docs/operations.md:%d", block.line())
                    .isEmpty();
        }
    }

    @Test
    void everySettingOfTheDestinationsPagesExists() throws Exception {
        for (String page : List.of(
                "docs/salesforce.md", "docs/servicenow.md", "docs/dynamics.md", "docs/queue.md", "docs/webhook.md")) {
            List<Block> blocks = MarkdownBlocks.of(Path.of(page)).in("yaml").stream()
                    .filter(block -> !block.text().startsWith("- route:"))
                    .toList();

            assertThat(blocks).isNotEmpty();
            for (Block block : blocks) {
                assertThat(unknown(block.text())).as(page + ":%d", block.line()).isEmpty();
            }
        }
    }

    @Test
    void everyCommentedSettingOfTheShippedConfigurationExists() throws Exception {
        String uncommented = Files.readAllLines(Path.of("config/application.yaml")).stream()
                .filter(line -> line.matches("#( {2})*[a-z-]+:.*"))
                .map(line -> line.substring(1))
                .collect(Collectors.joining("\n"));

        assertThat(uncommented).contains("recording-base-url");
        assertThat(unknown(uncommented)).isEmpty();
    }

    @Test
    void aMistypedSettingWouldBeFound() throws Exception {
        assertThat(unknown("relay:\n  destinaton:\n    crm:\n      mode: live\n"))
                .hasSize(1);
    }

    static List<String> unknown(String yaml) throws Exception {
        Set<String> known =
                Reference.settings().stream().map(Reference.Setting::key).collect(Collectors.toSet());
        EnumerablePropertySource<?> source = (EnumerablePropertySource<?>) new YamlPropertySourceLoader()
                .load("block", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
                .get(0);
        return Stream.of(source.getPropertyNames())
                .map(key -> key.replaceAll("\\[\\d+]$", ""))
                .filter(key -> key.startsWith("relay."))
                .filter(key -> !key.matches("relay\\.security\\.keys\\.\\w+\\.(role|hash|next-hash|tenant)"))
                .filter(key ->
                        !key.matches("relay\\.intake\\.tenants\\.\\w+\\.(recording-base-url|default-region|time-zone)"))
                .filter(key -> !known.contains(key))
                .toList();
    }
}
