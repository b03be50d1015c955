package org.activityrelay.relay.destination.sql;

import static org.activityrelay.relay.doctor.Examination.lines;
import static org.activityrelay.relay.doctor.Examination.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.activityrelay.relay.contract.SharedPostgres;
import org.activityrelay.relay.destination.Observation.Verdict;
import org.activityrelay.relay.doctor.Diagnosis;
import org.activityrelay.relay.doctor.Examination;
import org.activityrelay.relay.explain.TrialFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a database before the first row. None is written. */
class SqlExaminationTest {

    @TempDir
    Path folder;

    private String url;
    private TrialFolder files;

    @BeforeEach
    void database() throws Exception {
        url = SharedPostgres.newDatabase();
        files = TrialFolder.shipped(folder)
                .setting("relay.destination.database.url", url)
                .setting("relay.destination.database.username", SharedPostgres.username())
                .setting("relay.destination.database.password", SharedPostgres.password());
    }

    private void tables() throws Exception {
        SharedPostgres.execute(url, Files.readString(Path.of("routes/sql/postgresql/schema.sql")));
    }

    @AfterEach
    void close() {
        files.close();
    }

    @Test
    void findsATableThatMayBeWrittenAndWritesNothing() throws Exception {
        tables();
        Diagnosis diagnosis = Examination.of(files, "database");

        assertThat(diagnosis.ok()).as(diagnosis.text()).isTrue();
        assertThat(lines(diagnosis, Verdict.OK))
                .contains("table interaction has what the statement needs, and the user may write it");
        try (Connection connection =
                        DriverManager.getConnection(url, SharedPostgres.username(), SharedPostgres.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from interaction")) {
            rows.next();
            assertThat(rows.getInt(1)).isZero();
        }
    }

    @Test
    void namesAMissingTable() {
        assertThat(problems(files, "database"))
                .containsExactly("there is no table interaction, or the user may not see it");
    }

    @Test
    void namesEveryMissingColumn() throws Exception {
        tables();
        SharedPostgres.execute(url, "alter table interaction drop column service, drop column dnis");

        assertThat(problems(files, "database")).containsExactly("table interaction has no column dnis, service");
    }

    @Test
    void namesTheRightsThatAreMissing() throws Exception {
        tables();
        String reader = "reader" + Math.abs(url.hashCode());
        SharedPostgres.execute(url, "create role " + reader + " login password 'reader-secret'");
        SharedPostgres.execute(url, "grant select, update on interaction to " + reader);
        files.setting("relay.destination.database.username", reader)
                .setting("relay.destination.database.password", "reader-secret");

        assertThat(problems(files, "database")).containsExactly("the user lacks the right to insert on interaction");
    }

    @Test
    void namesAKeyThatIsMissing() throws Exception {
        tables();
        SharedPostgres.execute(url, "alter table interaction drop constraint interaction_pkey");

        assertThat(problems(files, "database"))
                .singleElement()
                .asString()
                .startsWith("the database refuses the statement: ");
    }

    @Test
    void saysThatALoginIsRefused() {
        files.setting("relay.destination.database.username", "nobody-known");

        assertThat(problems(files, "database")).singleElement().asString().startsWith("the database does not let in: ");
    }

    @Test
    void leavesAnEmbeddedFileUnmade() {
        Path file = folder.resolve("data/reporting.db");
        files.setting("relay.destination.database.url", "jdbc:sqlite:" + file);

        assertThat(Examination.of(files, "database").ok()).isTrue();
        assertThat(file).doesNotExist();
    }
}
