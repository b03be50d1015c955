package org.activityrelay.relay.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.DryRuns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DryRunFilesTest {

    @TempDir
    Path folder;

    private static Claim claim(String recordKey, int revision) {
        ObjectNode record = JsonNodeFactory.instance.objectNode().put("interactionId", "m-1");
        return new Claim(
                "d",
                "a",
                "crm",
                "",
                new TreeMap<>(),
                Activity.of(record),
                revision,
                1,
                1,
                recordKey,
                recordKey + "/" + revision,
                null,
                null,
                null);
    }

    private static RecordedRequest request(String content) {
        return new RecordedRequest("http", "json", bytes(content), null, false);
    }

    private static RecordedRequest lookup(String content) {
        return new RecordedRequest("http", "json", bytes(content), null, true);
    }

    private static byte[] bytes(String content) {
        return content.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("crm"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void laterRevisionsAndRetriesReplaceTheFile() throws IOException {
        DryRunStore store = new DryRunFiles(folder);

        store.keep(claim("m-1", 1), List.of(request("one")));
        store.keep(claim("m-1", 1), List.of(request("one again")));
        store.keep(claim("m-1", 2), List.of(request("two")));

        assertThat(files()).containsExactly("m-1.json");
        assertThat(folder.resolve("crm/m-1.json")).hasContent("two");
    }

    @Test
    void numbersFurtherRequestsAndLookups() throws IOException {
        new DryRunFiles(folder)
                .keep(claim("m-1", 1), List.of(lookup("token"), request("one"), lookup("contact"), request("two")));

        assertThat(files()).containsExactly("m-1.json", "m-1~2.json", "m-1~lookup1.json", "m-1~lookup2.json");
        assertThat(folder.resolve("crm/m-1.json")).hasContent("one");
        assertThat(folder.resolve("crm/m-1~2.json")).hasContent("two");
    }

    @Test
    void removesWhatAnEarlierRevisionHadMoreAndNothingElse() throws IOException {
        DryRunStore store = new DryRunFiles(folder);
        store.keep(claim("m-1", 1), List.of(request("one"), request("two"), lookup("x")));
        store.keep(claim("m-1-2", 1), List.of(request("other")));
        store.keep(claim("m-1.json", 1), List.of(request("another")));

        store.keep(claim("m-1", 2), List.of(new RecordedRequest("mail", "eml", bytes("mail"), null, false)));

        assertThat(files()).containsExactly("m-1-2.json", "m-1.eml", "m-1.json.json");
    }

    @Test
    void keysNeverLeaveTheFolder() throws IOException {
        new DryRunFiles(folder).keep(claim("../../x/y", 1), List.of(request("one")));

        assertThat(files()).hasSize(1).first().asString().startsWith("x-y~");
        try (Stream<Path> beside = Files.list(folder)) {
            assertThat(beside).hasSize(1);
        }
    }

    @Test
    void leavesNoUnfinishedFile() throws IOException {
        DryRunStore store = new DryRunFiles(folder);
        for (int revision = 1; revision <= 20; revision++) {
            store.keep(claim("m-" + revision % 3, revision), List.of(request("r" + revision)));
        }

        assertThat(files()).containsExactly("m-0.json", "m-1.json", "m-2.json");
    }

    @Test
    void readsWhatItKept() throws IOException {
        DryRunStore store = new DryRunFiles(folder);
        store.keep(
                claim("../m/1", 1),
                List.of(
                        lookup("{\"url\":\"https://login\"}"),
                        request("{\"statement\":\"insert\"}"),
                        request("{\"endpoint\":\"jms:queue:x\"}"),
                        new RecordedRequest("mail", "eml", bytes("Subject: x"), null, false)));

        List<DryRuns.Request> requests = store.requests(new DryRuns.Delivery("d", "default", "crm", "../m/1", false));

        assertThat(requests).extracting(DryRuns.Request::kind).containsExactly("http", "sql", "jms", "mail");
        assertThat(requests).extracting(DryRuns.Request::lookup).containsExactly(true, false, false, false);
        assertThat(requests.get(3).description().get("message").asText()).isEqualTo("Subject: x");
        assertThat(store.requests(new DryRuns.Delivery("d", "default", "crm", "../m/1", true)))
                .isEmpty();
        assertThat(store.requests(new DryRuns.Delivery("d", "default", "crm", "unknown", false)))
                .isEmpty();
    }
}
