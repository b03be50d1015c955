package org.activityrelay.relay.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

    /** As the ledger's: it is what remains when a process is killed. */
    protected final MemoryWriteLog writes = new MemoryWriteLog();

    private Rig rig;

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

    /** With other words, {@code Edited mapping}, in what is made of a record. */
    protected abstract Rig edited(Rig rig) throws Exception;

    /** Everything that has arrived, in its order. */
    protected abstract List<Received> received() throws Exception;

    /** The notes of the agent in what has arrived. */
    protected abstract String description(Received received) throws Exception;

    /** What the rule says. */
    protected TreeMap<String, String> arguments() {
        return new TreeMap<>();
    }

    /** What a dry-run shows of a body. */
    protected String shown(RecordedRequest recorded) {
        return recorded.description().get("body").toString();
    }

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
            rig = configured(Rig.live()).keepingWritesIn(writes).start();
        }
        return rig;
    }

    /** From now on with other files or settings. */
    protected final void restart(Rig other) throws Exception {
        close();
        rig = other.keepingWritesIn(writes).start();
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
                arguments(),
                Activity.of(record),
                revision,
                attempt,
                attempt,
                KEY,
                KEY + "-" + revision,
                null,
                Instant.parse("2026-11-21T10:20:00Z"),
                Instant.parse("2026-11-21T10:25:00Z"));
    }

    /** One attempt, judged. Nothing of it reaches the next but what was kept before it left, as if it had been killed. */
    protected final Attempt attempt(Claim claim) throws Exception {
        Delivered ended = rig().attempt(claim, exchange -> {});
        Attempt judged = new FailureClassifier(Clock.systemUTC())
                .attempt(ended.exchange().getException(), ended.evidence());
        if (judged.outcome() instanceof Outcome.Delivered) {
            assertThat(ended.evidence().anythingSent()).isTrue();
        }
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

    protected final Received only() throws Exception {
        assertThat(received()).hasSize(1);
        return received().get(0);
    }

    @Test
    @Shows(Case.DELIVERED)
    void isDeliveredOnceWithItsKey() throws Exception {
        delivered(claim(call(), 1, 1));

        assertThat(description(only())).contains("First words");
        assertThat(only().body()).contains("4155550123", "Problem solved");
        assertThat(only().key()).isEqualTo(KEY + "-1");
        assertThat(writes.of("d-1")).as("kept no longer than needed").isEmpty();
    }

    @Test
    @Shows(Case.REPLAYED)
    void aReplayIsTheSameBytesUnderTheSameKey() throws Exception {
        delivered(claim(call(), 1, 1));
        delivered(claim(call(), 1, 2));

        assertThat(received()).hasSize(2);
        assertThat(received().get(1)).isEqualTo(received().get(0));
    }

    @Test
    @Shows(Case.REVISED)
    void aRevisionHasAKeyOfItsOwn() throws Exception {
        delivered(claim(call(), 1, 1));
        delivered(claim(call().put("description", "Second words"), 2, 1));

        assertThat(received()).extracting(Received::key).containsExactly(KEY + "-1", KEY + "-2");
        assertThat(received().get(1).body()).contains("Second words");
    }

    @Test
    @Shows(Case.REFUSED)
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
        restart(configured(edited(Rig.live())));

        delivered(claim(call(), 1, 2));

        assertThat(received()).hasSize(before + 1);
        assertThat(received().get(before).body()).contains("Edited mapping");
    }

    @Test
    @Shows(Case.THROTTLED)
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
    @Shows(Case.CUT_AFTER_THE_WRITE)
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
    @Shows(Case.MAPPING_EDITED_BETWEEN_ATTEMPTS)
    void aMappingEditedBetweenAttemptsDoesNotChangeWhatIsRepeated() throws Exception {
        loseNextAnswer();
        attempt(claim(call(), 1, 1));
        mend();
        restart(configured(edited(Rig.live())));

        delivered(claim(call(), 1, 2));
        assertThat(received()).hasSize(2);
        assertThat(received().get(1)).isEqualTo(received().get(0));

        delivered(claim(call(), 1, 3));
        delivered(claim(call(), 2, 1));
        assertThat(received().get(2).body()).contains("Edited mapping");
        assertThat(received().get(3).body()).contains("Edited mapping");
    }

    /** The way to the receiver fails in between: what was sent before still waits for its answer. */
    @Test
    void anAttemptThatDoesNotGetThereForgetsNothing() throws Exception {
        loseNextAnswer();
        attempt(claim(call(), 1, 1));
        restart(unreachable(configured(edited(Rig.live()))));
        assertThat(attempt(claim(call(), 1, 2)).outcome()).isNotInstanceOf(Outcome.Delivered.class);
        mend();
        restart(configured(edited(Rig.live())));

        deliveredSoon(() -> claim(call(), 1, 3));

        assertThat(received()).hasSize(2);
        assertThat(received().get(1)).isEqualTo(received().get(0));
    }

    /** One record more is tried that is stored nowhere: nothing of it may be kept. */
    @Test
    void ofARecordThatIsNotStoredNothingIsKept() throws Exception {
        loseNextAnswer();
        Claim claim = claim(call(), 1, 1);

        rig().attemptKeepingNothing(claim);

        assertThat(writes.of(claim.deliveryId())).isEmpty();
    }

    /** A file of this repository with something in it replaced. */
    protected static String shippedWith(String file, String target, String replacement) throws Exception {
        String shipped = Files.readString(Path.of("routes", file));
        String changed = shipped.replace(target, replacement);
        assertThat(changed).isNotEqualTo(shipped);
        return changed;
    }

    /** A mapping that hands the record on, with one field more. */
    protected static Rig withANote(Rig rig, String mapping) throws Exception {
        return rig.file(
                "mappings/" + mapping,
                shippedWith("mappings/" + mapping, "$sift($,", "$sift($merge([$, {\"note\": \"Edited mapping\"}]),"));
    }

    /** Where the receiver names no limit. */
    @Test
    @Shows(Case.TOO_LONG)
    void longTextArrivesWholeOrIsCutVisibly() throws Exception {
        String text = "long ".repeat(40_000) + "end";

        delivered(claim(call().put("description", text), 1, 1));

        String arrived = description(only());
        if (longest() == 0) {
            assertThat(arrived).contains(text);
        } else {
            assertThat(arrived).hasSize(longest()).endsWith(" […]");
        }
    }

    /** Most characters of a description that the mapping lets through; 0 for all. */
    protected int longest() {
        return 0;
    }

    @Test
    @Shows(Case.UNICODE)
    void unicodeArrivesAsItWas() throws Exception {
        String text = "漢字 Größe \uD83D\uDE00 “quoted” \\ \" ' & < > עברית \u2028";

        delivered(claim(call().put("description", text), 1, 1));

        assertThat(description(only())).contains(text);
    }

    @Test
    void aReceiverThatIsNotThereIsTriedAgain() throws Exception {
        restart(unreachable(configured(Rig.live())));

        Attempt attempt = attempt(claim(call(), 1, 1));

        assertThat(attempt.outcome())
                .as(attempt.detail())
                .isInstanceOfSatisfying(Outcome.Retry.class, retry -> assertThat(retry.ambiguous())
                        .isFalse());
        assertThat(writes.of("d-1")).as("nothing has left").isEmpty();
    }

    @Test
    @Shows(Case.DRY_RUN)
    void aDryRunShowsExactlyWhatIsSent() throws Exception {
        delivered(claim(call(), 1, 1));
        restart(configured(Rig.recording()));

        Delivered dry = rig().attempt(claim(call(), 1, 1), exchange -> {});

        assertThat(dry.exchange().getException()).isNull();
        assertThat(dry.evidence().recorded()).hasSize(1);
        RecordedRequest recorded = dry.evidence().recorded().get(0);
        assertThat(recorded.lookup()).isFalse();
        assertThat(shown(recorded)).isEqualTo(received().get(0).body());
        assertThat(recorded.description().toString()).contains(received().get(0).key());
        assertThat(received()).hasSize(1);
    }
}
