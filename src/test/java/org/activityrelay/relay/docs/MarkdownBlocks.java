package org.activityrelay.relay.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The fenced blocks of a page, in their order. */
public record MarkdownBlocks(Path page, List<Block> blocks) {

    /** @param line where the block's text begins, from 1 */
    public record Block(String language, String text, int line) {}

    public static MarkdownBlocks of(Path page) throws IOException {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = Files.readAllLines(page);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("```")) {
                int begin = i + 1;
                int end = begin;
                while (end < lines.size() && !lines.get(end).startsWith("```")) {
                    end++;
                }
                String language = lines.get(i).substring(3).trim();
                blocks.add(new Block(language, String.join("\n", lines.subList(begin, end)) + "\n", begin + 1));
                i = end;
            }
        }
        return new MarkdownBlocks(page, List.copyOf(blocks));
    }

    public List<Block> in(String language) {
        return blocks.stream()
                .filter(block -> block.language().equals(language))
                .toList();
    }
}
