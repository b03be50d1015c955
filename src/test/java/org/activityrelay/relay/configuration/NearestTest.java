package org.activityrelay.relay.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

    @ParameterizedTest
    @CsvSource({"abc,abc,0", "abc,abd,1", "abc,ab,1", "abc,abcd,1", "abc,acb,1", "abc,'',3", "url,ulr,1", "ab,cd,2"})
    void countsInsertionsDeletionsReplacementsAndSwaps(String a, String b, int edits) {
        assertThat(Nearest.edits(a, b)).isEqualTo(edits);
        assertThat(Nearest.edits(b, a)).isEqualTo(edits);
    }

    @Test
    void findsTheWordThatWasMeant() {
        assertThat(Nearest.to("Dispositon", List.of("description", "disposition", "dispositionClass")))
                .isEqualTo("disposition");
    }
}
