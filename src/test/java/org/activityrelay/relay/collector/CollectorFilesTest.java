package org.activityrelay.relay.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What the served files are and are not. */
class CollectorFilesTest {

    private static final Path FOLDER = Path.of("src/main/resources/collector");
    private static final Path RELEASED = FOLDER.resolve("released");
    private static final int LARGEST = 12 * 1024;

    /** What a strict policy forbids, what keeps something about a person, and what would need somebody else's code. */
    private static final Map<String, Pattern> FORBIDDEN_IN_SCRIPTS = new TreeMap<>(Map.of(
            "eval", Pattern.compile("\\beval\\s*\\("),
            "new Function", Pattern.compile("\\bFunction\\s*\\("),
            "code as text", Pattern.compile("set(Timeout|Interval)\\s*\\(\\s*[\"'`]"),
            "HTML as text", Pattern.compile("(inner|outer)HTML|insertAdjacentHTML|document\\.write|srcdoc|DOMParser"),
            "cookies", Pattern.compile("\\.\\s*cookie|cookieStore"),
            "other storage", Pattern.compile("localStorage|sessionStorage"),
            "code from elsewhere", Pattern.compile("https?://(?!relay\\.example\\.com)")));

    private static final Map<String, Pattern> FORBIDDEN_IN_PAGES = Map.of(
            "inline handler", Pattern.compile("\\son[a-z]+\\s*="),
            "inline script", Pattern.compile("<script(?![^>]*\\ssrc=)"),
            "inline style", Pattern.compile("<style|\\sstyle="),
            "from elsewhere", Pattern.compile("(src|href)=\"(?!/)"));

    @Test
    void theCollectorIsSmall() throws IOException {
        assertThat(packed(read(CollectorFiles.MODULE))).isLessThanOrEqualTo(LARGEST);
    }

    @Test
    void aLargerOneWouldBeNoticed() throws IOException {
        StringBuilder noise = new StringBuilder();
        new Random(1).ints(20_000, 33, 126).forEach(c -> noise.append((char) c));
        assertThat(packed(noise.toString())).isGreaterThan(LARGEST);
    }

    @Test
    void needsNoOtherModule() throws IOException {
        assertThat(read(CollectorFiles.MODULE))
                .doesNotContainPattern("(?m)^\\s*import\\b|\\bimport\\s*\\(|\\brequire\\s*\\(");
    }

    @Test
    void scriptsHoldNothingThatAStrictPolicyForbids() throws IOException {
        List<Path> scripts = files(".js");
        assertThat(scripts).hasSizeGreaterThanOrEqualTo(4);
        for (Path script : scripts) {
            FORBIDDEN_IN_SCRIPTS.forEach((what, pattern) ->
                    assertThat(text(script)).as("%s in %s", what, script).doesNotContainPattern(pattern));
        }
    }

    @Test
    void pagesHoldNothingInline() throws IOException {
        List<Path> pages = files(".html");
        assertThat(pages).hasSizeGreaterThanOrEqualTo(2);
        for (Path page : pages) {
            FORBIDDEN_IN_PAGES.forEach((what, pattern) ->
                    assertThat(text(page)).as("%s in %s", what, page).doesNotContainPattern(pattern));
        }
    }

    @Test
    void eachForbiddenThingWouldBeFound() {
        List<String> wrong = List.of(
                "eval('1')",
                "new Function('x')",
                "setTimeout(\"x()\", 1)",
                "e.innerHTML = x",
                "document.cookie",
                "localStorage.x",
                "import('https://cdn.example')");
        for (String script : wrong) {
            assertThat(FORBIDDEN_IN_SCRIPTS.values()).as(script).anyMatch(pattern -> pattern.matcher(script)
                    .find());
        }
        assertThat(wrong).hasSameSizeAs(FORBIDDEN_IN_SCRIPTS.keySet());
        List<String> wrongPages = List.of(
                "<a onclick=\"x()\">", "<script>x</script>", "<p style=\"color:red\">", "<img src=\"https://x/y\">");
        for (String page : wrongPages) {
            assertThat(FORBIDDEN_IN_PAGES.values()).as(page).anyMatch(pattern -> pattern.matcher(page)
                    .find());
        }
    }

    // ---- released versions

    @Test
    void releasedVersionsAreWhatTheirNamesSay() throws Exception {
        List<Path> released = released();
        assertThat(released).isNotEmpty();
        for (Path file : released) {
            assertThat(file.getFileName().toString())
                    .as("a released file is never changed and never deleted; release another version")
                    .isEqualTo(releasedName(Files.readAllBytes(file)));
        }
        assertThat(released.stream().map(file -> CollectorVersion.in(bytes(file))))
                .doesNotHaveDuplicates();
    }

    @Test
    void theNewestIsReleasedOrHasAnotherVersion() throws Exception {
        byte[] newest = Files.readAllBytes(FOLDER.resolve(CollectorFiles.MODULE));
        String version = CollectorVersion.in(newest);
        for (Path file : released()) {
            if (CollectorVersion.in(bytes(file)).equals(version)) {
                assertThat(file.getFileName().toString())
                        .as(
                                "%s differs from what was released as %s: give it another VERSION",
                                CollectorFiles.MODULE, version)
                        .isEqualTo(releasedName(newest));
            }
        }
    }

    @Test
    void thePageForDevelopersNamesEveryReleasedVersionWithItsIntegrity() throws Exception {
        String page = Files.readString(Path.of("docs/collector.md"));
        List<String> rows = new ArrayList<>();
        for (Path file : released()) {
            rows.add("| %s | `/collector/v1/%s` | `%s` |"
                    .formatted(CollectorVersion.in(bytes(file)), file.getFileName(), integrity(bytes(file))));
        }
        assertThat(page).contains(rows);
        assertThat(page.lines().filter(line -> line.contains("`sha384-") && line.startsWith("|")))
                .as("a version that the page names and that is not there any more")
                .hasSameSizeAs(rows);
    }

    // ---- the types as a package

    @Test
    void theTypesPackageIsTheSameEachTime() throws Exception {
        byte[] types = read(CollectorFiles.TYPES).getBytes(UTF_8);

        assertThat(TypesPackage.of("1.2.3", types)).isEqualTo(TypesPackage.of("1.2.3", types));
        assertThat(TypesPackage.of("1.2.4", types)).isNotEqualTo(TypesPackage.of("1.2.3", types));
    }

    static String releasedName(byte[] content) throws Exception {
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        return "activity-collector-" + hash.substring(0, 16) + ".js";
    }

    static String integrity(byte[] content) throws Exception {
        return "sha384-"
                + Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-384").digest(content));
    }

    private static List<Path> released() throws IOException {
        try (Stream<Path> files = Files.list(RELEASED)) {
            return files.sorted().toList();
        }
    }

    private static List<Path> files(String ending) throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }

    private static int packed(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(UTF_8));
        }
        return packed.size();
    }

    private static String read(String name) throws IOException {
        return Files.readString(FOLDER.resolve(name));
    }

    private static String text(Path file) {
        return new String(bytes(file), UTF_8);
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
