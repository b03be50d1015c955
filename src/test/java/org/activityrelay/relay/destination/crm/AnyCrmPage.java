package org.activityrelay.relay.destination.crm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.activityrelay.relay.docs.MarkdownBlocks;
import org.activityrelay.relay.docs.MarkdownBlocks.Block;

/** The files and settings that docs/any-crm.md has its reader write, each under the name that the page says before it. */
record AnyCrmPage(MarkdownBlocks blocks, Map<String, String> files, List<String> settings) {

    private static final Path PAGE = Path.of("docs/any-crm.md");
    private static final Pattern NAMED = Pattern.compile("`(routes/[\\w./-]+)`");

    static AnyCrmPage read() {
        try {
            MarkdownBlocks page = MarkdownBlocks.of(PAGE);
            List<String> lines = Files.readAllLines(PAGE);
            Map<String, String> files = new LinkedHashMap<>();
            List<String> settings = new java.util.ArrayList<>();
            for (Block block : page.blocks()) {
                if (block.text().startsWith("relay:")) {
                    settings.add(block.text());
                } else if (List.of("yaml", "jsonata", "csv").contains(block.language())) {
                    files.put(named(lines, block), block.text());
                }
            }
            return new AnyCrmPage(page, files, settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last file that is named in the paragraph before a block. */
    private static String named(List<String> lines, Block block) {
        String name = null;
        for (int at = block.line() - 3;
                at >= 0 && !lines.get(at).startsWith("#") && !lines.get(at).startsWith("```");
                at--) {
            Matcher named = NAMED.matcher(lines.get(at));
            if (named.find()) {
                return named.group(1);
            }
        }
        assertThat(name).as("the file of the block in line %d", block.line()).isNotNull();
        return name;
    }

    String file(String name) {
        assertThat(files).containsKey(name);
        return files.get(name);
    }
}
