package org.activityrelay.relay.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteErasureTest extends ErasureContract {

    private static final String SECRET = "siebenundachtzig";

    @TempDir
    Path folder;

    @Override
    TestDatabase database() {
        return TestDatabase.sqlite(folder);
    }

    /** Among many others, through retries and revisions, in rows of all lengths. */
    @Test
    void leavesNoByteOfThePersonInAnyFile() throws Exception {
        for (int i = 0; i < 400; i++) {
            String id = LedgerFixture.newId();
            String phone = i % 7 == 0 ? PHONE : "+1415555" + (1000 + i);
            String notes = (i % 7 == 0 ? SECRET : "harmless") + " " + "x".repeat(i * 37 % 6000);
            it.accept(LedgerFixture.record(id, "phoneNumber", phone, "description", notes), "crm", "email");
            if (i % 3 == 0) {
                it.accept(LedgerFixture.record(id, "phoneNumber", phone, "description", notes + "more"), "crm");
            }
            if (i % 50 == 49) {
                deliverSome();
            }
        }
        it.rejections.keep(new Rejection(
                "default", "http", null, "me", "a/b", SECRET.getBytes(StandardCharsets.UTF_8), Json.tree("[]")));
        assertThat(filesWith(SECRET)).isNotEmpty();

        while (!it.erasures.find(CALLER).isEmpty()) {
            List<String> some = it.erasures.find(CALLER).stream().limit(20).toList();
            Erasures.Held held = it.erasures.hold(some);
            it.deliver(it.claim("b", "crm", "email").toArray(Claim[]::new));
            assertThat(it.erasures.erase(held, new Audit.Deed("root", "erase", null, 1, null)))
                    .isPresent();
        }
        it.erasures.rejections(body -> true, List.of(), false);

        assertThat(filesWith(SECRET)).isEmpty();
        assertThat(filesWith(PHONE.substring(1))).isEmpty();
        assertThat(filesWith("harmless")).isNotEmpty();
    }

    private void deliverSome() {
        List<Claim> claims = it.claim("a", "crm", "email");
        it.queue.settle(List.of(
                LedgerFixture.parked(claims.get(0)),
                LedgerFixture.retry(claims.get(1), Duration.ZERO),
                LedgerFixture.retry(claims.get(2), Duration.ofHours(1))));
        it.deliver(claims.subList(3, claims.size()).toArray(Claim[]::new));
    }

    private List<String> filesWith(String text) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> holds(file, text))
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    private static boolean holds(Path file, String text) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
