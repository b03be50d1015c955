package org.activityrelay.relay.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the browser collector says beside a record. */
class CollectedTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TenantProfile TENANT =
            new TenantProfile("default", null, "US", ZoneOffset.UTC, Dispositions.none());
    private static final String RECORD = "{'interactionId':'M-1','type':'voice','disposition':'Sold'}";

    private final ActivityReader reader = new ActivityReader(JSON);

    @Test
    void becomesTheRecordsAgent() {
        Activity activity = read("{'agentId':'A-7','username':'ada','sessionId':'S-1','observedAt':5}", RECORD, null);

        assertThat(activity.interactionId()).isEqualTo("M-1");
        assertThat(activity.agentId()).isEqualTo("A-7");
        assertThat(activity.agentLogin()).isEqualTo("ada");
        assertThat(note(activity).get("sessionId").asText()).isEqualTo("S-1");
        assertThat(note(activity).get("observedAt").asInt()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"A-7, true", "a-7, true", "ADA, true", "ben, false", ", false"})
    void isVerifiedByTheTokenOnly(String sender, boolean verified) {
        Activity activity =
                read("{'agentId':'A-7','username':'ada','agentVerified':true,'sentBy':'x'}", RECORD, sender);

        assertThat(note(activity).get("agentVerified").asBoolean()).isEqualTo(verified);
        assertThat(activity.agentId()).isEqualTo("A-7");
        assertThat(note(activity).path("sentBy").asText(null)).isEqualTo("ben".equals(sender) ? "ben" : null);
    }

    @Test
    void doesNotReplaceWhatTheRecordSays() {
        Activity activity = read("{'agentId':'A-7'}", "{'interactionId':'M-1','type':'chat','agentId':'A-9'}", "A-7");

        assertThat(activity.agentId()).isEqualTo("A-9");
        assertThat(note(activity).get("agentVerified").asBoolean()).isFalse();
    }

    @Test
    void isNoPartOfTheFingerprint() {
        byte[] bare = Fingerprint.of(reader.read(json(RECORD), TENANT));

        assertThat(Fingerprint.of(read("{'agentId':'A-7','sessionId':'S-1'}", RECORD, "A-7")))
                .isEqualTo(bare);
        assertThat(Fingerprint.of(read("{'agentId':'A-8','observedAt':9}", RECORD, null)))
                .isEqualTo(bare);
    }

    @Test
    void ofTheLatestSendingCountsWhenRevisionsMerge() {
        Activity first = read("{'agentId':'A-7'}", RECORD, "ben");
        Activity second = read("{'agentId':'A-7'}", RECORD.replace("Sold", "Lost"), "A-7");

        JsonNode note = note(Merge.of(first, second));

        assertThat(note.get("agentVerified").asBoolean()).isTrue();
        assertThat(note.has("sentBy")).isFalse();
    }

    @Test
    void neverCostsTheRecord() {
        String absurd = "{'agentId':{'a':1},'username':'" + "x".repeat(600) + "','sessionId':[1],'observedAt':null}";

        Activity activity = read(absurd, RECORD, null);

        assertThat(activity.agentId()).isNull();
        assertThat(activity.agentLogin()).isNull();
        assertThat(activity.disposition()).isEqualTo("Sold");
    }

    @Test
    void pointsToWhatIsWrongInTheRecord() {
        assertThatThrownBy(() -> read("{}", "{'interactionId':'M-1'}", null))
                .isInstanceOfSatisfying(InvalidActivityException.class, e -> assertThat(e.problems())
                        .extracting(Problem::pointer)
                        .containsExactly("/record/type"));
        assertThatThrownBy(() -> read("{}", "7", null))
                .isInstanceOfSatisfying(InvalidActivityException.class, e -> assertThat(e.problems())
                        .extracting(Problem::pointer)
                        .contains("/record"));
    }

    @Test
    void aRecordWithAFieldOfThatNameIsARecord() {
        Activity activity = reader.read(
                json("{'interactionId':'M-1','type':'voice','collector':{'a':1},'record':{'b':2}}"), TENANT);

        assertThat(activity.json().at("/additional/record/b").asInt()).isEqualTo(2);
    }

    private Activity read(String collector, String record, String sender) {
        return reader.read(json("{'collector':" + collector + ",'record':" + record + "}"), TENANT, sender);
    }

    private static JsonNode note(Activity activity) {
        return activity.json().at("/additional/collector");
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (Exception e) {
            throw new IllegalArgumentException(e);
        }
    }
}
