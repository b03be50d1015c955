package org.activityrelay.relay.destination.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Timestamp;
import java.time.Clock;
import org.activityrelay.relay.contract.Ports;
import org.activityrelay.relay.contract.SharedPostgres;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.classifier.FailureClassifier;
import org.activityrelay.relay.destination.Case;
import org.activityrelay.relay.destination.Claims;
import org.activityrelay.relay.destination.Rig;
import org.activityrelay.relay.destination.Shows;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.FileSystemResource;
import org.springframework.jdbc.datasource.init.ScriptUtils;

class PostgresDatabaseTest extends DatabaseContract {

    private String url;

    @Override
    Rig open() throws Exception {
        url = SharedPostgres.newDatabase();
        try (Connection dba = DriverManager.getConnection(url, SharedPostgres.username(), SharedPostgres.password())) {
            ScriptUtils.executeSqlScript(dba, new FileSystemResource(Path.of("routes/sql/postgresql/schema.sql")));
        }
        return rig(url).start();
    }

    private static Rig rig(String url) {
        return at(url, Rig.live());
    }

    @Override
    Rig recording() {
        return at(url, Rig.recording());
    }

    @Override
    Rig again() {
        return rig(url);
    }

    private static Rig at(String url, Rig rig) {
        return rig.with("relay.destination.database.url", url)
                .with("relay.destination.database.username", SharedPostgres.username())
                .with("relay.destination.database.password", SharedPostgres.password())
                .shipped("5-destination-database.camel.yaml");
    }

    @Override
    String dialect() {
        return "postgresql";
    }

    @Override
    Long millis(Object column) {
        return column == null ? null : ((Timestamp) column).getTime();
    }

    @Override
    boolean flag(Object column) {
        return (Boolean) column;
    }

    @Test
    void createsNoTableOutsideTheEmbeddedFile() throws Exception {
        try (Rig empty = rig(SharedPostgres.newDatabase()).start()) {
            Rig.Delivered delivered = empty.attempt(Claims.of("database", Claims.minimal()), exchange -> {});

            assertThat(delivered.exchange().getException()).hasStackTraceContaining("\"interaction\" does not exist");
            assertThat(delivered.evidence().anythingSent()).isFalse();
            assertThat(delivered.evidence().isAmbiguous()).isFalse();
        }
    }

    /** The server ends the session while it writes: nobody knows whether it did, and the same is written again. */
    @Test
    @Shows(Case.CUT_AFTER_THE_WRITE)
    void aSessionThatIsCutWhileItWritesIsRepeated() throws Exception {
        jdbc.execute("create function cut() returns trigger language plpgsql as $$"
                + " begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$");
        jdbc.execute("create trigger cut before insert on interaction for each row execute function cut()");

        Rig.Delivered cut = rig.attempt(Claims.of("database", Claims.minimal()), exchange -> {});

        Outcome outcome = new FailureClassifier(Clock.systemUTC())
                .attempt(cut.exchange().getException(), cut.evidence())
                .outcome();
        assertThat(outcome).isInstanceOf(Outcome.Retry.class);
        jdbc.execute("drop trigger cut on interaction");
        rig.deliver(Claims.of("database", Claims.minimal(), 1, 2, null));
        assertThat(jdbc.queryForList("select interaction_id from interaction", String.class))
                .containsExactly("m-1");
    }

    @Test
    void startsWhenTheDatabaseIsDownAndSaysSoPerDelivery() throws Exception {
        int port = Ports.free();
        try (Rig down = rig("jdbc:postgresql://localhost:" + port + "/none")
                .with("relay.destination.database.timeout.connect", "300ms")
                .start()) {
            Rig.Delivered delivered = down.attempt(Claims.of("database", Claims.minimal()), exchange -> {});

            assertThat(delivered.exchange().getException()).isNotNull();
            assertThat(delivered.evidence().anythingSent()).isFalse();
            assertThat(delivered.evidence().isAmbiguous()).isFalse();
        }
    }

    @Test
    void arraysAndMapsCanBeQueriedAsJson() throws Exception {
        rig.deliver(Claims.of("database", Claims.sample("voice-complaint-5.19.json")));

        assertThat(jdbc.queryForObject(
                        "select attached_data->>'invoice' from interaction where started_at > now() - interval '50 years'",
                        String.class))
                .isEqualTo("88213");
    }
}
