package org.activityrelay.relay.ledger;

import static org.activityrelay.relay.ledger.LedgerFixture.newId;
import static org.activityrelay.relay.ledger.LedgerFixture.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What keeping refused bodies promises, on every database. */
abstract class RejectionsContract {

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
    void keepsARefusedBodyWithItsProblems() {
        byte[] body = {0, 1, '{', (byte) 0xFF};
        JsonNode problems = problems("/type", "is missing");
        String id = it.rejections.keep(
                new Rejection("default", "files", "a.json:7", "me", "application/json", body, problems));

        Rejections.Kept kept = it.rejections.find(id).orElseThrow();
        assertThat(kept.id()).isEqualTo(id);
        assertThat(kept.activityId()).isNull();
        assertThat(kept.receivedAt()).isNotNull();
        assertThat(kept.rejection().body()).isEqualTo(body);
        assertThat(kept.rejection().problems()).isEqualTo(problems);
        assertThat(kept.rejection().source()).isEqualTo("a.json:7");
        assertThat(kept.rejection().tenant()).isEqualTo("default");
        assertThat(kept.rejection().intake()).isEqualTo("files");
        assertThat(kept.rejection().principal()).isEqualTo("me");
        assertThat(kept.rejection().contentType()).isEqualTo("application/json");
    }

    @Test
    void listsTheNewestFirstPageByPage() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(0, keep("body " + i));
        }

        assertThat(it.rejections.list(null, 2)).extracting(Rejections.Kept::id).containsExactly(ids.get(0), ids.get(1));
        assertThat(it.rejections.list(ids.get(1), 10))
                .extracting(Rejections.Kept::id)
                .containsExactly(ids.get(2), ids.get(3), ids.get(4));
        assertThat(it.rejections.list(ids.get(4), 10)).isEmpty();
    }

    @Test
    void notesWhatACorrectedBodyBecame() {
        String id = keep("wrong");
        Accepted accepted = it.accept(record(newId()), "database");
        it.rejections.corrected(id, accepted.id());

        assertThat(it.rejections.find(id).orElseThrow().activityId()).isEqualTo(accepted.id());
        Rejections.Kept listed = it.rejections.list(null, 10).get(0);
        assertThat(listed.activityId()).isEqualTo(accepted.id());
        assertThat(listed.rejection().body()).isNull();
        assertThat(it.rejections.find(id).orElseThrow().rejection().body()).isNotNull();
    }

    @Test
    void keepsTextThatDatabasesDoNotLike() {
        String id = it.rejections.keep(
                new Rejection(null, "http", "a\u0000b", null, null, new byte[0], problems("/a\u0000", "\uD800")));

        assertThat(it.rejections.find(id).orElseThrow().rejection().source()).isEqualTo("a\uFFFDb");
    }

    @Test
    void findsNothingUnderSomethingThatIsNoId() {
        assertThat(it.rejections.find("nonsense")).isEmpty();
        assertThat(it.rejections.list("nonsense", 5)).isEmpty();
    }

    @Test
    void refusesToKeepAnythingOnceItIsClosed() {
        it.close();

        assertThatThrownBy(() -> keep("late")).isInstanceOf(LedgerUnavailableException.class);
    }

    private String keep(String body) {
        return it.rejections.keep(new Rejection(
                "default", "http", null, null, null, body.getBytes(StandardCharsets.UTF_8), problems("", "bad")));
    }

    private static JsonNode problems(String pointer, String detail) {
        JsonMapper mapper = new JsonMapper();
        return mapper.createArrayNode()
                .add(mapper.createObjectNode().put("pointer", pointer).put("detail", detail));
    }
}
