package org.activityrelay.relay.intake.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileRecordsTest {

    private static final String HEADER = "Start Time,RecordingId,Notes";

    @Test
    void cutsLinesAndSkipsBlankOnes() throws IOException {
        List<FileRecord> records = read("a.ndjson", "{\"a\":1}\n\n  \r\n{\"b\":2}\r\n{\"c\":3}");

        assertThat(texts(records)).containsExactly("{\"a\":1}", "{\"b\":2}\r", "{\"c\":3}");
        assertThat(records).extracting(FileRecord::line).containsExactly(1L, 4L, 5L);
        assertThat(records).extracting(FileRecord::cutOff).containsExactly(false, false, true);
    }

    @Test
    void cutsAnArrayWhateverItsLayout() throws IOException {
        String array = " [ {\"a\":\"],}\\\"[\"},\n\n{\"b\":[{\"c\":[]}]} , 7,\"x\" ,null]\n";

        List<FileRecord> records = read("a.json", array);

        assertThat(texts(records))
                .containsExactly("{\"a\":\"],}\\\"[\"}", "{\"b\":[{\"c\":[]}]}", "7", "\"x\"", "null");
        assertThat(records).extracting(FileRecord::line).containsExactly(1L, 3L, 3L, 3L, 3L);
        assertThat(records).noneMatch(FileRecord::cutOff);
    }

    @Test
    void cutsRecordsThatFollowOneAnother() throws IOException {
        assertThat(texts(read("a.json", "{\n\"a\":1\n}\n{\n\"b\":2}{\"c\":3}")))
                .containsExactly("{\n\"a\":1\n}", "{\n\"b\":2}", "{\"c\":3}");
    }

    @Test
    void readsOneRecordPerLineAlsoUnderTheNameOfJson() throws IOException {
        List<FileRecord> records = read("a.json", "{\"a\":\"x \"y\"}\n{\"b\":2}\n");

        assertThat(texts(records)).containsExactly("{\"a\":\"x \"y\"}", "{\"b\":2}");
    }

    @Test
    void remembersWhereInTheFileARecordIs() throws IOException {
        String text = "\uFEFF[{\"a\":\"é\"},\n {\"b\":2}]";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

        for (FileRecord record : read("a.json", text)) {
            String there = new String(bytes, (int) record.offset(), (int) record.length(), StandardCharsets.UTF_8);
            assertThat(there).isEqualTo(text(record));
        }
    }

    @Test
    void saysThatAnArrayIsNotClosed() throws IOException {
        List<FileRecord> records = read("a.json", "[{\"a\":1},{\"b\":2}");

        assertThat(records).hasSize(3);
        assertThat(records.get(2).fault()).contains("before its array is closed");
        assertThat(records.get(2).cutOff()).isTrue();
    }

    @Test
    void handsOnWhatIsLeftWhenARecordBreaksOff() throws IOException {
        List<FileRecord> records = read("a.json", "[{\"a\":1},{\"b\":\"x");

        assertThat(texts(records)).containsExactly("{\"a\":1}", "{\"b\":\"x");
        assertThat(records.get(1).cutOff()).isTrue();
    }

    @Test
    void refusesWhatFollowsAnArray() throws IOException {
        List<FileRecord> records = read("a.json", "[{\"a\":1}] {\"b\":2} ");

        assertThat(records).hasSize(2);
        assertThat(records.get(1).fault()).contains("after the end of the array");
        assertThat(records.get(1).length()).isEqualTo(8);
    }

    @Test
    void refusesOnlyTheRecordThatIsTooLong() throws IOException {
        String tooLong = "{\"a\":\"" + "x".repeat(200_000) + "\"}";
        String text = "{\"a\":1}\n" + tooLong + "\n{\"b\":2}\n";

        List<FileRecord> records = read("a.ndjson", text);

        assertThat(records)
                .extracting(FileRecord::fault)
                .containsExactly(null, records.get(1).fault(), null);
        assertThat(records.get(1).fault()).contains("relay.intake.max-record-size");
        assertThat(records.get(1).length()).isEqualTo(tooLong.length());
        assertThat(records.get(1).offset()).isEqualTo(8);
    }

    @Test
    void keepsLineBreaksAndSeparatorsInQuotesTogether() throws IOException {
        List<FileRecord> records =
                read("a.csv", HEADER + "\r\n1,r-1,\"a, \"\"b\"\"\nc\"\r\n\r\n2,r-2,plain 5\" pipe\r\n");

        assertThat(texts(records))
                .containsExactly(HEADER + "\r\n1,r-1,\"a, \"\"b\"\"\nc\"\r", HEADER + "\r\n2,r-2,plain 5\" pipe\r");
        assertThat(records).extracting(FileRecord::line).containsExactly(2L, 5L);
    }

    @Test
    void knowsTheRecordingOfARow() throws IOException {
        FileRecords records = open("a.csv", HEADER + "\n1,R-1 ,x\n");

        assertThat(records.interactions(records.next())).containsExactly("r-1");
    }

    @Test
    void aQuoteThatIsNeverClosedTakesNoGoodRowWithIt() throws IOException {
        List<FileRecord> records = read("a.csv", HEADER + "\n1,r-1,\"oops\n2,r-2,x\n3,r-3,y\n");

        assertThat(records).hasSize(3);
        assertThat(records.get(0).fault()).contains("never closed");
        assertThat(records.get(0).length()).isEqualTo("1,r-1,\"oops".length());
        assertThat(records.get(0).line()).isEqualTo(2);
        assertThat(records.get(1).line()).isEqualTo(3);
        assertThat(texts(records.subList(1, 3))).containsExactly(HEADER + "\n2,r-2,x", HEADER + "\n3,r-3,y");
    }

    @Test
    void refusesARowThatTheFileEndsIn() throws IOException {
        List<FileRecord> records = read("a.csv", HEADER + "\n1,r-1,x\n2,r-");

        assertThat(records.get(1).fault()).contains("not complete");
        assertThat(records.get(1).cutOff()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Start Time;RecordingId;Notes",
                "Start Time\tRecordingId\tNotes",
                "sep=;\nStart Time;\"RecordingId\";Notes"
            })
    void findsTheSeparator(String header) throws IOException {
        String separator = header.contains(";") ? ";" : "\t";
        FileRecords records = open("a.csv", "\uFEFF" + header + "\n" + String.join(separator, "", "r-1", "a,b") + "\n");

        assertThat(records.interactions(records.next())).containsExactly("r-1");
        assertThat(records.next()).isNull();
    }

    @Test
    void refusesACsvThatIsNoRecordingExport() {
        assertThatThrownBy(() -> open("a.csv", "name,phone\nAda,+1\n"))
                .isInstanceOf(FileRefusedException.class)
                .hasMessageContaining("RecordingId")
                .hasMessageNotContaining("phone");
    }

    @Test
    void refusesUtf16() {
        byte[] bytes = "\uFEFF{}".getBytes(StandardCharsets.UTF_16LE);

        assertThatThrownBy(() -> FileRecords.of("a.json", new ByteArrayInputStream(bytes), 1000))
                .isInstanceOf(FileRefusedException.class)
                .hasMessageContaining("UTF-8");
    }

    private static List<FileRecord> read(String name, String text) throws IOException {
        List<FileRecord> all = new ArrayList<>();
        try (FileRecords records = open(name, text)) {
            for (FileRecord record = records.next(); record != null; record = records.next()) {
                all.add(record);
            }
        }
        return all;
    }

    private static FileRecords open(String name, String text) throws IOException {
        return FileRecords.of(name, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), 100_000);
    }

    private static List<String> texts(List<FileRecord> records) {
        return records.stream().map(FileRecordsTest::text).toList();
    }

    private static String text(FileRecord record) {
        return new String(record.body(), StandardCharsets.UTF_8);
    }
}
