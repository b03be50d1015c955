package org.activityrelay.relay.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.activityrelay.relay.ledger.Configurations.Event;
import org.activityrelay.relay.ledger.Configurations.Kind;
import org.activityrelay.relay.ledger.Configurations.Noted;
import org.activityrelay.relay.ledger.Configurations.Running;
import org.activityrelay.relay.ledger.Configurations.Seen;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is remembered of configurations, on every database. */
abstract class ConfigurationsContract {

    private static final String FIRST = "1a".repeat(32);
    private static final String SECOND = "1b".repeat(32);
    private static final JsonNode FINDINGS = JsonMapper.builder()
            .build()
            .createArrayNode()
            .add("3-routing.camel.yaml:7: there is no step chose, write choice");

    private LedgerFixture it;

    abstract TestDatabase database();

    @BeforeEach
    void open() {
        it = new LedgerFixture(database().settings());
    }

    @AfterEach
    void close() {
        it.close();
    }

    @Test
    void hasNoGoodOneAtFirst() {
        assertThat(it.configurations.lastGood()).isEmpty();
        assertThat(it.configurations.find(FIRST)).isEmpty();
        assertThat(it.configurations.events(null, 10)).isEmpty();
        assertThat(it.configurations.processes()).isEmpty();
    }

    @Test
    void keepsTheLastThatWorkedAndFindsEachByItsBeginning() throws Exception {
        it.configurations.keep(FIRST, new byte[] {0, 1, -1});
        Thread.sleep(2); // the database's clock counts milliseconds
        it.configurations.keep(SECOND, new byte[] {2});
        assertThat(it.configurations.lastGood().orElseThrow().hash()).isEqualTo(SECOND);
        assertThat(it.configurations.find(FIRST.substring(0, 6)).orElseThrow().content())
                .containsExactly(0, 1, -1);
        assertThat(it.configurations.find("1")).as("which of both?").isEmpty();

        Thread.sleep(2);
        it.configurations.keep(FIRST, new byte[] {0, 1, -1});
        assertThat(it.configurations.lastGood().orElseThrow().hash()).isEqualTo(FIRST);
    }

    @Test
    void tellsWhatHappenedNewestFirst() {
        it.configurations.note(new Event("1@a", Kind.STARTED, FIRST, FIRST, null));
        Event refused = new Event("1@a", Kind.REFUSED, SECOND, FIRST, FINDINGS);
        it.configurations.note(refused);

        List<Noted> all = it.configurations.events(null, 10);
        assertThat(all).extracting(noted -> noted.event().kind()).containsExactly(Kind.REFUSED, Kind.STARTED);
        assertThat(all.get(0).event()).isEqualTo(refused);
        assertThat(it.configurations.events(all.get(0).id(), 10)).containsExactly(all.get(1));
        assertThat(it.configurations.events(null, 1)).hasSize(1);
    }

    @Test
    void knowsWhatEachProcessRunsUntilItEnds() {
        Instant since = Instant.ofEpochMilli(1_772_000_000_000L);
        it.configurations.seen(new Running("1@a", FIRST, since, null, null), Duration.ofMinutes(10));
        Running stale = new Running("1@b", FIRST, since, SECOND, FINDINGS);
        it.configurations.seen(stale, Duration.ofMinutes(10));
        it.configurations.seen(new Running("1@a", SECOND, since, null, null), Duration.ofMinutes(10));

        assertThat(it.configurations.processes())
                .extracting(Seen::running)
                .containsExactly(new Running("1@a", SECOND, since, null, null), stale);
        it.configurations.left("1@a");
        assertThat(it.configurations.processes()).extracting(Seen::running).containsExactly(stale);
        it.configurations.seen(new Running("1@c", FIRST, since, null, null), Duration.ofMillis(-1));
        assertThat(it.configurations.processes())
                .as("all were seen too long ago")
                .isEmpty();
    }
}
