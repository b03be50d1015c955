package org.activityrelay.relay.intake;

import static org.activityrelay.relay.intake.TestIntake.problem;
import static org.activityrelay.relay.intake.TestIntake.record;
import static org.activityrelay.relay.intake.TestIntake.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.activityrelay.relay.intake.Receipt.NotStored;
import org.activityrelay.relay.intake.Receipt.Problem;
import org.activityrelay.relay.intake.Receipt.Refused;
import org.activityrelay.relay.intake.Receipt.Stored;
import org.activityrelay.relay.ledger.Accepted;
import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.activityrelay.relay.ledger.Submission;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyBatchTest {

    private static final String NDJSON = "application/x-ndjson";

    private final TestIntake intake = new TestIntake();

    @Nested
    class Arrays {

        @Test
        void areStoredInTheirOrderWithTheirOwnBytes() {
            String first = "{ \"interactionId\": \"a\",\n\"type\": \"voice\" }";

            Receipt receipt = intake.accept(" [ " + first + " ,\n" + record("b") + "]\n");

            assertThat(receipt.batch()).isTrue();
            assertThat(receipt.items()).hasSize(2).hasOnlyElementsOfType(Stored.class);
            assertThat(intake.ledger.ids()).containsExactly("a", "b");
            assertThat(originals()).containsExactly(first, record("b"));
        }

        @Test
        void ofOneRecordAreABatchToo() {
            assertThat(intake.accept("[" + record("a") + "]").batch()).isTrue();
        }

        @Test
        void mayHoldAnyDialect() {
            intake.accept("[{\"item_id\":\"a\",\"phone_number\":\"1\"},{\"RecordingId\":\"b\"},"
                    + "{\"specversion\":\"1.0\",\"data\":" + record("c") + "}]");

            assertThat(intake.ledger.ids()).containsExactly("a", "b", "c");
        }

        @Test
        void areNotCutInsideOfTextsAndLists() {
            String tricky = "{\"interactionId\":\"a],[{\\\\\",\"type\":\"voice\",\"x\":[[1,2],{\"y\":\"\\\"]\"}]}";

            intake.accept("[" + tricky + "," + record("b") + "]");

            assertThat(intake.ledger.ids()).containsExactly("a],[{\\", "b");
            assertThat(originals().get(0)).isEqualTo(tricky);
        }

        @Test
        void keepBadItemsAndStoreTheirNeighbours() {
            Receipt receipt = intake.accept(
                    "[" + record("a") + ",{\"type\":\"voice\"},5,{\"x\":tru}," + record("b") + "]", "application/json");

            assertThat(intake.ledger.ids()).containsExactly("a", "b");
            assertThat(receipt.items())
                    .extracting(BodyBatchTest::brief)
                    .containsExactly("stored", "422 /interactionId", "422 ", "400 /x", "stored");
            assertThat(intake.rejections.kept)
                    .extracting(rejection -> new String(rejection.body(), StandardCharsets.UTF_8))
                    .containsExactly("{\"type\":\"voice\"}", "5", "{\"x\":tru}");
            assertThat(intake.rejections.kept)
                    .extracting(rejection -> rejection.source())
                    .containsExactly("post 1, index 1", "post 1, index 2", "post 1, index 3");
        }

        @Test
        void keepAnUnescapedQuoteToItsOwnItem() {
            Receipt receipt = intake.accept("[" + record("a") + ",{\"interactionId\":\"x\",\"type\":\"voice\","
                    + "\"description\":\"He said \"hello\" and left\"}," + record("b") + "]");

            assertThat(receipt.items())
                    .extracting(BodyBatchTest::brief)
                    .containsExactly("stored", "400 /description", "stored");
        }

        @Test
        void refuseExtraCommas() {
            Receipt receipt = intake.accept("[," + record("a") + ",," + record("b") + ",]");

            assertThat(receipt.items())
                    .extracting(BodyBatchTest::brief)
                    .containsExactly("400 ", "stored", "400 ", "stored", "400 ");
            assertThat(((Refused) receipt.items().get(2)).problems())
                    .containsExactly(new Problem(
                            "", "Here is nothing between two commas of the array. Remove the extra comma."));
        }

        @Test
        void storeWhatIsWholeBeforeTheyBreakOff() {
            Receipt receipt = intake.accept("[" + record("a") + "," + record("b") + ",{\"interactionId\":\"c");

            assertThat(receipt.items()).extracting(BodyBatchTest::brief).containsExactly("stored", "stored", "400 ");
            assertThat(((Refused) receipt.items().get(2)).problems())
                    .containsExactly(new Problem(
                            "", "The array breaks off here: its closing bracket is missing. Send the whole array."));
            assertThat(intake.rejections.kept.get(0).body()).asString().isEqualTo("{\"interactionId\":\"c");
        }

        @ParameterizedTest
        @ValueSource(strings = {"[", "[ ", "[\"", "[\"\\", "[{\"a\":\"\\"})
        void areRefusedWhenNothingIsWhole(String body) {
            assertThat(refused(intake.accept(body)).status()).isEqualTo(400);
        }

        @Test
        void refuseWhatFollowsThem() {
            Receipt receipt = intake.accept("[" + record("a") + "] [" + record("b") + "]");

            assertThat(receipt.items()).extracting(BodyBatchTest::brief).containsExactly("stored", "400 ");
            assertThat(intake.rejections.kept.get(0).body()).asString().isEqualTo("[" + record("b") + "]");
        }

        @Test
        void limitEachRecordAndNotTheirSum() {
            String large =
                    "{\"interactionId\":\"l\",\"type\":\"voice\",\"description\":\"" + "a".repeat(500_000) + "\"}";
            String tooLarge = "{\"x\":[\"" + "a".repeat(500_000) + "\",\"" + "a".repeat(600_000) + "\"]}";

            Receipt receipt = intake.accept("[" + large + "," + large + "," + large + "," + tooLarge + "]");

            assertThat(receipt.items())
                    .extracting(BodyBatchTest::brief)
                    .containsExactly("stored", "stored", "stored", "413 ");
        }
    }

    @Nested
    class Lines {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    NDJSON,
                    "application/x-ndjson; charset=utf-8",
                    "application/ndjson",
                    "application/jsonl",
                    "application/json",
                    "text/plain",
                    "application/octet-stream"
                })
        void areReadWhateverTheContentType(String contentType) {
            Receipt receipt = intake.accept(record("a") + "\n\n" + record("b") + "\r\n  " + record("c"), contentType);

            assertThat(receipt.batch()).isTrue();
            assertThat(intake.ledger.ids()).containsExactly("a", "b", "c");
            assertThat(originals()).containsExactly(record("a"), record("b"), record("c"));
        }

        @Test
        void keepBadLinesAndStoreTheirNeighbours() {
            Receipt receipt = intake.accept(
                    "\uFEFF\n" + record("a") + "\nnonsense\n\n[" + record("x") + "]\n{\"cut\":\n" + record("b"),
                    NDJSON);

            assertThat(receipt.items())
                    .extracting(BodyBatchTest::brief)
                    .containsExactly("stored", "400 ", "422 ", "400 /cut", "stored");
            assertThat(intake.rejections.kept)
                    .extracting(rejection -> rejection.source())
                    .containsExactly("post 1, line 3", "post 1, line 5", "post 1, line 6");
            assertThat(intake.rejections.kept.get(0).body()).asString().isEqualTo("nonsense");
        }

        @Test
        void refuseALineThatIsNotUtf8AndStoreItsNeighbours() {
            byte[] body = (record("a") + "\n" + record("ü") + "\n" + record("b")).getBytes(StandardCharsets.ISO_8859_1);

            Receipt receipt = intake.begin(body, NDJSON).join();

            assertThat(receipt.items()).extracting(BodyBatchTest::brief).containsExactly("stored", "400 ", "stored");
        }

        @Test
        void sayWhereTheirMistakesAreInTheWholeBody() {
            Receipt lines = intake.accept("\uFEFF" + record("a") + "\n\n  {\"x\":tru}\n{\"x\":tru}", NDJSON);
            Receipt elements = intake.accept("[" + record("b") + ",\n {\"x\":tru}, {\"x\":1,\n\"y\":tru}]");
            Receipt piece = intake.service
                    .accept(new Body(
                            "{\"x\":tru,\n\"y\":1}".getBytes(StandardCharsets.UTF_8),
                            "application/json",
                            "files",
                            "a.json",
                            null,
                            null,
                            new Body.At(7, 20)))
                    .join();

            assertThat(details(lines))
                    .containsExactly("Is not JSON at line 3, column 8", "Is not JSON at line 4, column 6");
            assertThat(details(elements))
                    .containsExactly("Is not JSON at line 2, column 7", "Is not JSON at line 3, column 5");
            assertThat(details(piece)).containsExactly("Is not JSON at line 7, column 25");
            assertThat(intake.rejections.kept.get(4).source()).isEqualTo("a.json:7");
        }

        private List<String> details(Receipt receipt) {
            return receipt.items().stream()
                    .filter(Receipt.Refused.class::isInstance)
                    .map(item -> ((Receipt.Refused) item).problems().get(0).detail())
                    .map(detail -> detail.substring(0, detail.indexOf(':')))
                    .toList();
        }

        @Test
        void areNotSeenInOneRecordOverSeveralLines() {
            Receipt receipt = intake.accept("{\"interactionId\":\"a\",\"x\":\n{\"y\":\n{}},\n\"type\":\"voice\"}");

            assertThat(receipt.batch()).isFalse();
            assertThat(receipt.items()).hasOnlyElementsOfType(Stored.class);
        }

        @Test
        void areNotSeenInRecordsOverSeveralLines() {
            Receipt receipt = intake.accept("{\n\"interactionId\":\"a\",\"type\":\"voice\"\n}\n{\n\"b\":1}");

            assertThat(refused(receipt).status()).isEqualTo(400);
            assertThat(problem(receipt).detail()).startsWith("The record ends at line 3, column 2, but more follows.");
        }
    }

    @Nested
    class Rows {

        private static final String HEADER = "Start Time,RecordingId,Service,Notes\n";

        @Test
        void mayBeQuotedAndSpanLines() {
            intake.accept(
                    "\uFEFF" + HEADER + "\"11/21/2025 10:13:20 AM UTC +00:00\",r-1,\"A, B\",\"say \"\"hi\"\"\nthen"
                            + " leave\"\r\n\r\n,r-2,,\n",
                    "text/csv");

            assertThat(intake.ledger.ids()).containsExactly("r-1", "r-2");
            assertThat(intake.ledger.activities().get(0).service()).isEqualTo("A, B");
            assertThat(intake.ledger.activities().get(0).description()).isEqualTo("say \"hi\"\nthen leave");
            assertThat(intake.ledger.activities().get(1).json().has("service")).isFalse();
        }

        @ParameterizedTest
        @ValueSource(strings = {";", "\t"})
        void mayBeSeparatedOtherwise(String separator) {
            intake.accept((HEADER + ",r-1,\"x\",y").replace(",", separator));

            assertThat(intake.ledger.activities().get(0).service()).isEqualTo("x");
        }

        @Test
        void areRefusedOneByOne() {
            Receipt receipt = intake.accept(
                    HEADER + "soon,r-1,,\n,,S,\n,r-2,S,\"two\nlines\"\n,r-3,S,n,more\n,r-4,\"open,\n,r-5,S,\n",
                    "text/csv");

            assertThat(intake.ledger.ids()).containsExactly("r-2", "r-5");
            assertThat(receipt.items())
                    .extracting(BodyBatchTest::brief)
                    .containsExactly("422 /Start Time", "422 /RecordingId", "stored", "422 ", "400 ", "stored");
            assertThat(intake.rejections.kept)
                    .extracting(rejection -> rejection.source())
                    .containsExactly("post 1, line 2", "post 1, line 3", "post 1, line 6", "post 1, line 7");
        }

        @ParameterizedTest
        @ValueSource(strings = {",,", ",\" \",", ""})
        void mayHaveEmptyColumnsAtTheirRightEdge(String extra) {
            Receipt receipt = intake.accept(
                    HEADER.strip() + ",,\n,r-1,S,n" + extra + "\n,r-2,S,n\nsoon,r-3,S,n,,,,\n", "text/csv");

            assertThat(intake.ledger.ids()).containsExactly("r-1", "r-2");
            assertThat(receipt.items())
                    .extracting(BodyBatchTest::brief)
                    .containsExactly("stored", "stored", "422 /Start Time");
            assertThat(intake.rejections.kept.get(0).source()).isEqualTo("post 1, line 4");
            assertThat(intake.ledger.activities().get(0).json().has("additional"))
                    .isFalse();
        }

        @Test
        void mayHaveNoValueWithoutAName() {
            Receipt receipt = intake.accept("RecordingId,,Notes\nr-1,x,n\nr-2, ,n\n", "text/csv");

            assertThat(receipt.items()).extracting(BodyBatchTest::brief).containsExactly("422 ", "stored");
            assertThat(intake.rejections
                            .kept
                            .get(0)
                            .problems()
                            .get(0)
                            .get("detail")
                            .asText())
                    .isEqualTo("Cell 2 has a value, but its column has no name. Name the column, or clear it.");
        }

        @Test
        void thatWereCutOutOfAFileAreNamedByTheirPlaceThere() {
            byte[] row = (HEADER + "soon,r-1,S,n\n").getBytes(StandardCharsets.UTF_8);

            intake.service
                    .accept(new Body(row, "text/csv", "files", "big.csv", null, null, new Body.At(57, 1)))
                    .join();

            assertThat(intake.rejections.kept.get(0).source()).isEqualTo("big.csv:57");
        }

        @Test
        void thatWereRefusedCanBeReadAgainAlone() {
            intake.accept(HEADER + ",r-1,S,\nsoon,r-2,S,\n", "text/csv");
            String corrected =
                    new String(intake.rejections.kept.get(0).body(), StandardCharsets.UTF_8).replace("soon", "");

            intake.accept(corrected, intake.rejections.kept.get(0).contentType());

            assertThat(intake.ledger.ids()).containsExactly("r-1", "r-2");
        }

        @Test
        void needNamesOfColumns() {
            assertThat(problem(intake.accept("Start Time,Service\n1,2", "text/csv"))
                            .detail())
                    .isEqualTo("Is no recording export: its first line names no column RecordingId.");
            assertThat(problem(intake.accept("RecordingId,Notes,Notes\n1,2,3", "text/csv"))
                            .detail())
                    .isEqualTo("The column \"Notes\" is there twice. Remove one.");
            assertThat(problem(intake.accept(HEADER, "text/csv")).detail())
                    .isEqualTo("Has names of columns, but no rows. Send at least one row.");
        }
    }

    @Nested
    class WithALedgerThatFails {

        @Test
        void areNotStoredFromThereOn() {
            failFrom(3);

            Receipt receipt = intake.accept(array(6));

            assertThat(receipt.items())
                    .extracting(BodyBatchTest::brief)
                    .containsExactly(
                            "stored",
                            "stored",
                            "The ledger cannot store it now. Send it again in 7 s.",
                            "Not tried, because a record before it could not be stored. Send it again with that one.",
                            "Not tried, because a record before it could not be stored. Send it again with that one.",
                            "Not tried, because a record before it could not be stored. Send it again with that one.");
            assertThat(intake.ledger.submissions).hasSize(3);
        }

        @Test
        void failWhenNothingWasStored() {
            failFrom(1);

            assertThatThrownBy(() -> intake.begin(array(3)).get()).hasCauseInstanceOf(LedgerUnavailableException.class);
        }

        @Test
        void failWhenTheLedgerThrowsAtOnce() {
            intake.ledger.answer(submission -> {
                throw FakeLedger.outage();
            });

            assertThatThrownBy(() -> intake.begin(array(3)).get()).hasCauseInstanceOf(LedgerUnavailableException.class);
        }

        @Test
        void sayWhatWasKeptAllTheSame() {
            failFrom(1);

            Receipt receipt = intake.accept("[{}," + record("a") + "]");

            assertThat(receipt.items())
                    .hasAtLeastOneElementOfType(Refused.class)
                    .hasAtLeastOneElementOfType(NotStored.class);
        }

        @Test
        void stopWhenARejectionCannotBeKept() {
            intake.rejections.failure = FakeLedger.outage();

            Receipt receipt = intake.accept("[" + record("a") + ",{}," + record("b") + "]");

            assertThat(receipt.items().get(0)).isInstanceOf(Stored.class);
            assertThat(receipt.items().subList(1, 3)).hasOnlyElementsOfType(NotStored.class);
            assertThat(intake.ledger.ids()).containsExactly("a");
        }

        @Test
        void neverStoreALaterRevisionWithoutAnEarlierOne() throws Exception {
            List<CompletableFuture<Accepted>> commits = holdCommits(intake);
            ExecutorService door = Executors.newSingleThreadExecutor();
            try {
                Future<Receipt> receipt = door.submit(() -> intake.accept(
                        "[" + record("other") + "," + record("A") + "," + record(" a") + "," + record("b") + "]"));
                Awaitility.await().until(() -> commits.size() == 2);

                commits.get(0)
                        .complete(intake.ledger
                                .stored(intake.ledger.submissions.get(0))
                                .join());
                commits.get(1).completeExceptionally(FakeLedger.outage());

                assertThat(receipt.get().items())
                        .extracting(BodyBatchTest::brief)
                        .containsExactly(
                                "stored",
                                "The ledger cannot store it now. Send it again in 7 s.",
                                "Not tried, because a record before it could not be stored. Send it again with that one.",
                                "Not tried, because a record before it could not be stored. Send it again with that one.");
                assertThat(intake.ledger.ids()).containsExactly("other", "A");
            } finally {
                door.shutdownNow();
            }
        }

        private void failFrom(int submission) {
            intake.ledger.answer(sent -> intake.ledger.submissions.size() < submission
                    ? intake.ledger.stored(sent)
                    : FakeLedger.unavailable());
        }
    }

    @Test
    void submitsWithoutWaitingForEachButOnlySoManyAtATime() throws Exception {
        TestIntake small = new TestIntake(TestIntake.withBatch(100, 4));
        List<CompletableFuture<Accepted>> commits = holdCommits(small);
        ExecutorService door = Executors.newSingleThreadExecutor();
        try {
            Future<Receipt> receipt = door.submit(() -> small.accept(array(10)));
            for (int waiting = 4; waiting <= 10; waiting++) {
                int expected = waiting;
                Awaitility.await().until(() -> commits.size() == expected);
                Submission oldest = small.ledger.submissions.get(waiting - 4);
                commits.get(waiting - 4).complete(small.ledger.stored(oldest).join());
            }
            for (int last = 7; last < 10; last++) {
                commits.get(last)
                        .complete(small.ledger
                                .stored(small.ledger.submissions.get(last))
                                .join());
            }

            assertThat(receipt.get().items()).hasSize(10).hasOnlyElementsOfType(Stored.class);
            assertThat(small.ledger.ids())
                    .containsExactly("i-0", "i-1", "i-2", "i-3", "i-4", "i-5", "i-6", "i-7", "i-8", "i-9");
        } finally {
            door.shutdownNow();
        }
    }

    @Test
    void takesAsManyRecordsAsConfiguredAndNoMore() {
        TestIntake small = new TestIntake(TestIntake.withBatch(10, 4));

        assertThat(small.accept(array(10)).items()).hasSize(10).hasOnlyElementsOfType(Stored.class);
        assertThat(refused(small.accept(array(11))).status()).isEqualTo(413);
        assertThat(refused(small.accept(record("a") + "\n".repeat(3) + (record("b") + "\n").repeat(10), NDJSON))
                        .status())
                .isEqualTo(413);
        assertThat(refused(small.accept("RecordingId\n" + "1\n".repeat(11), "text/csv"))
                        .status())
                .isEqualTo(413);
        assertThat(small.ledger.submissions).hasSize(10);
        assertThat(small.rejections.kept).hasSize(3);
    }

    @Test
    void takesTenThousandRecords() {
        Receipt receipt = intake.accept(array(10_000));

        assertThat(receipt.items()).hasSize(10_000).hasOnlyElementsOfType(Stored.class);
        assertThat(intake.ledger.ids()).startsWith("i-0", "i-1").endsWith("i-9999");
    }

    private static String array(int size) {
        return IntStream.range(0, size).mapToObj(i -> record("i-" + i)).collect(Collectors.joining(",", "[", "]"));
    }

    private static List<CompletableFuture<Accepted>> holdCommits(TestIntake intake) {
        List<CompletableFuture<Accepted>> commits = java.util.Collections.synchronizedList(new ArrayList<>());
        intake.ledger.answer(submission -> {
            CompletableFuture<Accepted> commit = new CompletableFuture<>();
            commits.add(commit);
            return commit;
        });
        return commits;
    }

    private List<String> originals() {
        return intake.ledger.submissions.stream()
                .map(submission -> new String(submission.original(), StandardCharsets.UTF_8))
                .toList();
    }

    private static String brief(Receipt.Item item) {
        if (item instanceof Refused refused) {
            return refused.status() + " " + refused.problems().get(0).pointer();
        }
        return item instanceof NotStored notStored ? notStored.detail() : "stored";
    }
}
