package org.activityrelay.relay.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.RecordedRequest;
import org.activityrelay.relay.delivery.classifier.FailureClassifier;
import org.activityrelay.relay.destination.Rig.Delivered;
import org.activityrelay.relay.ledger.Claim;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a destination keeps that only hands on, to a receiver that tells repetitions by a key: as it is shipped, against a
 * receiver that is real.
 */
public abstract class OutletContract {

    protected static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "7b1f7a52-0c5e-8d3a-9c4b-0242ac120002";

    private Rig rig;
    private JsonNode progress;

    /**
     * What has arrived.
     *
     * @param key by which the receiver knows a repetition
     * @param body as it came
     */
    public record Received(String key, String body) {}

    protected abstract String destination();

    /** Route file, address and credentials. */
    protected abstract Rig configured(Rig rig);

    /** At an address where nobody listens. */
    protected abstract Rig unreachable(Rig rig);

    /** The mapping below {@code routes/mappings}. */
    protected abstract String mapping();

    /** Everything that has arrived, in its order. */
    protected abstract List<Received> received() throws Exception;

    /** The record in what has arrived. */
    protected abstract JsonNode activity(JsonNode body);

    /** From now on the receiver takes nothing of this sender. */
    protected abstract void refuse() throws Exception;

    protected abstract String refusedBecause();

    /** The receiver asks for patience, once. */
    protected abstract void throttle() throws Exception;

    /** It gets what comes next, and its answer is lost. */
    protected abstract void loseNextAnswer() throws Exception;

    /** Everything is well again. */
    protected abstract void mend() throws Exception;

    @AfterEach
    void close() throws Exception {
        if (rig != null) {
            rig.close();
        }
    }

    protected final Rig rig() throws Exception {
        if (rig == null) {
            rig = configured(Rig.live()).start();
        }
        return rig;
    }

    /** From now on with other files or settings. */
    protected final void restart(Rig other) throws Exception {
        close();
        rig = other.start();
    }

    protected static ObjectNode call() {
        return Claims.minimal()
                .put("phoneNumber", "+14155550123")
                .put("startTime", 1_795_000_000_000L)
                .put("duration", 95)
                .put("disposition", "Problem solved")
                .put("description", "First words");
    }

    protected final Claim claim(ObjectNode record, int revision, int attempt) {
        return new Claim(
                "d-" + revision,
                "a-" + revision,
                destination(),
                "",
                new TreeMap<>(),
                Activity.of(record),
                revision,
                attempt,
                attempt,
                KEY,
                KEY + "-" + revision,
                attempt == 1 ? null : progress,
                Instant.parse("2026-11-21T10:20:00Z"),
                Instant.parse("2026-11-21T10:25:00Z"));
    }

    /** One attempt, judged; what it leaves for the next is kept as the ledger does. */
    protected final Attempt attempt(Claim claim) throws Exception {
        Delivered ended = rig().attempt(claim, exchange -> {});
        Attempt judged = new FailureClassifier(Clock.systemUTC())
                .attempt(ended.exchange().getException(), ended.evidence());
        if (judged.outcome() instanceof Outcome.Delivered) {
            assertThat(ended.evidence().anythingSent()).isTrue();
        }
        progress = judged.progress() == null
                ? claim.progress()
                : JSON.readTree(judged.progress().toString());
        return judged;
    }

    protected final Attempt delivered(Claim claim) throws Exception {
        Attempt attempt = attempt(claim);
        assertThat(attempt.outcome()).as(attempt.detail()).isInstanceOf(Outcome.Delivered.class);
        return attempt;
    }

    /** A client may take a moment to notice that a connection it keeps is gone; until then nothing leaves. */
    protected final void deliveredSoon(Supplier<Claim> claim) {
        await().until(() -> attempt(claim.get()).outcome() instanceof Outcome.Delivered);
    }

    protected final JsonNode onlyBody() throws Exception {
        assertThat(received()).hasSize(1);
        return JSON.readTree(received().get(0).body());
    }

    @Test
    void isDeliveredOnceWithItsKey() throws Exception {
        delivered(claim(call(), 1, 1));

        assertThat(activity(onlyBody()).toString()).isEqualTo(call().toString());
        assertThat(received().get(0).key()).isEqualTo(KEY + "-1");
    }

    @Test
    void aReplayIsTheSameBytesUnderTheSameKey() throws Exception {
        delivered(claim(call(), 1, 1));
        delivered(claim(call(), 1, 2));

        assertThat(received()).hasSize(2);
        assertThat(received().get(1)).isEqualTo(received().get(0));
    }

