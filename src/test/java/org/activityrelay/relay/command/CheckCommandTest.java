package org.activityrelay.relay.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine;

/** {@code relay check} on a copy of what is shipped, with something broken in it. */
class CheckCommandTest {

    private static final String RULES = "routes/3-routing.camel.yaml";

    @TempDir
    Path folder;

    private String output;

    @BeforeEach
    void copy() throws IOException {
        FileSystemUtils.copyRecursively(Path.of("routes"), folder.resolve("routes"));
        FileSystemUtils.copyRecursively(Path.of("config"), folder.resolve("config"));
    }

    private int check(String... options) {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out);
        int code = new CommandLine(new CheckCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(writer)
                .setErr(writer)
                .execute(Stream.concat(Stream.of(options), Stream.of(folder.toString()))
                        .toArray(String[]::new));
        output = out.toString();
        return code;
    }

    private void replace(String file, String text, String by) throws IOException {
        String before = Files.readString(folder.resolve(file));
        assertThat(before).contains(text);
        Files.writeString(folder.resolve(file), before.replace(text, by));
    }

    @Test
    void findsNothingInWhatIsShipped() {
        assertThat(check()).as(() -> output).isZero();
        assertThat(output).containsPattern("^\\d+ files, no mistakes\n$");
    }

    @Test
    void saysWhereAndWhatAndWhatToDo() throws IOException {
        replace(RULES, "${body.dispositionClass}", "${body.dispositonClass}");

        assertThat(check()).isOne();
        assertThat(output)
                .contains(folder.resolve(RULES) + ":22: a record has no field dispositonClass, write dispositionClass")
                .endsWith("files, 1 mistake\n");
    }

    /** Nobody wants to mend one mistake to be told of the next. */
    @Test
    void reportsMistakesOfEveryKindAtOnce() throws IOException {
        replace(RULES, "${body.dispositionClass}", "${body.dispositonClass}");
        replace("routes/1-intake-files.camel.yaml", "    from:", "\tfrom:");
        replace("routes/mappings/email-subject.jsonata", "subject : service", "subject : : service");
        replace("config/dispositions.yaml", "FAILURE:", "FAILED:");
        Files.writeString(folder.resolve("config/application.yaml"), """
                relay:
                  ledgr:
                    url: jdbc:sqlite:x.db
                  delivery:
                    lease: soon
                  destination:
                    email:
                      mode: live
                    crm:
                      mode: life
                    erp:
                      mode: live
                camel:
                  component:
                    jms:
                      cache-levl: 3
                """);

        assertThat(check()).isOne();
        String settings = folder.resolve("config/application.yaml").toString();
        assertThat(output)
                .contains(RULES + ":22: a record has no field dispositonClass")
                .contains("routes/1-intake-files.camel.yaml:")
                .contains("routes/mappings/email-subject.jsonata:9: ")
                .contains("config/dispositions.yaml:11: 'FAILED' is not a class")
                .contains(settings + ":3: there is no setting relay.ledgr.url, write relay.ledger.url")
                .contains(settings + ":5: relay.delivery.lease: 'soon' is not a valid duration")
                .contains(settings + ":8: relay.destination.email")
                .contains(settings + ":10: relay.destination.crm.mode: 'life' is no mode, write one of live, dry-run")
                .contains(settings + ":12: there is no destination erp to set relay.destination.erp.mode")
                .contains(settings + ":16: nothing reads camel.component.jms.cache-levl");
    }

    @Test
    void goesOnWhenTheSettingsAreNoYaml() throws IOException {
        Files.writeString(folder.resolve("config/application.yaml"), "site:\n  mailbox: a@example.com\n relay: x\n");
        replace(RULES, "{{site.complaints.recipient}}", "{{site.mailbox}}");
        replace(RULES, "${body.dispositionClass}", "${body.dispositonClass}");

        assertThat(check()).isOne();
        assertThat(output)
                .containsPattern("config/application.yaml:3: .*correct the YAML; no setting in it was read\n")
                .contains("no field dispositonClass")
                .doesNotContain("{{site.mailbox}}")
                .endsWith("files, 2 mistakes\n");
    }

    @Test
    void saysThatThereIsNoFolder() throws IOException {
        FileSystemUtils.deleteRecursively(folder.resolve("routes"));

        assertThat(check()).isOne();
        assertThat(output).contains(folder.resolve("routes") + ": there is no such folder");
    }

    @Test
    void takesTheFolderOfTheRoutesAlone() throws IOException {
        replace(RULES, "${body.dispositionClass}", "${body.dispositonClass}");
        folder = folder.resolve("routes");

        assertThat(check()).isOne();
        assertThat(output).contains(folder.resolve("3-routing.camel.yaml") + ":22: ");
    }

    @Test
    void annotatesInTheFormOfGitHub() throws IOException {
        replace(RULES, "${body.dispositionClass}", "${body.dispositonClass}");
        Files.writeString(folder.resolve("routes/mappings/old.jsonata"), "1");

        assertThat(check("--format", "github")).isOne();
        assertThat(output)
                .contains("::error file=" + folder.resolve(RULES) + ",line=22::a record has no field dispositonClass, ")
                .contains(
                        "::warning file=" + folder.resolve("routes/mappings/old.jsonata") + "::nothing uses this file");
    }

    @Test
    void reportsInTheFormOfGitLab() throws IOException {
        replace(RULES, "${body.dispositionClass}", "${body.dispositonClass}");

        assertThat(check("--format", "gitlab")).isOne();
        JsonNode issue = new ObjectMapper().readTree(output).get(0);
        assertThat(issue.at("/location/path").asText()).endsWith(RULES);
        assertThat(issue.at("/location/lines/begin").asInt()).isEqualTo(22);
        assertThat(issue.get("severity").asText()).isEqualTo("major");
        assertThat(issue.get("fingerprint").asText()).isNotBlank();
    }

    @Test
    void answersProgramsInJson() throws IOException {
        replace(RULES, "${body.dispositionClass}", "${body.dispositonClass}");

        assertThat(check("--format", "json")).isOne();
        JsonNode report = new ObjectMapper().readTree(output);
        assertThat(report.get("ok").asBoolean()).isFalse();
        assertThat(report.get("loads").asBoolean()).isFalse();
        assertThat(report.get("hash").asText()).hasSize(64);
        assertThat(report.at("/findings/0/line").asInt()).isEqualTo(22);
        assertThat(report.at("/findings/0/severity").asText()).isEqualTo("error");
    }
}
