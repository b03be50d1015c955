package org.activityrelay.relay.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.activityrelay.relay.check.JsonataNames.Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which names of an expression are looked up in the record. */
class JsonataNamesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type                                       | type",
                "disposition.nam                            | disposition.nam",
                "$$.a & $.b & x[y = 1].z & $v.c             | a b x.z",
                "{ 'k': v }                                 | v",
                "a ? b : [c, -d]                            | a b c d",
                "foo.(bar; $$.baz)                          | foo baz",
                "list{ k: v }                               | list",
                "list^(k)                                   | list",
                "$map(list, function($p) { $p.a & top })    | list top",
                "($a := b; $a.c; $f(d, e.f))                | b d e.f",
                "$[type = 'x'].foo                          | foo",
                "x ~> $uppercase ~> $trim                   | x",
                "%.a & *.b & **.c                           | ''",
                "`two words`.`and more`                     | two words.and more"
            })
    void findsNamesOfTheInput(String expression, String expected) {
        List<String> names = JsonataNames.ofInput(expression).stream()
                .map(name -> name.name() + (name.next() == null ? "" : "." + name.next()))
                .toList();

        assertThat(String.join(" ", names)).isEqualTo(expected);
    }

    @Test
    void knowsTheLine() {
        assertThat(JsonataNames.ofInput("{\n  'a': b,\n  'c':\n    d.e\n}"))
                .containsExactly(new Name("b", 2, null), new Name("d", 4, "e"));
    }

    @Test
    void looksIntoNoTransform() {
        assertThat(JsonataNames.ofInput("$ ~> |x|{'y': z}|")).isEmpty();
    }

    @Test
    void leavesMistakesToOthers() {
        assertThat(JsonataNames.ofInput("type ? : ,")).isEmpty();
    }
}
