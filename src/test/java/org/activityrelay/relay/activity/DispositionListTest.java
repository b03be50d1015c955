package org.activityrelay.relay.activity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.activityrelay.relay.activity.Dispositions.InvalidDispositionsException;
import org.activityrelay.relay.activity.Dispositions.Listed;
import org.activityrelay.relay.activity.Dispositions.Mistake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of dispositions, and what becomes of {@code config/dispositions.yaml} by them. */
class DispositionListTest {

    private static List<Listed> csv(String text) {
        return DispositionList.parse(text.getBytes(UTF_8), false);
    }

    private static List<Listed> json(String text) {
        return DispositionList.parse(text.getBytes(UTF_8), true);
    }

    private static Listed entry(String name, String code, String id, DispositionClass dispositionClass, int line) {
        return new Listed(null, name, code, id, dispositionClass, line);
    }

    private static DispositionsEdit.Result merge(String file, String csv) {
        return DispositionsEdit.merge(file.getBytes(UTF_8), csv(csv));
    }

    @Test
    void readsCsvWithUsualNamesOfColumns() {
        assertThat(
                        csv(
                                "\uFEFFDisposition Name;Type;External Code;Ignored\nSold;Success;S1;x\n\n\"Add; DNC\";Do not call;;y\n"))
                .containsExactly(
                        entry("Sold", "S1", null, DispositionClass.SUCCESS, 2),
                        entry("Add; DNC", null, null, DispositionClass.DO_NOT_CALL, 4));
    }

    @Test
    void readsJsonAlsoBelowAName() {
        assertThat(json("""
                {"dispositions": [
                  {"name": "Sold", "class": "SUCCESS", "id": 17},
                  {"name": "No answer", "type": "continue", "code": null}
                ]}
                """))
                .containsExactly(
                        entry("Sold", null, "17", DispositionClass.SUCCESS, 2),
                        entry("No answer", null, null, DispositionClass.CONTINUE, 3));
    }

    @ParameterizedTest
    @CsvSource({"Failed,FAILURE", "dnc,DO_NOT_CALL", "DO_NOT_CALL,DO_NOT_CALL", "do-not-call,DO_NOT_CALL", "spam,SPAM"})
    void knowsWhatPeopleWriteForAClass(String word, DispositionClass meant) {
        assertThat(csv("name,class\nx," + word).get(0).dispositionClass()).isEqualTo(meant);
    }

    @Test
    void refusesEveryMistakeWithItsLine() {
        InvalidDispositionsException refused = catchThrowableOfType(
                InvalidDispositionsException.class,
                () -> csv("name,class\nSold,Sucess\nBad,\n,SUCCESS\nGood,SUCCESS\n"));
        assertThat(refused.mistakes()).extracting(Mistake::line).containsExactly(2, 3, 4);
        assertThat(refused.mistakes())
                .extracting(Mistake::detail)
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("'Sucess' is no class: use one of SUCCESS, FAILURE"),
                        second -> assertThat(second).startsWith("it has no class"),
                        third -> assertThat(third).isEqualTo("this disposition has no name"));
    }

    @Test
    void refusesWhatIsNoList() {
        assertThatThrownBy(() -> csv("a,b\n1,2\n")).hasMessageContaining("line 1: there is no column for the name");
        assertThatThrownBy(() -> csv("")).hasMessageContaining("there is no disposition in it");
        assertThatThrownBy(() -> json("[{\"name\": \"x\",}]")).hasMessageContaining("line 1: cannot be read");
        assertThatThrownBy(() -> json("[\n\"x\"]")).hasMessageContaining("line 2: expected an object");
    }

    @Test
    void putsEntriesIntoTheShippedFileAndKeepsItsComments() throws IOException {
        String before = Files.readString(Path.of("config/dispositions.yaml"));
        DispositionsEdit.Result result = merge(before, """
                name,class,code
                Appointment made,SUCCESS,APPT
                Complaint,FAILURE,
                Silence,SPAM,
                "Say: ""no\"\"\",FAILURE,
                """);

        assertThat(result.added()).isEqualTo(2);
        assertThat(result.changed()).isOne();
        Dispositions after = Dispositions.parse(result.text().getBytes(UTF_8));
        assertThat(after.classOf("appt")).isEqualTo(DispositionClass.SUCCESS);
        assertThat(after.classOf("Silence")).isEqualTo(DispositionClass.SPAM);
        assertThat(after.classOf("Say: \"no\"")).isEqualTo(DispositionClass.FAILURE);
        assertThat(after.classOf("Wrong person")).isEqualTo(DispositionClass.CONTINUE);
        assertThat(result.text().lines().toList())
                .containsAll(before.lines()
                        .filter(line -> !line.contains("Silence") && !line.startsWith("SPAM"))
                        .toList())
                .containsSubsequence(
                        "  - name: Message sent", "  - name: Appointment made", "    code: APPT", "FAILURE:")
                .containsSubsequence("SPAM:", "  - name: Silence");
        assertThat(merge(result.text(), "name,class\nSilence,SPAM\n").text()).isEqualTo(result.text());
    }

    @Test
    void keepsTheWayAFileIsIndentedAndWhatTenantsHave() {
        DispositionsEdit.Result result = merge(
                "SUCCESS:\n- name: Sold\n  id: \"7\"\ntenants:\n  acme:\n    SPAM:\n      - name: Junk\n",
                "name,class\nSold,FAILURE\nWon,SUCCESS\n");

        assertThat(result.text())
                .isEqualTo("SUCCESS:\n  - name: Won\n\nFAILURE:\n  - name: Sold\n    id: \"7\"\n\ntenants:\n  acme:\n"
                        + "    SPAM:\n      - name: Junk\n");
    }

    @Test
    void makesAFileWhereThereIsNone() {
        assertThat(merge("", "name,class\nSold,SUCCESS\nyes,FAILURE\n").text())
                .isEqualTo("SUCCESS:\n  - name: Sold\n\nFAILURE:\n  - name: \"yes\"\n");
    }

    @Test
    void refusesAListThatContradictsTheFile() {
        assertThatThrownBy(() -> merge("SUCCESS:\n  - name: Sold\n    code: S\n", "name,class,code\nLost,FAILURE,S\n"))
                .isInstanceOf(InvalidDispositionsException.class)
                .hasMessageContaining("'S' is");
    }
}