    @Test
    void aRevisionHasAKeyOfItsOwn() throws Exception {
        delivered(claim(call(), 1, 1));
        delivered(claim(call().put("description", "Second words"), 2, 1));

        assertThat(received()).extracting(Received::key).containsExactly(KEY + "-1", KEY + "-2");
        assertThat(received().get(1).body()).contains("Second words");
    }

    @Test
    void whatIsRefusedIsParkedWithTheReason() throws Exception {
        refuse();

        Attempt attempt = attempt(claim(call(), 1, 1));

        assertThat(attempt.outcome()).as(attempt.detail()).isEqualTo(new Outcome.Rejected(refusedBecause()));
        assertThat(attempt.detail()).isNotBlank().doesNotContain("First words", "4155550123");
    }

    @Test
    void aCorrectedMappingIsUsedAfterARefusal() throws Exception {
        refuse();
        attempt(claim(call(), 1, 1));
        mend();
        int before = received().size();
        restart(configured(Rig.live().file("mappings/" + mapping(), edited())));

        delivered(claim(call(), 1, 2));

        assertThat(received()).hasSize(before + 1);
        assertThat(received().get(before).body()).contains("Edited mapping");
    }

    @Test
    void aThrottledWriteIsTriedAgain() throws Exception {
        throttle();
        Attempt first = attempt(claim(call(), 1, 1));
        assertThat(first.outcome()).as(first.detail()).isInstanceOfSatisfying(Outcome.Retry.class, retry -> assertThat(
                        retry.ambiguous())
                .isFalse());

        mend();
        delivered(claim(call(), 1, 2));
    }

    @Test
    void aWriteWhoseAnswerWasLostIsRepeatedAsItWas() throws Exception {
        delivered(claim(call().put("description", "Earlier"), 1, 1));
        loseNextAnswer();
        Outcome first = attempt(claim(call(), 2, 1)).outcome();
        assertThat(first).isInstanceOfSatisfying(Outcome.Retry.class, retry -> assertThat(retry.ambiguous())
                .isTrue());

        mend();
        deliveredSoon(() -> claim(call(), 2, 2));

        assertThat(received()).hasSize(3);
        assertThat(received().get(2)).isEqualTo(received().get(1));
    }

    @Test
    void aMappingEditedBetweenAttemptsDoesNotChangeWhatIsRepeated() throws Exception {
        loseNextAnswer();
        attempt(claim(call(), 1, 1));
        mend();
        restart(configured(Rig.live().file("mappings/" + mapping(), edited())));

        delivered(claim(call(), 1, 2));
        assertThat(received()).hasSize(2);
        assertThat(received().get(1)).isEqualTo(received().get(0));

        delivered(claim(call(), 1, 3));
        delivered(claim(call(), 2, 1));
        assertThat(received().get(2).body()).contains("Edited mapping");
        assertThat(received().get(3).body()).contains("Edited mapping");
    }

    /** The shipped mapping with a text in place of one of its fields. */
    private String edited() throws Exception {
        String shipped = Files.readString(Path.of("routes/mappings", mapping()));
        String changed = shipped.replace("$sift($,", "$sift($merge([$, {\"note\": \"Edited mapping\"}]),");
        assertThat(changed).isNotEqualTo(shipped);
        return changed;
    }

    @Test
    void unicodeArrivesAsItWas() throws Exception {
        String text = "漢字 Größe \uD83D\uDE00 “quoted” \\ \" ' & < > עברית \u2028";

        delivered(claim(call().put("description", text), 1, 1));

        assertThat(activity(onlyBody()).get("description").asText()).isEqualTo(text);
    }

    @Test
    void aReceiverThatIsNotThereIsTriedAgain() throws Exception {
        restart(unreachable(configured(Rig.live())));

        Attempt attempt = attempt(claim(call(), 1, 1));

        assertThat(attempt.outcome())
                .as(attempt.detail())
                .isInstanceOfSatisfying(Outcome.Retry.class, retry -> assertThat(retry.ambiguous())
                        .isFalse());
        assertThat(attempt.progress()).isNull();
    }

    @Test
    void aDryRunShowsExactlyWhatIsSent() throws Exception {
        delivered(claim(call(), 1, 1));
        restart(configured(Rig.recording()));

        Delivered dry = rig().attempt(claim(call(), 1, 1), exchange -> {});

        assertThat(dry.exchange().getException()).isNull();
        assertThat(dry.evidence().recorded()).hasSize(1);
        RecordedRequest recorded = dry.evidence().recorded().get(0);
        assertThat(recorded.lookup()).isFalse();
        assertThat(recorded.description().get("body").toString())
                .isEqualTo(received().get(0).body());
        assertThat(recorded.description().toString()).contains(received().get(0).key());
        assertThat(received()).hasSize(1);
    }
}
