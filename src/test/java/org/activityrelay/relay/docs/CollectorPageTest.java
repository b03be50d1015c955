package org.activityrelay.relay.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.activityrelay.relay.docs.MarkdownBlocks.Block;
import org.junit.jupiter.api.Test;

/** Settings that the web developers' page shows exist; its other blocks are run in a browser and by a compiler. */
class CollectorPageTest {

    @Test
    void everySettingExists() throws Exception {
        List<Block> blocks = MarkdownBlocks.of(Path.of("docs/collector.md")).in("yaml");

        assertThat(blocks).hasSizeGreaterThanOrEqualTo(2);
        for (Block block : blocks) {
            assertThat(OperationsTest.unknown(block.text()))
                    .as("docs/collector.md:%d", block.line())
                    .isEmpty();
        }
    }
}
