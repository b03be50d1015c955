package org.activityrelay.relay.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Every default has one home, which is also its documentation. */
class ReferenceTest {

    @Test
    void everySettingSaysWhatItIsFor() throws Exception {
        assertThat(Reference.settings()).hasSizeGreaterThan(60).allSatisfy(setting -> assertThat(setting.meaning())
                .as(setting.key())
                .isNotBlank());
    }

    /** With -Dreference.write=true it writes the page instead. */
    @Test
    void pageIsMadeFromTheDefaults() throws Exception {
        if (Boolean.getBoolean("reference.write")) {
            Files.writeString(Reference.PAGE, Reference.page());
        }
        assertThat(Reference.PAGE)
                .as("run ./mvnw test -Dtest=ReferenceTest -Dreference.write=true")
                .hasContent(Reference.page());
    }
}
