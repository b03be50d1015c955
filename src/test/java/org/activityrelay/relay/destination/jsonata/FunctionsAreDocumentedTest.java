package org.activityrelay.relay.destination.jsonata;

import static org.assertj.core.api.Assertions.assertThat;

import com.dashjoin.jsonata.Jsonata;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FunctionsAreDocumentedTest {

    @Test
    void theTableListsEveryFunctionAndNoOther() throws Exception {
        Set<String> documented = new TreeSet<>();
        Matcher rows = Pattern.compile("(?m)^\\| `\\$(\\w+)\\(").matcher(Files.readString(Path.of("routes/README.md")));
        while (rows.find()) {
            documented.add(rows.group(1));
        }

        assertThat(documented).isEqualTo(functions()).hasSizeGreaterThan(9);
    }

    private static Set<String> functions() throws Exception {
        Jsonata.Frame frame = Jsonata.jsonata("1").createFrame();
        new JsonataFunctions(Map.of(), ZoneOffset.UTC, key -> null, (table, key) -> null).bindTo(frame);
        Field bindings = Jsonata.Frame.class.getDeclaredField("bindings");
        bindings.setAccessible(true);
        Set<String> names = new TreeSet<>();
        ((Map<?, ?>) bindings.get(frame)).keySet().forEach(name -> names.add(name.toString()));
        return names;
    }
}
