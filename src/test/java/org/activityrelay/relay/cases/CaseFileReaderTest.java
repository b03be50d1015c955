package org.activityrelay.relay.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.Snapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a case file is told with its line and what was probably meant. */
class CaseFileReaderTest {

    private final List<Finding> findings = new ArrayList<>();

    private List<Case> read(String file, String yaml) {
        return new CaseFileReader(
                        Snapshot.of(Map.of(
                                "routes/cases/" + file,
                                yaml.getBytes(StandardCharsets.UTF_8),
                                "routes/samples/minimal.json",
                                new byte[0])),
                        findings::add)
                .read();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1 | case: [ | not YAML",
                "1 | case: a | expected a list of cases",
                "1 | - a | expected names and values",
                "2 | - case: a;  recrod: {}; | 'recrod' is not known here: did you mean record?",
                "1 | - record: {sample: minimal.json};  expect: [a] | a case needs a name",
                "1 | - case: a;  expect: [a] | a case needs a record",
                "1 | - case: a;  record: {sample: minimal.json} | nothing is expected",
                "2 | - case: a;  record: {sample: minima.json};  expect: [a] | did you mean minimal.json?",
                "2 | - case: a;  record: {sample: minimal.json, body: {}};  expect: [a] | either 'sample: <file>' or 'body:'",
                "2 | - case: a;  record: {sample: minimal.json, number: x};  expect: [a] | 'number' is a number",
                "3 | - case: a;  record: {body: {}};  others: maybe;  expect: [a] | 'others' is allowed or forbidden",
                "3 | - case: a;  record: {body: {}};  unrouted: lost | 'unrouted' is one of",
                "3 | - case: a;  record: {body: {}};  expect: a | 'expect' is a list",
                "3 | - case: a;  record: {body: {}};  expect: [{part: a}] | needs 'destination: <name>'",
                "4 | - case: a;  record: {body: {}};  expect:;  - {destination: a, mial: {}} | did you mean mail?",
                "4 | - case: a;  record: {body: {}};  expect:;  - {destination: a, http: {metod: GET}} | did you mean method?",
                "4 | - case: a;  record: {body: {}};  expect:;  - {destination: a, outcome: good} | 'outcome' is one of",
                "4 | - case: a;  record: {body: {}};  expect:;  - {destination: a, http: {body: {'a[x]': 1}}} | 'a[x]' is no path",
                "5 | - case: a;  record: {body: {}};  expect:;  - a;  - {destination: a} | expected twice",
                "3 | - case: a;  record: {body: {}};  answers: [{request: /contacts}];  expect: [a] | an answer needs 'request:",
                "3 | - case: a;  record: {body: {}};  answers: [{request: GET *, status: 99}];  expect: [a] | 'status' is an HTTP status",
                "4 | - case: a;  record: {body: {}};  expect: [a];  never: [{part: x}] | say which",
                "3 | - case: a;  record: {body: {}};  case: b;  expect: [a] | 'case' is here twice",
                "4 | - case: a;  record: {body: {}};  expect: [a];- case: a;  record: {body: {}};  expect: [a] | there are two cases 'a'",
                "4 | - case: a;  record: {body: {}};  refused: [/a];  expect: [a] | has no deliveries"
            })
    void tellsWhatIsWrongInWhichLine(int line, String yaml, String what) {
        read("mine.case.yaml", yaml.replace(";", "\n"));

        assertThat(findings).as(findings.toString()).anySatisfy(finding -> {
            assertThat(finding.file()).isEqualTo("cases/mine.case.yaml");
            assertThat(finding.line()).isEqualTo(line);
            assertThat(finding.what()).contains(what);
        });
    }

    @Test
    void tellsWhenAFileWouldBeOverlooked() {
        read("mine.yaml", "[]");
        assertThat(findings).singleElement().satisfies(finding -> assertThat(finding.toString())
                .isEqualTo("cases/mine.yaml: the name does not end in .case.yaml, rename it, or move it elsewhere"));
    }

    @Test
    void runsTheGoodCasesOfAFileWithABadOne() {
        List<Case> cases = read("mine.case.yaml", """
                - case: bad
                  record: { body: {} }
                  expects: [a]
                - case: good
                  record: { body: {} }
                  expect: [a, "b/c"]
                """);
        assertThat(cases).extracting(Case::name).containsExactly("good");
        assertThat(findings).hasSize(2);
    }

    @Test
    void readsPathsAsPeopleWriteThem() {
        assertThat(Paths.parse("a.b")).containsExactly("a", "b");
        assertThat(Paths.parse("$.a[0].b-c")).containsExactly("a", "0", "b-c");
        assertThat(Paths.parse("[1]")).containsExactly("1");
        assertThat(Paths.parse("/a.b/c~1d")).containsExactly("a.b", "c/d");
        assertThat(Paths.parse("a..b")).isNull();
        assertThat(Paths.parse("a[b]")).isNull();
    }
}
