package org.activityrelay.relay.activity;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.activityrelay.relay.activity.Reading.problems;
import static org.activityrelay.relay.activity.Reading.problemsWith;
import static org.activityrelay.relay.activity.Reading.read;
import static org.activityrelay.relay.activity.Reading.tenant;
import static org.activityrelay.relay.activity.Reading.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActivityReaderTest {

    @Test
    void readsTheSmallestRecord() {
        assertThatJson(with("").json()).isEqualTo("""
                {"tenant": "default", "kind": "interaction", "interactionId": "i-1", "type": "voice",
                 "dispositionClass": "UNKNOWN"}""");
    }

    @Test
    void keepsAnExplicitNullApartFromAnAbsentField() {
        Activity activity = with("\"disposition\":null,\"attachedData\":null,\"callParties\":null,\"startTime\":null");

        assertThat(activity.json().get("disposition").isNull()).isTrue();
        assertThat(activity.json().get("attachedData").isNull()).isTrue();
        assertThat(activity.json().get("callParties").isNull()).isTrue();
        assertThat(activity.json().get("startTime").isNull()).isTrue();
        assertThat(activity.json().has("service")).isFalse();
        assertThat(activity.disposition()).isNull();
        assertThat(activity.callParties()).isEmpty();
    }

    @Test
    void writesFieldsInOneOrder() {
        Activity activity = read("{\"service\":\"Retention\",\"type\":\"voice\",\"interactionId\":\"i-1\"}");

        assertThat(activity.json().fieldNames())
                .toIterable()
                .containsExactly("tenant", "kind", "interactionId", "type", "dispositionClass", "service");
    }

    @Test
    void doesNotChangeWhatItWasGiven() throws Exception {
        var sent = CanonicalJson.MAPPER.readTree("""
                {"interactionId": "i", "type": "VOICE", "associatedObjects": {"selected": "a"}, "x": "a\\u0000"}""");
        var before = sent.deepCopy();

        new ActivityReader(CanonicalJson.MAPPER).read(sent, Reading.PLAIN);

        assertThat((Object) sent).isEqualTo(before);
    }

    @Nested
    class Unknown {

        @Test
        void keepsUnknownFieldsUnderAdditional() {
            Activity activity = with("\"newField2027\":{\"deep\":[1,{\"x\":null}]},\"other\":0.10");

            assertThatJson(activity.json().get("additional"))
                    .isEqualTo("{\"newField2027\":{\"deep\":[1,{\"x\":null}]},\"other\":0.10}");
            assertThat(new String(activity.toBytes(), StandardCharsets.UTF_8)).contains("\"other\":0.10");
        }

        @Test
        void keepsUnknownWords() {
            Activity activity = read("""
                    {"interactionId": "i", "type": "hologram", "state": "teleporting", "origination": "holodeck",
                     "callDirection": "sideways", "interactionKind": "séance"}""");

            assertThat(activity.type()).isEqualTo("hologram");
            assertThat(activity.state()).isEqualTo("teleporting");
            assertThat(activity.origination()).isEqualTo("holodeck");
            assertThat(activity.callDirection()).isEqualTo("sideways");
            assertThat(activity.interactionKind()).isEqualTo("séance");
        }

        @Test
        void readsItsOwnCanonicalFormAgain() {
            Activity first = with("\"disposition\":\"Product sold\",\"unheardOf\":[1],\"startTime\":1763720000");

            assertThat(read(new String(first.toBytes(), StandardCharsets.UTF_8)))
                    .isEqualTo(first);
        }

        @Test
        void doesNotLetASenderSetOurFields() {
            Activity activity =
                    with("\"tenant\":\"other\",\"dispositionClass\":\"SUCCESS\",\"kind\":\"queen\",\"additional\":7");

            assertThat(activity.tenant()).isEqualTo("default");
            assertThat(activity.kind()).isEqualTo("interaction");
            assertThat(activity.dispositionClass()).isEqualTo("UNKNOWN");
            assertThatJson(activity.json().get("additional")).isEqualTo("""
                            {"tenant": "other", "dispositionClass": "SUCCESS", "kind": "queen", "additional": 7}""");
        }
    }

    @Nested
    class IdAndType {

        @Test
        void areRequiredAndBothComplainedAboutAtOnce() {
            assertThat(problems("{\"disposition\":\"x\",\"startTime\":\"soon\"}"))
                    .containsExactly(
                            new Problem("/startTime", Complaint.notATime()),
                            new Problem("/interactionId", "Is required, but missing. Send the id as text."),
                            new Problem(
                                    "/type",
                                    "Is required, but missing. Send the interaction type as text: \"voice\", \"chat\" or "
                                            + "\"email\"."));
        }

        @ParameterizedTest
        @ValueSource(strings = {"interactionID", "InteractionId", "interaction_id"})
        void nameTheFieldThatWasProbablyMeant(String written) {
            assertThat(problems("{\"" + written + "\":\"a\",\"type\":\"voice\"}"))
                    .containsExactly(new Problem(
                            "/interactionId",
                            "Is required, but missing. Send the id as text. There is a \"" + written
                                    + "\": write it \"interactionId\"."));
        }

        @Test
        void mayNotBeNull() {
            assertThat(problems("{\"interactionId\":null,\"type\":null}"))
                    .extracting(Problem::pointer)
                    .containsExactly("/interactionId", "/type");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "\\t\\n"})
        void mayNotBeBlank(String blank) {
            assertThat(problems("{\"interactionId\":\"" + blank + "\",\"type\":\"" + blank + "\"}"))
                    .extracting(Problem::detail)
                    .containsExactly(
                            "Is required, but blank. Send the id as text.",
                            "Is required, but blank. Send the interaction type as text: \"voice\", \"chat\" or \"email\".");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "$(item.interactionStepId)",
                    "call-$(item.id)",
                    "${interaction.id}",
                    "{{id}}",
                    "x{{ id }}y",
                    "%INTERACTION_ID%",
                    " %id% "
                })
        void mayNotBeTemplates(String template) {
            assertThat(problems("{\"interactionId\":\"" + template + "\",\"type\":\"voice\"}"))
                    .containsExactly(new Problem(
                            "/interactionId",
                            "Is the template \"" + template
                                    + "\" instead of a value: the sender did not substitute it. Check the name of the "
                                    + "variable where the request is built."));
        }

        @ParameterizedTest
        @ValueSource(strings = {"undefined", "null", "NULL", "NaN", " undefined ", "[object Object]"})
        void mayNotBeWhatAScriptWritesForNothing(String word) {
            assertThat(problems("{\"interactionId\":\"" + word + "\",\"type\":\"voice\"}"))
                    .containsExactly(new Problem(
                            "/interactionId",
                            "Is the text \"" + word
                                    + "\" instead of a value: the sender had none. Check where the request is built."));
        }

        @ParameterizedTest
        @ValueSource(strings = {"100%", "50%-60%x", "a$b", "$5(x", "{a}", "nullify", "a%20b%20c", "EE55D97E-2705"})
        void mayLookOdd(String id) {
            assertThat(read("{\"interactionId\":\"" + id + "\",\"type\":\"voice\"}")
                            .interactionId())
                    .isEqualTo(id);
        }

        @Test
        void mayBeAWholeNumber() {
            assertThat(read("{\"interactionId\":12345678901234567890,\"type\":\"voice\"}")
                            .interactionId())
                    .isEqualTo("12345678901234567890");
        }

        @Test
        void keepTheirLetterCaseAndBlanksAsSent() {
            assertThat(read("{\"interactionId\":\" Ab-1\",\"type\":\"voice\"}").interactionId())
                    .isEqualTo(" Ab-1");
        }

        @Test
        void areLimitedInLength() {
            assertThat(problems("{\"interactionId\":\"" + "i".repeat(257) + "\",\"type\":\"voice\"}"))
                    .containsExactly(new Problem(
                            "/interactionId",
                            "Has 257 characters, but at most 256 are allowed. Send a shorter value."));
        }

        @ParameterizedTest
        @CsvSource({"VOICE,voice", "Chat,chat", "' email ',email", "Fax,Fax"})
        void readsTheKnownTypesInAnyLetterCase(String sent, String type) {
            assertThat(read("{\"interactionId\":\"i\",\"type\":\"" + sent + "\"}")
                            .type())
                    .isEqualTo(type);
        }

        @Test
        void refusesTemplatesInOtherIdsAndDropsBlankOnes() {
            assertThat(problemsWith("\"globalInteractionId\":\"$(item.globalInteractionId)\""))
                    .extracting(Problem::pointer)
                    .containsExactly("/globalInteractionId");
            assertThat(with("\"globalInteractionId\":\" \"").json().has("globalInteractionId"))
                    .isFalse();
        }
    }

    @Nested
    class WrongTypes {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "\"description\":{\"a\":1}|/description|Must be text, but is an object. Send it as text, in quotes.",
                    "\"service\":true|/service|Must be text, but is true. Send it as text, in quotes.",
                    "\"attachedData\":[1]|/attachedData|Must be an object, but is an array. Send names with values: {\"name\": \"value\"}.",
                    "\"formValues\":\"x\"|/formValues|Must be an object, but is text. Send names with values: {\"name\": \"value\"}.",
                    "\"callParties\":{}|/callParties|Must be an array of objects, but is an object. Send [] if there are none.",
                    "\"chatParties\":[{},5]|/chatParties/1|Must be an object, but is a number. Leave it out if it is empty.",
                    "\"callMuted\":[]|/callMuted|Must be true or false, but is an array. Send it without quotes.",
                    "\"associatedObjects\":\"x\"|/associatedObjects|Must be an object, but is text. Send names with values: {\"name\": \"value\"}.",
                    "\"associatedObjects\":{\"list\":{}}|/associatedObjects/list|Must be an array of objects, but is an object. Send [] if there are none.",
                    "\"associatedObjects\":{\"selected\":[\"a\",{}]}|/associatedObjects/selected/1|Must be the id of an associated object, but is an object. Send the id as text.",
                    "\"duration\":\"long\"|/duration|Is not a duration. Send seconds such as 245, or 4:05.",
                    "\"duration\":-1|/duration|Is not a duration. Send seconds such as 245, or 4:05.",
                })
        void areRefusedWithPointerAndRemedy(String field, String pointer, String detail) {
            assertThat(problemsWith(field)).containsExactly(new Problem(pointer, detail));
        }

        @Test
        void areReportedAllAtOnce() {
            assertThat(problems("{\"type\":[],\"endTime\":{},\"subject\":[],\"callParties\":[1,2]}"))
                    .extracting(Problem::pointer)
                    .containsExactly(
                            "/type", "/endTime", "/subject", "/callParties/0", "/callParties/1", "/interactionId");
        }

        @ParameterizedTest
        @ValueSource(strings = {"[]", "5", "\"text\"", "null", "true"})
        void isNoRecordUnlessAnObject(String json) {
            assertThat(problems(json)).singleElement().satisfies(problem -> {
                assertThat(problem.pointer()).isEmpty();
                assertThat(problem.detail()).startsWith("Must be one JSON object, the activity record, but is ");
            });
        }

        @Test
        void escapesNamesInPointers() {
            assertThat(problems("{\"interactionId\":\"i\",\"type\":\"voice\",\"a/b~c\":{\"x\\u0000\":1e400}}"))
                    .extracting(Problem::pointer)
                    .containsExactly("/a~1b~0c/x\uFFFD");
        }

        @ParameterizedTest
        @ValueSource(strings = {"startTime", "endTime", "duration", "callMuted", "attachedData", "callParties"})
        void doNotIncludeABlankTextThatATemplateLeft(String field) {
            assertThat(with("\"" + field + "\":\" \"").json().has(field)).isFalse();
        }

        @Test
        void doNotIncludeNumbersForTexts() {
            Activity activity = with("\"phoneNumber\":14155550100,\"disposition\":42,\"service\":1.50");

            assertThat(activity.phoneNumber()).isEqualTo("14155550100");
            assertThat(activity.disposition()).isEqualTo("42");
            assertThat(activity.service()).isEqualTo("1.50");
        }

        @Test
        void limitsTheTextsThatDatabasesIndex() {
            assertThat(problemsWith("\"service\":\"" + "s".repeat(501) + "\""))
                    .extracting(Problem::pointer)
                    .containsExactly("/service");
            assertThat(with("\"description\":\"" + "s".repeat(50_000) + "\"").description())
                    .hasSize(50_000);
        }
    }

    @Nested
    class Flags {

        @ParameterizedTest
        @CsvSource({
            "true,true",
            "false,false",
            "1,true",
            "0,false",
            "'\"true\"',true",
            "'\"False\"',false",
            "'\"1\"',true",
            "'\" no \"',false",
            "'\"Yes\"',true"
        })
        void areReadFromTheUsualWords(String sent, boolean expected) {
            assertThat(with("\"internal\":" + sent).internal()).isEqualTo(expected);
        }

        @Test
        void keepOtherWordsUnderAdditional() {
            Activity activity = with("\"flagged\":\"by supervisor\",\"internal\":2");

            assertThat(activity.flagged()).isNull();
            assertThatJson(activity.json().get("additional"))
                    .isEqualTo("{\"flagged\":\"by supervisor\",\"internal\":2}");
        }

        @Test
        void ofACallMeanNothingForAnEmail() {
            Activity activity = read("""
                    {"interactionId": "m", "type": "Email", "callMuted": false, "callRecording": true,
                     "internal": false}""");

            assertThat(activity.callMuted()).isNull();
            assertThat(activity.callRecording()).isTrue();
            assertThat(activity.internal()).isFalse();
        }
    }

    @Nested
    class Selected {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "\"selected\":\"a\"|[\"a\"]",
                    "\"selected\":[\"a\",\"b\"]|[\"a\",\"b\"]",
                    "\"selected\":null|[]",
                    "\"selected\":\"\"|[]",
                    "\"selected\":[]|[]",
                    "\"selected\":[null,\"a\",\"\"]|[\"a\"]",
                    "\"selected\":17|[\"17\"]",
                    "\"other\":1|[]",
                })
        void isAlwaysAnArrayOfIds(String sent, String expected) {
            Activity activity = with("\"associatedObjects\":{\"list\":[]," + sent + "}");

            assertThatJson(activity.json().get("associatedObjects").get("selected"))
                    .isEqualTo(expected);
        }

        @Test
        void comesWithAListAndWhateverElseWasSent() {
            assertThatJson(with("\"associatedObjects\":{\"more\":1}").json().get("associatedObjects"))
                    .isEqualTo("{\"list\":[],\"selected\":[],\"more\":1}");
        }
    }

    @Nested
    class Words {

        @ParameterizedTest
        @CsvSource({
            "INBOUND,inbound",
            "OUTBOUND,outbound",
            "Inbound,inbound",
            "' Outbound ',outbound",
            "inbound,inbound",
            "REPLY,REPLY",
            "FORWARD,FORWARD",
            "AUTO_ACK,AUTO_ACK"
        })
        void ofTheReportingDatabaseForDirectionsAreRead(String sent, String expected) {
            assertThat(with("\"callDirection\":\"" + sent + "\"").callDirection())
                    .isEqualTo(expected);
        }

        @Test
        void keepADispositionWithoutTheBlanksAroundItAndClassifyIt() {
            Activity activity = with("\"disposition\":\"  product SOLD \"");

            assertThat(activity.disposition()).isEqualTo("product SOLD");
            assertThat(activity.dispositionClass()).isEqualTo("SUCCESS");
        }

        @Test
        void ofATenantsOwnDispositionsCount() {
            Dispositions dispositions = Dispositions.parse("""
                    SUCCESS: [{name: Sold}]
                    tenants: {acme: {FAILURE: [{name: Sold}]}}
                    """.getBytes(StandardCharsets.UTF_8));
            TenantProfile acme =
                    new TenantProfile("acme", null, null, Reading.PLAIN.timeZone(), dispositions.forTenant("acme"));

            Activity activity = read("{\"interactionId\":\"i\",\"type\":\"chat\",\"disposition\":\"sold\"}", acme);

            assertThat(activity.dispositionClass()).isEqualTo("FAILURE");
            assertThat(activity.tenant()).isEqualTo("acme");
        }
    }

    @Nested
    class Links {

        @ParameterizedTest
        @CsvSource({
            "https://t.example.com, /msgplayback?id=1, https://t.example.com/msgplayback?id=1",
            "https://t.example.com/, /msgplayback?id=1, https://t.example.com/msgplayback?id=1",
            "https://t.example.com:8443/desk/, play?id=1, https://t.example.com:8443/desk/play?id=1",
            "https://t.example.com/desk/page, play?id=1, https://t.example.com/desk/play?id=1",
            "https://t.example.com, play?id=1, https://t.example.com/play?id=1",
            "https://t.example.com, //cdn.example.com/1, https://cdn.example.com/1",
            "https://t.example.com, https://other.example.com/1, https://other.example.com/1",
            "https://t.example.com, /odd path?{a}|b, https://t.example.com/odd path?{a}|b",
            ", /msgplayback?id=1, /msgplayback?id=1"
        })
        void areMadeAbsoluteWithTheTenantsBase(String base, String sent, String expected) {
            Activity activity = read(
                    "{\"interactionId\":\"i\",\"type\":\"voice\",\"recordingUrl\":\"" + sent + "\",\"playbackUrl\":\""
                            + sent + "\"}",
                    tenant(base, "UTC"));

            assertThat(activity.recordingUrl()).isEqualTo(expected);
            assertThat(activity.playbackUrl()).isEqualTo(expected);
        }

        @Test
        void stayEmptyWhenEmpty() {
            assertThat(read(
                                    "{\"interactionId\":\"i\",\"type\":\"voice\",\"recordingUrl\":\"\"}",
                                    tenant("https://t.example.com", "UTC"))
                            .recordingUrl())
                    .isEmpty();
        }
    }

    @Nested
    class CloudEvents {

        @Test
        void areUnwrappedAndTheirAttributesAreNoFields() {
            Activity activity = read("""
                    {"specversion": "1.0", "id": "evt-1", "source": "/x", "type": "com.example.saved", "subject": "s",
                     "time": "2026-11-21T10:00:00Z", "state": "ext", "service": "ext",
                     "data": {"interactionId": "ce-1", "type": "chat"}}""");

            assertThatJson(activity.json()).isEqualTo("""
                    {"tenant": "default", "kind": "interaction", "interactionId": "ce-1", "type": "chat",
                     "dispositionClass": "UNKNOWN"}""");
        }

        @Test
        void mayHoldTheirDataAsTextOrBase64() {
            String record = "{\"interactionId\":\"ce-2\",\"type\":\"chat\"}";
            String base64 = Base64.getEncoder().encodeToString(record.getBytes(StandardCharsets.UTF_8));

            assertThat(read("{\"specversion\":\"1.0\",\"data\":\"" + record.replace("\"", "\\\"") + "\"}")
                            .interactionId())
                    .isEqualTo("ce-2");
            assertThat(read("{\"specversion\":\"1.0\",\"data_base64\":\"" + base64 + "\"}")
                            .interactionId())
                    .isEqualTo("ce-2");
        }

        @Test
        void mayHoldAnyDialect() {
            Activity activity = read("""
                    {"specversion": "1.0", "data": {"command": "INTERACTION_COMPLETED",
                     "data": {"item_id": "A", "phone_number": "+1"}}}""");

            assertThat(activity.interactionId()).isEqualTo("A");
        }

        @Test
        void shiftPointers() {
            assertThat(problems("{\"specversion\":\"1.0\",\"data\":{\"interactionId\":7.5,\"type\":[]}}"))
                    .extracting(Problem::pointer)
                    .containsExactly("/data/type");
            assertThat(problems("""
                            {"specversion": "1.0", "data": {"command": "INTERACTION_COMPLETED", "data": {"notes": []}}}"""))
                    .extracting(Problem::pointer)
                    .containsExactly("/data/data/notes", "/data/data/item_id", "/data/data/type");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{\"specversion\":\"0.3\",\"data\":{}}|/specversion|Is not a CloudEvents version this service reads. Send \"1.0\".",
                    "{\"specversion\":\"1.0\"}|/data|Is required, but missing. Put the activity record here.",
                    "{\"specversion\":\"1.0\",\"data\":[{}]}|/data|Must be one JSON object, the activity record, but is an array.",
                    "{\"specversion\":\"1.0\",\"data\":null}|/data|Must be one JSON object, the activity record, but is null.",
                    "{\"specversion\":\"1.0\",\"data_base64\":\"***\"}|/data_base64|Is not base64. Send the record itself in \"data\" instead.",
                    "{\"specversion\":\"1.0\",\"datacontenttype\":\"application/xml\",\"data\":{}}|/datacontenttype|Is not JSON. Send the activity record as application/json.",
                })
        void areRefusedWhenTheyHoldNoRecord(String json, String pointer, String detail) {
            assertThat(problems(json)).containsExactly(new Problem(pointer, detail));
        }

        @Test
        void areNotSeenInARecordWithAFieldOfThatName() {
            assertThat(with("\"specversion\":\"1.0\"").additional()).containsEntry("specversion", "1.0");
        }
    }

    @Nested
    class Completed {

        @Test
        void isReadFromTheEnvelope() {
            Activity activity = read("""
                    {"command": "INTERACTION_COMPLETED", "sentAt": 5, "data": {"item_id": "5A", "global_id": "99",
                     "service": "Survey", "phone_number": "+442079460018", "screenpop_data": {"survey": "Q4"},
                     "disposition": "No answer", "notes": "Rang out.", "recording_url": "/m?1", "new": 1}}""");

            assertThatJson(activity.json()).isEqualTo("""
                    {"tenant": "default", "kind": "interaction", "interactionId": "5A", "globalInteractionId": "99",
                     "type": "voice", "description": "Rang out.", "disposition": "No answer",
                     "dispositionClass": "CONTINUE", "service": "Survey", "phoneNumber": "+442079460018",
                     "recordingUrl": "/m?1", "attachedData": {"survey": "Q4"},
                     "additional": {"sentAt": 5, "new": 1}}""");
        }

        @Test
        void isReadWithoutItsEnvelope() {
            assertThat(read("{\"item_id\":\"5A\",\"phone_number\":\"1\"}").type())
                    .isEqualTo("voice");
        }

        @Test
        void needsATypeWhenThereIsNoPhoneNumber() {
            assertThat(problems("{\"command\":\"INTERACTION_COMPLETED\",\"data\":{\"item_id\":\"5A\"}}"))
                    .extracting(Problem::pointer)
                    .containsExactly("/data/type");
            assertThat(read("{\"command\":\"INTERACTION_COMPLETED\",\"data\":{\"item_id\":\"5A\",\"type\":\"chat\"}}")
                            .type())
                    .isEqualTo("chat");
        }

        @Test
        void preferTheCanonicalNameToItsAlias() {
            Activity activity =
                    read("{\"item_id\":\"5A\",\"type\":\"chat\",\"notes\":\"old\",\"description\":\"new\"}");

            assertThat(activity.description()).isEqualTo("new");
            assertThat(activity.additional()).containsEntry("notes", "old");
        }

        @Test
        void isTheOnlyCommandThatIsRead() {
            assertThat(problems(
                            "{\"command\":\"INTERACTION_STARTED\",\"data\":{\"item_id\":\"5A\",\"type\":\"voice\"}}"))
                    .containsExactly(new Problem(
                            "/command",
                            "Is not INTERACTION_COMPLETED, the only command that carries a finished interaction. Send "
                                    + "only that one."));
            assertThat(problems("{\"command\":\"INTERACTION_COMPLETED\"}"))
                    .extracting(Problem::pointer)
                    .containsExactly("/data", "/data/item_id", "/data/type");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Complaint",
                " Complaint\t",
                "\u00A0Complaint ",
                "\u2007\u202FComplaint\u3000",
                "\uFEFFComplaint\u200B"
            })
    void dispositionsComeWithoutTheBlanksAroundThem(String sent) {
        Activity activity =
                read("{\"interactionId\":\"i\",\"type\":\"voice\",\"disposition\":" + TextNode.valueOf(sent) + "}");

        assertThat(activity.disposition()).isEqualTo("Complaint");
        assertThat(activity.dispositionClass()).isEqualTo("FAILURE");
    }

    @Test
    void saysOneThingAboutOneValue() {
        assertThat(problems("{\"interactionId\":\"i\",\"type\":\"voice\",\"duration\":1e400}"))
                .extracting(Problem::pointer)
                .containsExactly("/duration");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00A0", "\u200B\u00A0", "\uFEFF"})
    void anIdOfNothingButBlanksIsNone(String blank) {
        assertThat(problems("{\"interactionId\":\"" + blank + "\",\"type\":\"voice\"}"))
                .containsExactly(new Problem("/interactionId", "Is required, but blank. Send the id as text."));
    }

    @Nested
    class RecordingRows {

        private static final String ROW = """
                {"Start Time": "03/15/2019 07:49:31 PM UTC +00:00", "Agent loginId": "jo.silva",
                 "Agent First Name": "Jo", "Agent Last Name": "Silva", "Customer phone": "+14155550100",
                 "Direction": "INBOUND", "Service": "Retention", "Disposition": "", "Notes": "n",
                 "Voice Signature": "0", "Flagged": "1", "Talk Time": "0:38", "RecordingId": "r-1",
                 "Global Interaction ID": "7C0B", "Review URL": "/review/1", "Screen Recording": "", "New": "x"}""";

        @Test
        void areOfTheirOwnKind() {
            assertThatJson(read(ROW, tenant("https://t.example.com", "UTC")).json())
                    .isEqualTo("""
                    {"tenant": "acme", "kind": "recording", "interactionId": "r-1", "recordingId": "r-1",
                     "globalInteractionId": "7C0B", "type": "voice", "description": "n", "dispositionClass": "UNKNOWN",
                     "service": "Retention", "callDirection": "inbound", "phoneNumber": "+14155550100",
                     "playbackUrl": "https://t.example.com/review/1", "agentLogin": "jo.silva", "agentName": "Jo Silva",
                     "startTime": 1552679371000, "duration": 38, "voiceSignature": false, "flagged": true,
                     "additional": {"New": "x"}}""");
        }

        @Test
        void nameTheirAgentInAnyLetterCase() {
            Activity activity =
                    read("{\"RecordingId\":\"r\",\"AGENT first name\":\" Jo\",\"agent Last Name \":\"Silva\"}");

            assertThat(activity.agentName()).isEqualTo("Jo Silva");
            assertThat(activity.json().has("additional")).isFalse();
        }

        @Test
        void nameTheColumnThatIsMissingOrWrong() {
            assertThat(problems("{\"Start Time\":\"yesterday\",\"Talk Time\":\"4 minutes\",\"Service\":\"x\"}"))
                    .containsExactly(
                            new Problem("/Start Time", Complaint.notATime()),
                            new Problem("/Talk Time", Complaint.notADuration()),
                            new Problem("/RecordingId", "Is required, but missing. Send the id as text."));
        }

        @Test
        void keepAColumnThatIsThereInTwoLetterCases() {
            Activity activity = read("{\"RecordingId\":\"r\",\"Notes\":\"one\",\"notes\":\"two\"}");

            assertThat(activity.description()).isEqualTo("one");
            assertThat(activity.additional()).containsEntry("notes", "two");
        }

        @Test
        void mayNotHaveABlankId() {
            assertThat(problems("{\"RecordingId\":\" \",\"Notes\":\"one\"}"))
                    .containsExactly(new Problem("/RecordingId", "Is required, but blank. Send the id as text."));
        }

        @Test
        void areNotConfusedWithARecordThatHasARecordingId() {
            assertThat(problems("{\"recordingId\":\"r-1\",\"type\":\"voice\"}"))
                    .extracting(Problem::pointer)
                    .isEqualTo(List.of("/interactionId"));
        }
    }
}
