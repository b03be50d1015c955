package org.activityrelay.relay.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.activityrelay.relay.docs.MarkdownBlocks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The types hold under the strictest rules of TypeScript, for the desktop's newest build and for 5.19. It runs where Node
 * is installed; where it is not, it is skipped with a message, unless {@code RELAY_NODE=required} says that it must not be.
 */
class CollectorTypesTest {

    private static final Path PROJECT = Path.of("src/test/typescript");
    private static final Path SERVED = Path.of("src/main/resources/collector");
    private static final Pattern WRONG = Pattern.compile("// wrong:");

    /** What a page has around the examples. */
    private static final String EXAMPLE_BEGINS = """
            import * as served from "./activity-collector.js";
            import { AdApi } from "./sdk.js";
            declare const session: { accessToken: string; isFresh(): boolean; renew(): Promise<void> };
            declare const banner: { show(level: string, message: string): void };
            const adApi = new AdApi();
            const token = "relay_publish_0";
            {
            const collectActivities = served.collectActivities;
            {
            %s
            } }
            export {};
            """;

    @TempDir
    Path folder;

    @Test
    void pagesCompileAndMistakesDoNot() throws Exception {
        requireNode();
        copy(PROJECT);
        copy(SERVED);
        requireCompiler(execute("npm", "ci", "--ignore-scripts", "--fetch-retries=5"));
        Files.write(
                folder.resolve("types.tgz"),
                TypesPackage.of("1.0.0", Files.readAllBytes(SERVED.resolve(CollectorFiles.TYPES))));
        run("npm", "install", "--no-save", "--offline", "--ignore-scripts", "./types.tgz");

        assertThat(compile("tsconfig.json")).isEmpty();

        List<MarkdownBlocks.Block> examples =
                MarkdownBlocks.of(Path.of("docs/collector.md")).in("ts");
        assertThat(examples).hasSizeGreaterThanOrEqualTo(3);
        for (MarkdownBlocks.Block example : examples) {
            Files.writeString(folder.resolve("example.ts"), EXAMPLE_BEGINS.formatted(example.text()));
            assertThat(compile("tsconfig.example.json"))
                    .as("docs/collector.md:%d", example.line())
                    .isEmpty();
        }

        List<String> mistakes = Files.readAllLines(PROJECT.resolve("wrong.ts"));
        List<Integer> marked = Stream.iterate(1, line -> line <= mistakes.size(), line -> line + 1)
                .filter(line -> WRONG.matcher(mistakes.get(line - 1)).find())
                .toList();
        assertThat(marked).hasSizeGreaterThanOrEqualTo(6);
        List<String> found = compile("tsconfig.wrong.json");
        for (int line : marked) {
            assertThat(found)
                    .as("line %d of wrong.ts", line)
                    .anyMatch(error -> error.startsWith("wrong.ts(" + line + ","));
        }
    }

    private static void requireNode() {
        boolean found = Stream.of("node", "npm").allMatch(CollectorTypesTest::isThere);
        if ("required".equals(System.getenv("RELAY_NODE"))) {
            assertThat(found)
                    .as("RELAY_NODE=required, but node or npm is not on the PATH")
                    .isTrue();
        }
        assumeTrue(found, "No node and npm on the PATH: the collector's types are not compiled");
    }

    /** Without a network, and without a copy that npm keeps from before, there is no compiler. */
    private static void requireCompiler(Result installed) {
        if ("required".equals(System.getenv("RELAY_NODE"))) {
            assertThat(installed.code).as(installed.output).isZero();
        }
        assumeTrue(installed.code == 0, "npm cannot get TypeScript: the collector's types are not compiled");
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    private void copy(Path from) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
        }
    }

    private void run(String... command) throws Exception {
        Result result = execute(command);
        assertThat(result.code)
                .as("%s: %s", String.join(" ", command), result.output)
                .isZero();
    }

    /** The compiler's complaints. */
    private List<String> compile(String project) throws Exception {
        Result result = execute("node", "node_modules/typescript/bin/tsc", "--pretty", "false", "-p", project);
        List<String> errors =
                result.output.lines().filter(line -> line.contains("error TS")).toList();
        assertThat(result.code == 0).as(result.output).isEqualTo(errors.isEmpty());
        return errors;
    }

    private record Result(int code, String output) {}

    private Result execute(String... command) throws Exception {
        Path output = folder.resolve("output.log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), Files.readString(output));
    }
}
