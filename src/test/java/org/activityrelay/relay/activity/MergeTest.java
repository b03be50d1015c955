package org.activityrelay.relay.activity;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.activityrelay.relay.activity.Reading.read;
import static org.activityrelay.relay.activity.Reading.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class MergeTest {

    private static final String TIMES = "\"startTime\":1763720000000,\"endTime\":1763720245000";

    @Test
    void keepsWhatIsAbsentAndReplacesWhatIsThere() {
        Activity merged = Merge.of(
                with("\"service\":\"Retention\",\"description\":\"old\",\"x\":1"),
                with("\"description\":\"new\",\"y\":2"));

        assertThatJson(merged.json()).isEqualTo("""
                {"tenant": "default", "kind": "interaction", "interactionId": "i-1", "type": "voice",
                 "dispositionClass": "UNKNOWN", "service": "Retention", "description": "new",
                 "additional": {"x": 1, "y": 2}}""");
    }

    @Test
    void erasesByAnExplicitNullAndRemembersIt() {
        Activity erased = Merge.of(
                with("\"description\":\"secret\",\"attachedData\":{\"a\":\"1\",\"b\":\"2\"}"),
                with("\"description\":null,\"attachedData\":{\"a\":null}"));

        assertThat(erased.json().get("description").isNull()).isTrue();
        assertThatJson(erased.json().get("attachedData")).isEqualTo("{\"a\":null,\"b\":\"2\"}");
        assertThat(Merge.of(erased, with("")).json().get("description").isNull())
                .isTrue();
        assertThat(Merge.of(erased, with("\"description\":\"again\"")).description())
                .isEqualTo("again");
    }

    @Test
    void mergesMapsByKeyAtAnyDepthAndReplacesLists() {
        Activity merged = Merge.of(
                with("\"callParties\":[{\"id\":\"1\"},{\"id\":\"2\"}],\"more\":{\"a\":{\"b\":1,\"c\":[1,2]}},"
                        + "\"associatedObjects\":{\"list\":[{\"id\":\"x\"}],\"selected\":\"x\"}"),
                with("\"callParties\":[{\"id\":\"3\"}],\"more\":{\"a\":{\"c\":[3],\"d\":4}},"
                        + "\"associatedObjects\":{\"list\":[{\"id\":\"y\"}],\"selected\":null}"));

        assertThatJson(merged.json().get("callParties")).isEqualTo("[{\"id\":\"3\"}]");
        assertThatJson(merged.json().get("additional")).isEqualTo("{\"more\":{\"a\":{\"b\":1,\"c\":[3],\"d\":4}}}");
        assertThatJson(merged.json().get("associatedObjects")).isEqualTo("{\"list\":[{\"id\":\"y\"}],\"selected\":[]}");
    }

    @Test
    void keepsListAndSelectionThatTheCopyDidNotSend() {
        Activity known = with("\"associatedObjects\":{\"list\":[{\"id\":\"x\"}],\"selected\":[\"x\"]}");

        assertThatJson(Merge.of(known, with("\"associatedObjects\":{\"note\":1}"))
                        .json()
                        .get("associatedObjects"))
                .isEqualTo("{\"list\":[{\"id\":\"x\"}],\"selected\":[\"x\"],\"note\":1}");
        assertThatJson(Merge.of(known, with("\"associatedObjects\":{\"selected\":[]}"))
                        .json()
                        .get("associatedObjects"))
                .isEqualTo("{\"list\":[{\"id\":\"x\"}],\"selected\":[]}");
    }

    @Test
    void keepsTheClassOfADispositionThatTheCopyDidNotSend() {
        Activity known = with("\"disposition\":\"Product sold\"");

        assertThat(Merge.of(known, with("")).dispositionClass()).isEqualTo("SUCCESS");
        assertThat(Merge.of(known, with("\"disposition\":\"Complaint\"")).dispositionClass())
                .isEqualTo("FAILURE");
        assertThat(Merge.of(known, with("\"disposition\":null")).dispositionClass())
                .isEqualTo("UNKNOWN");
    }

    @Test
    void keepsATypeThatTheCopyOnlyGuessed() {
        Activity chat = read("{\"interactionId\":\"5a\",\"type\":\"chat\"}");
        Activity guessed = read("{\"item_id\":\"5A\",\"phone_number\":\"+14155550100\"}");
        Activity said = read("{\"item_id\":\"5A\",\"type\":\"voice\"}");

        assertThat(Merge.of(chat, guessed).type()).isEqualTo("chat");
        assertThat(Merge.of(chat, said).type()).isEqualTo("voice");
    }

    @Test
    void keepsADurationThatWasSaidWhenTheCopyOnlyHasTimes() {
        Activity said = with(TIMES + ",\"duration\":200");

        assertThat(Merge.of(said, with(TIMES)).duration()).isEqualTo(200);
        assertThat(Merge.of(with(TIMES), said).duration()).isEqualTo(200);
        assertThat(Merge.of(said, with("\"duration\":210")).duration()).isEqualTo(210);
        assertThat(Merge.of(said, with("\"duration\":null")).duration()).isNull();
    }

    @Test
    void computesTheDurationAgainWhenTheTimesChange() {
        assertThat(Merge.of(with(TIMES), with("\"endTime\":1763720300000")).duration())
                .isEqualTo(300);
        assertThat(Merge.of(with("\"startTime\":1763720000000"), with("\"endTime\":1763720300000"))
                        .duration())
                .isEqualTo(300);
    }

    @Test
    void takesADurationForMillisecondsWhenItFitsTheTimesOfTheOtherCopyOnlyThen() {
        String millis = "\"duration\":60000";
        String times = "\"startTime\":1763720000000,\"endTime\":1763720060000";

        assertThat(Merge.of(with(times + "," + millis), with(millis)).duration())
                .isEqualTo(60);
        assertThat(Merge.of(with(millis), with(times)).duration()).isEqualTo(60);
        assertThat(Merge.of(with(times), with(millis)).duration()).isEqualTo(60);
    }

    @Test
    void takesTheIdAsItArrived() {
        Activity merged = Merge.of(
                read("{\"interactionId\":\"ab\",\"type\":\"voice\"}"),
                read("{\"interactionId\":\"AB\",\"type\":\"voice\"}"));

        assertThat(merged.interactionId()).isEqualTo("AB");
    }

    @Test
    void leavesTheOrderOfFieldsAlone() {
        Activity merged = Merge.of(with("\"service\":\"s\""), with("\"subject\":\"t\""));

        assertThat(merged.json().fieldNames())
                .toIterable()
                .containsSequence(List.of("subject", "dispositionClass", "service"));
    }

    @Property(seed = "1", tries = 300, edgeCases = EdgeCasesMode.NONE)
    void addsNothingWhenTheSameComesAgain(@ForAll("records") ObjectNode record) {
        Activity activity = read(record.toString());

        assertThat(Merge.of(activity, read(record.toString())).json()).isEqualTo(activity.json());
    }

    @Property(seed = "1", tries = 300, edgeCases = EdgeCasesMode.NONE)
    void addsNothingWhenAPoorerCopyComes(@ForAll("records") ObjectNode record, @ForAll("fields") List<String> lacking) {
        Activity known = read(record.toString());
        Activity poorer = read(record.deepCopy().remove(lacking).toString());

        assertThat(Fingerprint.of(Merge.of(known, poorer))).isEqualTo(Fingerprint.of(known));
    }

    @Property(seed = "1", tries = 300, edgeCases = EdgeCasesMode.NONE)
    void changesNeitherArgument(@ForAll("records") ObjectNode one, @ForAll("records") ObjectNode other) {
        Activity known = read(one.toString());
        Activity arrived = read(other.toString());
        ObjectNode knownBefore = known.json().deepCopy();
        ObjectNode arrivedBefore = arrived.json().deepCopy();

        Merge.of(known, arrived);

        assertThat(known.json()).isEqualTo(knownBefore);
        assertThat(arrived.json()).isEqualTo(arrivedBefore);
    }

    @Property(seed = "1", tries = 300, edgeCases = EdgeCasesMode.NONE)
    void isSettledAfterOneMerge(@ForAll("records") ObjectNode one, @ForAll("records") ObjectNode other) {
        Activity arrived = read(other.toString());
        Activity merged = Merge.of(read(one.toString()), arrived);

        assertThat(Fingerprint.of(Merge.of(merged, arrived))).isEqualTo(Fingerprint.of(merged));
    }

    @Provide
    Arbitrary<ObjectNode> records() {
        return Records.any();
    }

    @Provide
    Arbitrary<List<String>> fields() {
        return net.jqwik.api.Arbitraries.of(
                        "description",
                        "disposition",
                        "associatedObjects",
                        "attachedData",
                        "more",
                        "startTime",
                        "endTime",
                        "duration",
                        "callParties")
                .list()
                .ofMaxSize(6);
    }
}
